import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { UserError } from '../base/errors.ts'
import type { Environment } from '../config/load.ts'
import { settings } from '../config/settings.ts'
import { verbatim } from '../wording/words.ts'

/** The process's environment, which wins over `.env` in its working folder. Throws a UserError. */
export function readEnvironment(environment: Environment): Environment {
  if (!existsSync('.env')) return environment
  try {
    return { ...parseEnv(readFileSync('.env', 'utf8')), ...environment }
  } catch {
    throw new UserError(verbatim('.env cannot be read.'))
  }
}

/** npm goes to the project's own folder before it runs a script, and says where it was called. */
export function callersFolder({ npm_lifecycle_event: script, INIT_CWD: folder }: Environment): string {
  return script !== undefined && folder !== undefined && folder !== '' ? folder : process.cwd()
}

/** DATA_DIR alone: what else is wrong with the settings does not keep anybody from reading what is kept. */
export function dataFolder(environment: Environment): string {
  const { name, fallback } = settings.dataDir
  return resolve(environment[name]?.trim() || (fallback ?? ''))
}
