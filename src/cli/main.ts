import { systemClock } from '../base/clock.ts'
import { onStopSignals } from '../base/stop-signals.ts'
import { callersFolder, readEnvironment } from './environment.ts'
import { EXIT, failureSentence, isBrokenPipe, outputFailure } from './outcome.ts'
import { runTool } from './program.ts'
import { say } from './surroundings.ts'

const LINGER_MS = 2_000

const { stdout: out, stderr: errors, stdin: input } = process
const stopping = new AbortController()
onStopSignals({
  source: process,
  clock: systemClock,
  stop: () => stopping.abort(),
  endNow: (_, code) => process.exit(code),
})
out.on('error', (error) => {
  // Whoever read the output has enough of it, such as `| head`: nobody is left to be told.
  if (!isBrokenPipe(error)) say(errors, outputFailure(error))
  process.exit(EXIT.failed)
})

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
