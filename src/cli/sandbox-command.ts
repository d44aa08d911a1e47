import { Command, InvalidArgumentError } from 'commander'
import type { SandboxOptions } from './sandbox.ts'
import { loadSandboxTool } from './sandbox-tool.ts'
import type { Surroundings } from './surroundings.ts'

const AFTER = `
  $ npm run sandbox
  $ npm run sandbox -- --port 0 --speech-port 0     (any free ones)`

/** `sandbox`: a Discord and a speech service for a bot to be tried in. */
export function sandboxCommand(surroundings: Surroundings): Command {
  return new Command('sandbox')
    .summary('Keep a small Discord and a speech service open on this machine.')
    .description('A small Discord and a speech service on this machine, kept open for a bot to be tried in.')
    .option('--token <token>', 'the token the bot will use', 'sandbox.token.for-a-bot-on-this-machine')
    .option('--port <n>', 'where its Discord listens', portArgument, 8410)
    .option('--speech-port <n>', 'where its speech service listens', portArgument, 8411)
    .addHelpText('after', AFTER)
    .action(async (options: SandboxOptions) => {
      const { keepSandbox } = await loadSandboxTool(() => import('./sandbox.ts'))
      await keepSandbox(options, surroundings)
    })
}

function portArgument(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535))
    throw new InvalidArgumentError('It must be a port: 0 to 65535, 0 being any free one.')
  return port
}
