import { ConfigError } from '../../base/errors.ts'
import { type Config, type Environment, loadConfig } from '../../config/load.ts'
import { settings } from '../../config/settings.ts'
import { ENGINE_NAMES } from '../../speech/engines.ts'
import { type Finding, notOk, ok } from './finding.ts'

/** The settings as far as they can be used, so that one mistake does not keep the other checks from being done. */
export interface ExaminedConfiguration {
  /** With the default in place of each setting that is wrong. */
  readonly config: Config
  /** Whether this setting is there and right. */
  readonly holds: (name: string) => boolean
  readonly findings: readonly Finding[]
}

const WHAT = 'configuration'
const ALL = Object.values(settings)

export function examineConfiguration(environment: Environment): ExaminedConfiguration {
  try {
    const config = loadConfig(environment, ENGINE_NAMES)
    const given = ALL.filter(({ name, aliases }) =>
      [name, ...aliases].some((each) => environment[each]?.trim()),
    )
    const findings = [ok(WHAT, `${given.length} of ${ALL.length} settings are set, and none is wrong`)]
    return { config, holds: () => true, findings }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return mended(environment, error.problems)
  }
}

function mended(environment: Environment, problems: readonly string[]): ExaminedConfiguration {
  const wrong = ALL.filter(({ name }) => problems.some((problem) => mentions(problem, name)))
  const blank = Object.fromEntries(
    wrong.flatMap(({ name, aliases }) => [name, ...aliases].map((each) => [each, ''])),
  )
  const { name: token } = settings.discordToken
  // The only setting that has no default.
  const standIn = environment[token]?.trim() ? {} : { [token]: 'missing' }
  return {
    config: loadConfig({ ...environment, ...blank, ...standIn }, ENGINE_NAMES),
    holds: (name) => !wrong.some((setting) => setting.name === name),
    findings: problems.map((problem) => notOk(WHAT, `${problem}. .env.example tells what it is for.`)),
  }
}

/** Problems name each setting that they are about. */
const mentions = (problem: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(problem)
