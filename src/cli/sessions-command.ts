import { Command } from 'commander'
import { countArgument } from './count-argument.ts'
import type { SessionsOptions } from './records/list-sessions.ts'
import type { Surroundings } from './surroundings.ts'

const AFTER = `
It reads DATA_DIR, also while a bot runs with it, and changes nothing there. Times are UTC.

  $ npm run cli -- sessions --limit 5
  $ npm run cli -- sessions --json | jq -r '.[0].id'`

/** `sessions`: what is kept. */
export function sessionsCommand(surroundings: Surroundings): Command {
  return new Command('sessions')
    .description('List the sessions that are kept, newest first.')
    .option('-n, --limit <count>', 'at most so many', countArgument, 20)
    .option('--json', 'as JSON, with the ids of servers and channels')
    .addHelpText('after', AFTER)
    .action(async (options: SessionsOptions) => {
      const { listSessions } = await import('./records/list-sessions.ts')
      await listSessions(options, surroundings)
    })
}
