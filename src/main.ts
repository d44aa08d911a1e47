import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { systemClock } from './base/clock.ts'
import { ConfigError, EngineError, UserError } from './base/errors.ts'
import { createLog } from './base/log.ts'
import { type Config, loadConfig } from './config/load.ts'
import { createHansard } from './wiring.ts'

/**
 * One press of Ctrl+C, or one signal to a process group, reaches the bot twice when npm passes it on as well.
 * A second signal after this time is a person who will not wait.
 */
const SAME_SIGNAL_MS = 1_000

const config = readConfig()
const log = createLog(config.logLevel)
const hansard = createHansard(config, { clock: systemClock, log })

let stoppingSince: number | null = null
function stop(signal: NodeJS.Signals): void {
  if (stoppingSince !== null) {
    if (systemClock.now() - stoppingSince >= SAME_SIGNAL_MS) process.exit(1)
    return
  }
  stoppingSince = systemClock.now()
  log.info('stopping', { signal })
  hansard.stop().then((clean) => {
    log.info('stopped', { clean })
    process.exit(clean ? 0 : 1)
  })
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)

process.on('uncaughtException', (error) => {
  if (hansard.absorbs(error)) return
  log.error('uncaught exception', error)
  stop('SIGTERM')
})

try {
  await hansard.start()
} catch (error) {
  if (stoppingSince === null) {
    log.error('start failed', error)
    if (isExpected(error)) process.stderr.write(`${error.message}\n`)
    await hansard.stop()
    process.exit(1)
  }
}

/** The environment wins over `.env` in the working folder. */
function readConfig(): Config {
  try {
    const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}
    return loadConfig({ ...file, ...process.env })
  } catch (error) {
    process.stderr.write(error instanceof ConfigError ? `${error.message}\n` : '.env cannot be read.\n')
    process.exit(1)
  }
}

function isExpected(error: unknown): error is Error {
  return error instanceof UserError || error instanceof ConfigError || error instanceof EngineError
}
