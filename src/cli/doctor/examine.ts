import { ConfigError } from '../../base/errors.ts'
import { settings } from '../../config/settings.ts'
import { Failed, failureSentence } from '../outcome.ts'
import { type Surroundings, say, type ToolCall } from '../surroundings.ts'
import { examineConfiguration } from './configuration.ts'
import type { Consultation } from './consultation.ts'
import { examineDataFolder } from './data-folder.ts'
import { examineDiscord } from './discord-access.ts'
import { type Finding, findingLine, notOk } from './finding.ts'
import { examineNativeParts, examineNode } from './native-parts.ts'
import { examineAssemblyAi, examineModel } from './speech-engines.ts'
import { examineClock } from './wall-clock.ts'

export interface DoctorOptions {
  readonly guild?: string
}

/** A check that has taken so long is given up, and tells what it has by then. */
const LIMIT_MS = 9_000
/** After that; one that does not heed it is not waited for. */
const GRACE_MS = 500

interface Check {
  readonly what: string
  /** What is asked: a service, over the network, or this machine. */
  readonly of: keyof typeof TOO_LATE
  readonly run: (consultation: Consultation) => Promise<readonly Finding[]>
}

/** Runs all checks at once, and tells of each in order as soon as it can. Rejects with `Failed` if one is not ok. */
export async function examine(options: DoctorOptions, { surroundings, command }: ToolCall): Promise<void> {
  const { environment, out, signal } = surroundings
  const { config, holds, findings } = examineConfiguration(environment)
  const guild = options.guild ?? config.discordGuildId
  if (guild !== null && !/^\d{15,20}$/.test(guild))
    command.error('error: --guild must be an id of Discord: 15 to 20 digits')
  const checks: readonly Check[] = [
    { what: 'native parts', of: 'machine', run: ({ clock }) => examineNativeParts(clock) },
    { what: 'Discord', of: 'service', run: (consultation) => examineDiscord(consultation, guild) },
    { what: 'AssemblyAI', of: 'service', run: examineAssemblyAi },
    { what: 'local model', of: 'machine', run: examineModel },
    { what: 'DATA_DIR', of: 'machine', run: examineDataFolder },
    { what: 'clock', of: 'service', run: examineClock },
  ]
  const tell = teller(surroundings)
  const running = checks.map((check) => inTime(check, { config, holds }, surroundings))
  for (const found of [Promise.resolve([...findings, ...examineNode()]), ...running]) tell(await found)
  signal.throwIfAborted()
  const { total, failed, skips } = tell([])
  if (failed === 0) return say(out, `All that the bot needs is there${unlooked(skips)}.`)
  say(out, `${failed} of ${total} are not ok.`)
  throw new Failed(`${failed} checks`)
}

function unlooked(skips: number): string {
  if (skips === 0) return ''
  return `, of what was looked at; ${skips === 1 ? '1 check was' : `${skips} checks were`} skipped`
}

/** Writes findings, without any secret that a message may hold; answers how many there have been so far. */
function teller({ environment, out }: Surroundings) {
  const secrets = Object.values(settings)
    .filter(({ secret }) => secret)
    .flatMap(({ name, aliases }) => [name, ...aliases].map((each) => environment[each]?.trim() ?? ''))
    .filter((value) => value.length > 3)
  let [total, failed, skips] = [0, 0, 0]
  return (findings: readonly Finding[]) => {
    for (const finding of findings) {
      total += 1
      if (finding.verdict === 'not ok') failed += 1
      if (finding.verdict === 'skipped') skips += 1
      say(
        out,
        secrets.reduce((line, secret) => line.replaceAll(secret, '…'), findingLine(finding, out)),
      )
    }
    return { total, failed, skips }
  }
}

async function inTime(
  { what, of, run }: Check,
  configuration: Pick<Consultation, 'config' | 'holds'>,
  { clock, signal }: Surroundings,
): Promise<readonly Finding[]> {
  const late = new AbortController()
  const given = AbortSignal.any([signal, late.signal])
  const failureText = (error: unknown): string =>
    oneLine(error instanceof TooLate ? TOO_LATE[of] : sentence(error))
  const deadline = Promise.withResolvers<never>()
  const stop = () => deadline.reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  const timers = [
    clock.after(LIMIT_MS, () => late.abort(new TooLate())),
    clock.after(LIMIT_MS + GRACE_MS, () => deadline.reject(new TooLate())),
  ]
  try {
    return await Promise.race([
      run({ ...configuration, clock, signal: given, failureText }),
      deadline.promise,
    ])
  } catch (error) {
    return signal.aborted ? [] : [notOk(what, failureText(error))]
  } finally {
    signal.removeEventListener('abort', stop)
    for (const cancel of timers) cancel()
  }
}

class TooLate extends Error {}

const SECONDS = LIMIT_MS / 1000
const TOO_LATE = {
  service: `nothing came within ${SECONDS} s: check the network, and the address in the settings if one is set.`,
  machine: `it took longer than ${SECONDS} s: this machine is busy with something else, or slow. Try again when it is not.`,
} as const

const sentence = (error: unknown): string =>
  error instanceof ConfigError ? error.problems.join(' ') : failureSentence(error)

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
