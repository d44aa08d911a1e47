import { Command } from 'commander'
import { EXPORT_FORMATS } from '../transcript/export/export-formats.ts'
import { formatOption } from './format-option.ts'
import type { ExportOptions } from './records/export-session.ts'
import type { Surroundings } from './surroundings.ts'

const AFTER = `
It reads DATA_DIR, also while a bot runs with it, and changes nothing there. A session that goes on is given as far as
it is. docs/exports.md tells what each format holds.

  $ npm run cli -- export --last
  $ npm run cli -- export --last --format md,srt,json --out transcripts
  $ npm run cli -- export 0a1b2c3d --format csv > table.csv`

/** `export`: the transcript of a session. */
export function exportCommand(surroundings: Surroundings): Command {
  return new Command('export')
    .description('Write out the transcript of a session that is kept.')
    .argument('[session]', 'its id, or the beginning of it; npm run cli -- sessions lists them')
    .option('--last', 'the newest one')
    .addOption(
      formatOption(
        EXPORT_FORMATS.map(({ name }) => name),
        ['txt'],
      ),
    )
    .option('-o, --out <folder>', 'write files there, instead of to standard output')
    .addHelpText('after', AFTER)
    .action(async (session: string | undefined, options: ExportOptions, command: Command) => {
      const { exportSession } = await import('./records/export-session.ts')
      await exportSession(session ?? null, options, { surroundings, command })
    })
}
