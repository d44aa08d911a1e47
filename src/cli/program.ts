import { Command } from 'commander'
import { demoCommand } from './demo-command.ts'
import { doctorCommand } from './doctor-command.ts'
import { exportCommand } from './export-command.ts'
import { fileCommand } from './file-command.ts'
import { microphoneCommand } from './microphone-command.ts'
import { modelCommand } from './model-command.ts'
import { EXIT, tellFailure } from './outcome.ts'
import { sandboxCommand } from './sandbox-command.ts'
import { sessionsCommand } from './sessions-command.ts'
import type { Surroundings } from './surroundings.ts'
import { ownVersion } from './version.ts'

/** In the order in which the help shows them. What a tool needs is loaded only when it is called. */
const TOOLS: readonly ((surroundings: Surroundings) => Command)[] = [
  doctorCommand,
  fileCommand,
  microphoneCommand,
  sessionsCommand,
  exportCommand,
  (surroundings) => modelCommand(surroundings),
  demoCommand,
  sandboxCommand,
]

const AFTER = `
Settings are read from the environment and from .env in the working folder, as npm start reads them.
Exit codes: 0 all went well, 1 something failed, 2 wrong use, 130 stopped by Ctrl+C.

  $ npm run cli -- doctor                  Is everything in place?
  $ npm run cli -- file talk.mp3           What is said in this recording?
  $ npm run cli -- help file               More about one of them.`

/** The tools beside the bot, as one program. */
function createProgram(surroundings: Surroundings): Command {
  const { out, errors } = surroundings
  const program = new Command('npm run cli --')
    .description('The tools of Hansard, the Discord bot that writes down who said what.')
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => errors.write(text),
      getOutHelpWidth: () => out.columns ?? 100,
      getErrHelpWidth: () => errors.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .version(ownVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .showHelpAfterError('(--help says more)')
    .addHelpText('after', AFTER)
  for (const tool of TOOLS) program.addCommand(tool(surroundings).copyInheritedSettings(program))
  return program
}

/** Runs what the arguments ask for, and resolves with the exit code; all that is to be said was written. */
export async function runTool(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    await createProgram(surroundings).parseAsync(args, { from: 'user' })
    return EXIT.well
  } catch (error) {
    return tellFailure(error, surroundings.errors, surroundings.signal)
  }
}
