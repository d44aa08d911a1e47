import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { CommanderError } from 'commander'
import { systemClock } from '../base/clock.ts'
import { ConfigError, EngineError, StoreError } from '../base/errors.ts'
import { modelCommand } from './model-command.ts'

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort())

process.exitCode = await run()

/** Answers the exit code: 0 all went well, 1 it failed, 2 wrong use, 130 stopped. */
async function run(): Promise<number> {
  try {
    const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}
    const command = modelCommand({
      out: process.stdout,
      errors: process.stderr,
      environment: { ...file, ...process.env },
      folder: process.env['INIT_CWD'] ?? process.cwd(),
      clock: systemClock,
      signal: stopping.signal,
    })
    await command.exitOverride().parseAsync(process.argv.slice(2), { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (stopping.signal.aborted && error === stopping.signal.reason) {
      process.stderr.write('Stopped. Run it again: it goes on where it was.\n')
      return 130
    }
    if (![EngineError, ConfigError, StoreError].some((kind) => error instanceof kind)) throw error
    process.stderr.write(`${error instanceof Error ? error.message : ''}\n`)
    return 1
  }
}
