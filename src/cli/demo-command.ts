import { Command, Option } from 'commander'
import { countArgument } from './count-argument.ts'
import type { DemoOptions } from './demo.ts'
import { loadSandboxTool } from './sandbox-tool.ts'
import type { Surroundings } from './surroundings.ts'

const AFTER = `
  $ npm run demo
  $ npm run demo -- --seconds 60 --seed 7
  $ npm run demo -- --engine sherpa --model FOLDER --audio FOLDER`

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
        'assemblyai: tones, heard by the sandbox; sherpa: human speech, heard by a model on this machine',
      )
        .choices(['assemblyai', 'sherpa'])
        .default('assemblyai'),
    )
    .option('--model <folder>', 'for sherpa: the folder of a streaming zipformer model')
    .option('--audio <folder>', 'for human speech: a folder of WAV files with clips.tsv (file, words)')
    .option(
      '--live',
      'let the real AssemblyAI hear the human speech (needs --audio and ASSEMBLYAI_API_KEY; costs money)',
    )
    .option('--seconds <n>', 'how long the conversation in tones lasts', countArgument, 30)
    .option('--seed <n>', 'which conversation', countArgument, 1)
    .addHelpText('after', AFTER)
    .action(async (options: DemoOptions, command: Command) => {
      const { playDemo } = await loadSandboxTool(() => import('./demo.ts'))
      await playDemo(options, { surroundings, command })
    })
}
