import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { FRAME_MS } from '../../sandbox/cast/speech-packets.ts'
import { ChannelScreen } from '../../sandbox/channel-screen.ts'
import { clipsPlay, type DemoPlay, tonesPlay } from '../../sandbox/demo-play.ts'
import { rehearse } from '../../sandbox/rehearsal.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { setTable } from '../../sandbox/table.ts'
import { BotProcess } from './bot-process.ts'

const DAVE_NOTE = 'end-to-end encrypted (DAVE)'

interface DemoOptions {
  readonly engine: 'assemblyai' | 'sherpa'
  readonly model?: string
  readonly audio?: string
  readonly live?: true
  readonly seconds: number
  readonly seed: number
}

const program = new Command('demo')
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
  .option('--seconds <n>', 'how long the conversation in tones lasts', wholeNumber, 30)
  .option('--seed <n>', 'which conversation', wholeNumber, 1)
  .allowExcessArguments(false)

process.exitCode = await demo(program.parse().opts<DemoOptions>())

/** Plays the demo; answers the exit code: 0 if all that was promised arrived. */
async function demo(options: DemoOptions): Promise<number> {
  const play = await choosePlay(options)
  const sandbox = await Sandbox.start()
  const table = setTable(sandbox, play.speakers, 'Hansard demo')
  const bot = new BotProcess({ ...sandbox.environment, ...play.environment })
  const screen = new ChannelScreen(process.stdout, table.text)
  const interrupted = Promise.withResolvers<never>()
  process.once('SIGINT', () => interrupted.reject(new Error('interrupted')))
  try {
    await Promise.race([bot.ready, interrupted.promise])
    say(`${play.speakers.join(', ')} meet in the voice channel ${table.room.name}, ${DAVE_NOTE}.`)
    say(
      `${play.title} It takes about ${lengthSeconds(play.script)} s. This is #${table.text.name}, as it fills:\n`,
    )
    const rehearsal = await Promise.race([rehearse(sandbox, table, play.script), interrupted.promise])
    screen.close()
    const verdict = play.judge(rehearsal)
    const billedMs = play.billedMs(sandbox)
    say(`\n${[...verdict.lines, bill(billedMs, rehearsal.spoken)].join('\n')}`)
    say(verdict.kept ? '\nEverything that was said arrived.' : '\nNOT everything that was said arrived.')
    return verdict.kept ? 0 : 1
  } catch (error) {
    say(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`)
    return 1
  } finally {
    screen.close()
    await bot.stop()
    await sandbox.close()
  }
}

async function choosePlay({ engine, model, audio, live, seconds, seed }: DemoOptions): Promise<DemoPlay> {
  const key = process.env['ASSEMBLYAI_API_KEY']
  if (live && !key) program.error('--live needs ASSEMBLYAI_API_KEY')
  if ((live || engine === 'sherpa') && !audio) {
    program.error(
      'human speech needs --audio FOLDER: WAV files and clips.tsv with a line per file: its name, a tab, its words',
    )
  }
  if (live && audio && key) {
    return clipsPlay(audio, {
      title: 'They speak English; the real AssemblyAI listens.',
      environment: {
        SPEECH_ENGINE: 'assemblyai',
        ASSEMBLYAI_API_KEY: key,
        ASSEMBLYAI_STREAMING_URL: process.env['ASSEMBLYAI_STREAMING_URL'] ?? '',
      },
    })
  }
  if (engine === 'sherpa' && !model) {
    program.error(
      '--engine sherpa needs --model FOLDER: encoder, decoder, joiner and tokens.txt of a streaming zipformer',
    )
  }
  if (engine === 'sherpa' && audio && model) {
    return clipsPlay(audio, {
      title: 'They speak English; a model on this machine listens.',
      // The bot's working folder is another one.
      environment: { SPEECH_ENGINE: 'sherpa', SPEECH_MODEL_DIR: resolve(model) },
    })
  }
  return tonesPlay({ seconds, seed })
}

function bill(billedMs: number | null, spoken: readonly { startedAt: number; endedAt: number }[]): string {
  const spokenMs = spoken.reduce((sum, line) => sum + line.endedAt - line.startedAt, 0)
  const billed = billedMs === null ? 'not known here' : `${(billedMs / 1000).toFixed(1)} s`
  return `speech sessions billed: ${billed}; spoken: ${(spokenMs / 1000).toFixed(1)} s`
}

function lengthSeconds(script: DemoPlay['script']): number {
  return Math.ceil(Math.max(0, ...script.map(({ atMs, packets }) => atMs + packets.length * FRAME_MS)) / 1000)
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('must be a whole number from 1')
  return value
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
