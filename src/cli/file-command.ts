import { Command } from 'commander'
import { FILE_FORMATS } from './file/file-formats.ts'
import type { FileOptions } from './file/transcribe-files.ts'
import { formatOption } from './format-option.ts'
import type { Surroundings } from './surroundings.ts'

const AFTER = `
WAV and Ogg Opus are read as they are; ffmpeg, if it is installed, reads the rest, video too.
The local engine (sherpa) is about twenty times faster than the sound, AssemblyAI's live engine takes as long as the
sound lasts, and --prerecorded is done in a fraction of it. AssemblyAI is paid for.

  $ npm run cli -- file talk.wav
  $ npm run cli -- file --prerecorded --speakers --format txt,srt --out transcripts *.mp3
  $ npm run cli -- file --engine sherpa --format json talk.ogg | jq .turns`

/** `file PATH…`: what is said in recordings. */
export function fileCommand(surroundings: Surroundings): Command {
  return new Command('file')
    .description('Write down what is said in recordings: any audio or video.')
    .argument('<path...>', 'the recordings')
    .option('-e, --engine <name>', 'assemblyai or sherpa (default: as SPEECH_ENGINE has it)')
    .option('--prerecorded', "send the whole file to AssemblyAI's service for recordings")
    .option('--speakers', 'tell speakers apart (with --prerecorded)')
    .option(
      '-l, --language <code>',
      'such as en or de, for --prerecorded and Pro models (default: they find out)',
    )
    .addOption(formatOption(FILE_FORMATS, ['txt']))
    .option('-o, --out <folder>', 'write a file for each there, instead of to standard output')
    .addHelpText('after', AFTER)
    .action(async (paths: readonly string[], options: FileOptions, command: Command) => {
      const { transcribeFiles } = await import('./file/transcribe-files.ts')
      await transcribeFiles(paths, options, { surroundings, command })
    })
}
