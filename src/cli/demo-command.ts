import { Command, Option } from 'commander'
import { countArgument } from './count-argument.ts'
import type { DemoOptions } from './demo.ts'
import { loadSandboxTool } from './sandbox-tool.ts'
import type { Surroundings } from './surroundings.ts'

const AFTER = `
  $ npm run demo
  $ npm run demo -- --engine assemblyai --seconds 60 --seed 7
  $ npm run demo -- --model FOLDER --audio FOLDER`

/** `demo`: the whole bot at work, on this machine alone. */
export function demoCommand(surroundings: Surroundings): Command {
  return new Command('demo')
    .summary('Play a call on this machine, and count each word from mouth to message.')
    .description(
      'A voice channel with people who talk over each other, the bot that listens, and the text channel it writes to, all on this machine.',
    )
    .addOption(
      new Option(
        '--engine <name>',
        'sherpa: English, heard by a model on this machine, which is fetched where there is none; assemblyai: tones, heard by the sandbox',
      ).choices(['assemblyai', 'sherpa']),
    )
    .option(
      '--model <folder>',
      'for sherpa: the folder of a streaming zipformer model (else as the bot finds it)',
    )
    .option('--audio <folder>', 'other speech: a folder of WAV files with clips.tsv (file, words)')
    .option('--live', 'let the real AssemblyAI hear the English (needs ASSEMBLYAI_API_KEY; costs money)')
    .option('--seconds <n>', 'how long the conversation in tones lasts', countArgument, 30)
    .option('--seed <n>', 'which conversation', countArgument, 1)
    .addHelpText('after', AFTER)
    .action(async (options: DemoOptions, command: Command) => {
      const { playDemo } = await loadSandboxTool(() => import('./demo.ts'))
      await playDemo(options, { surroundings, command })
    })
}
