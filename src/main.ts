import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { systemClock } from './base/clock.ts'
import { ConfigError, EngineError, StoreError, UserError } from './base/errors.ts'
import { createLog } from './base/log.ts'
import { onStopSignals } from './base/stop-signals.ts'
import { type Config, loadConfig } from './config/load.ts'
import { ENGINE_NAMES } from './speech/engines.ts'
import { createHansard, type Hansard } from './wiring.ts'

const config = readConfig()
const log = createLog(config.logLevel)
/** Null until what it keeps was opened. */
let hansard: Hansard | null = null

let stopping = false
/** Ends the bot in order; it exits with this code if all of that goes well. */
function stop(cause: string, code = 0): void {
  if (stopping) return
  stopping = true
  log.info('stopping', { cause })
  const stopped = hansard === null ? Promise.resolve(true) : hansard.stop()
  stopped.then((clean) => {
    log.info('stopped', { clean })
    process.exit(clean ? code : 1)
  })
}
onStopSignals({
  source: process,
  clock: systemClock,
  stop,
  // What was committed to the journal is in it all the same.
  endNow(signal, code) {
    log.warn('ended at once', { cause: signal })
    process.exit(code)
  },
})

// A bug: what state it left behind nobody knows, but the sessions can still be told and ended in order.
process.on('uncaughtException', (error) => {
  stop('a bug', 1)
  log.error('uncaught exception', error)
})

try {
  hansard = await createHansard(config, {
    clock: systemClock,
    log,
    onDead(error) {
      report('ended by Discord', error)
      stop('Discord', 1)
    },
  })
  await hansard.start()
  if (!stopping) log.info('ready')
} catch (error) {
  report('start failed', error)
  stop('a failed start', 1)
}

/** To the log, and as a plain sentence for whoever sits before a terminal. */
function report(event: string, error: unknown): void {
  log.error(event, error)
  if (isExpected(error)) process.stderr.write(`${error.message}\n`)
}

/** The environment wins over `.env` in the working folder. */
function readConfig(): Config {
  try {
    const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}
    return loadConfig({ ...file, ...process.env }, ENGINE_NAMES)
  } catch (error) {
    process.stderr.write(error instanceof ConfigError ? `${error.message}\n` : '.env cannot be read.\n')
    process.exit(1)
  }
}

function isExpected(error: unknown): error is Error {
  return [UserError, ConfigError, EngineError, StoreError].some((kind) => error instanceof kind)
}
