import { systemClock } from '../base/clock.ts'
import { callersFolder, readEnvironment } from './environment.ts'
import { EXIT, failureSentence } from './outcome.ts'
import { runTool } from './program.ts'
import { say } from './surroundings.ts'

/**
 * One press of Ctrl+C reaches the process twice when npm passes it on as well. A second signal after this time is a
 * person who will not wait.
 */
const SAME_SIGNAL_MS = 1_000

const LINGER_MS = 2_000

const { stdout: out, stderr: errors, stdin: input } = process
const stopping = new AbortController()
let stoppedAt = 0
function onSignal(signal: NodeJS.Signals): void {
  if (stopping.signal.aborted) {
    if (systemClock.now() - stoppedAt >= SAME_SIGNAL_MS) process.exit(codeOf(signal))
    return
  }
  stoppedAt = systemClock.now()
  stopping.abort()
}
process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)
// Whoever read the output has enough of it, such as `| head`.
out.on('error', () => process.exit(EXIT.failed))

process.exitCode = await run()
// A library that left something open does not keep whoever waits for the prompt.
setTimeout(() => process.exit(), LINGER_MS).unref()

async function run(): Promise<number> {
  try {
    return await runTool(process.argv.slice(2), {
      out,
      errors,
      input,
      environment: readEnvironment(process.env),
      folder: callersFolder(process.env),
      clock: systemClock,
      signal: stopping.signal,
    })
  } catch (error) {
    say(errors, failureSentence(error))
    return EXIT.failed
  }
}

/** 128 and the signal's number, as shells have it. */
function codeOf(signal: NodeJS.Signals): number {
  return signal === 'SIGINT' ? EXIT.interrupted : 143
}
