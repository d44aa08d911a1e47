import { Command } from 'commander'
import type { DoctorOptions } from './doctor/examine.ts'
import type { Surroundings } from './surroundings.ts'

const AFTER = `
Each line says ok, or what to do. It exits with 1 when one of them is not ok; a warning is no failure.
It logs in to Discord for a moment, as the bot does, and opens one speech session of half a second at AssemblyAI,
which is billed: about 0.00002 USD. A bot that runs is not disturbed.

  $ npm run cli -- doctor
  $ npm run cli -- doctor --guild 123456789012345678`

/** `doctor`: whether all that the bot needs is there. */
export function doctorCommand(surroundings: Surroundings): Command {
  return new Command('doctor')
    .description('Check all that the bot needs, and say what to do where something is missing.')
    .option(
      '-g, --guild <id>',
      "look at the bot's permissions in this server (default: DISCORD_GUILD_ID, else each of up to five)",
    )
    .addHelpText('after', AFTER)
    .action(async (options: DoctorOptions, command: Command) => {
      const { examine } = await import('./doctor/examine.ts')
      await examine(options, { surroundings, command })
    })
}
