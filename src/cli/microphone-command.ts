import { Command } from 'commander'
import type { MicrophoneOptions } from './microphone/listen.ts'
import type { Surroundings } from './surroundings.ts'

const AFTER = `
It listens through arecord, sox or ffmpeg, whichever is there. Finished turns go to standard output; what is being
said is shown below them while it changes, in a terminal only. Ctrl+C ends it: then come the last words and the sum.

  $ npm run cli -- microphone
  $ npm run cli -- microphone --engine sherpa > notes.txt
  $ npm run cli -- microphone --recorder arecord --device plughw:1,0     (arecord -L lists devices)`

/** `microphone`: live text of what this machine's microphone hears. */
export function microphoneCommand(surroundings: Surroundings): Command {
  return new Command('microphone')
    .description('Write down, live, what is said into the microphone of this machine.')
    .option('-e, --engine <name>', 'assemblyai or sherpa (default: as SPEECH_ENGINE has it)')
    .option('-l, --language <code>', 'such as en or de, for Pro models (default: they find out)')
    .option('-r, --recorder <name>', 'arecord, sox or ffmpeg (default: the first that is there)')
    .option('-d, --device <name>', "which microphone, as the recorder calls it (default: the system's)")
    .addHelpText('after', AFTER)
    .action(async (options: MicrophoneOptions, command: Command) => {
      const { listen } = await import('./microphone/listen.ts')
      await listen(options, { surroundings, command })
    })
}
