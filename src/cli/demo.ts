import type { Command } from 'commander'
import { FRAME_MS } from '../../sandbox/cast/speech-packets.ts'
import { ChannelScreen } from '../../sandbox/channel-screen.ts'
import { clipsPlay, type DemoPlay, meetingPlay, tonesPlay } from '../../sandbox/demo-play.ts'
import { rehearse } from '../../sandbox/rehearsal.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { setTable } from '../../sandbox/table.ts'
import { EngineError } from '../base/errors.ts'
import { BotProcess } from './bot-process.ts'
import { modelFolder } from './model-folder.ts'
import { Failed } from './outcome.ts'
import { aborted, type Surroundings, say, type ToolCall } from './surroundings.ts'

export interface DemoOptions {
  /** Left out: a model on this machine if there is one or it can be fetched, else the sandbox's own service. */
  readonly engine?: 'assemblyai' | 'sherpa'
  readonly model?: string
  readonly audio?: string
  readonly live?: true
  readonly seconds: number
  readonly seed: number
}

const DAVE_NOTE = 'end-to-end encrypted (DAVE)'

/** Plays the demo; rejects with `Failed` if anything of what was promised did not arrive. */
export async function playDemo(options: DemoOptions, { surroundings, command }: ToolCall): Promise<void> {
  const { out, signal } = surroundings
  const play = await choosePlay(options, surroundings, command)
  const sandbox = await Sandbox.start()
  const table = setTable(sandbox, play.speakers, 'Hansard demo')
  const bot = new BotProcess({ ...sandbox.environment, ...play.environment })
  const screen = new ChannelScreen(out, table.text)
  const interrupted = aborted(signal).then((): never => {
    throw signal.reason
  })
  // Whoever waits for something at that moment is told.
  interrupted.catch(() => {})
  try {
    await Promise.race([bot.ready, interrupted])
    say(out, `${play.speakers.join(', ')} meet in the voice channel ${table.room.name}, ${DAVE_NOTE}.`)
    say(
      out,
      `${play.title} It takes about ${lengthSeconds(play.script)} s. This is #${table.text.name}, as it fills:\n`,
    )
    const rehearsal = await Promise.race([rehearse(sandbox, table, play.script), interrupted])
    screen.close()
    const verdict = play.judge(rehearsal)
    const billedMs = play.billedMs(sandbox)
    say(out, `\n${[...verdict.lines, bill(billedMs, rehearsal.spoken)].join('\n')}`)
    say(out, verdict.kept ? '\nEverything that was said arrived.' : '\nNOT everything that was said arrived.')
    if (!verdict.kept) throw new Failed('words are missing')
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Failed) throw error
    say(out, `\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`)
    throw new Failed('the demo failed', { cause: error })
  } finally {
    screen.close()
    await bot.stop()
    await sandbox.close()
  }
}

async function choosePlay(
  { engine, model, audio, live, seconds, seed }: DemoOptions,
  surroundings: Surroundings,
  command: Command,
): Promise<DemoPlay> {
  const { environment, out } = surroundings
  const english = (way: Pick<DemoPlay, 'title' | 'environment'>): Promise<DemoPlay> =>
    audio === undefined ? meetingPlay(way) : clipsPlay(audio, way)
  if (live) {
    const key = environment['ASSEMBLYAI_API_KEY']
    if (!key) return command.error('error: --live needs ASSEMBLYAI_API_KEY')
    return english({
      title: 'They speak English; the real AssemblyAI listens.',
      environment: {
        SPEECH_ENGINE: 'assemblyai',
        ASSEMBLYAI_API_KEY: key,
        ASSEMBLYAI_STREAMING_URL: environment['ASSEMBLYAI_STREAMING_URL'] ?? '',
      },
    })
  }
  if (engine === 'assemblyai') return tonesPlay({ seconds, seed })
  try {
    const folder = await modelFolder(model, surroundings)
    return await english({
      title: 'They speak English; a model on this machine listens.',
      environment: { SPEECH_ENGINE: 'sherpa', SPEECH_MODEL_DIR: folder },
    })
  } catch (error) {
    surroundings.signal.throwIfAborted()
    // Who asked for the model, or for speech, is not to be shown something else.
    if (!(error instanceof EngineError) || engine === 'sherpa' || audio !== undefined) throw error
    say(out, `Nothing here can hear English: ${error.message}\nSo they speak a language of tones.\n`)
    return tonesPlay({ seconds, seed })
  }
}

function bill(billedMs: number | null, spoken: readonly { startedAt: number; endedAt: number }[]): string {
  const spokenMs = spoken.reduce((sum, line) => sum + line.endedAt - line.startedAt, 0)
  const billed = billedMs === null ? 'not known here' : `${(billedMs / 1000).toFixed(1)} s`
  return `speech sessions billed: ${billed}; spoken: ${(spokenMs / 1000).toFixed(1)} s`
}

function lengthSeconds(script: DemoPlay['script']): number {
  return Math.ceil(Math.max(0, ...script.map(({ atMs, packets }) => atMs + packets.length * FRAME_MS)) / 1000)
}
