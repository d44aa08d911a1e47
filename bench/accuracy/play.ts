import type { Script } from '../../sandbox/cast/script.ts'
import { rehearse } from '../../sandbox/rehearsal.ts'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { BotProcess } from '../../src/cli/bot-process.ts'
import type { Recogniser } from '../../src/speech/sherpa/recogniser.ts'
import { tellIfBusy, watchMachine } from '../busy-machine.ts'
import { type HumanClip, packetsOf, recogniseDirectly, recogniseSound } from '../direct-recognition.ts'
import { dealOut, textOf } from '../human-script.ts'
import { type Weather, weatherRule } from '../wire-weather.ts'
import { tallyOf } from '../word-tally.ts'
import type { AccuracyRound } from './table.ts'

/** One says the longest clip, which takes 44 s; meanwhile the others say the rest. */
const SPEAKERS = ['Ada', 'Bert', 'Cleo', 'Dora', 'Emil'] as const
/** Nothing more is posted for so long: all is. */
const QUIET_MS = 4_000
/** At every loss: one packet in thirty comes late and out of order, as far as a jitter buffer bears it. */
const LATE = { lateByOne: 0.025, lateByTwo: 0.01 }

export interface AccuracyOptions {
  readonly clips: readonly HumanClip[]
  readonly offsetsMs: readonly number[]
  /** In percent. */
  readonly losses: readonly number[]
  readonly seed: number
  readonly modelDir: string
  readonly recogniser: Recogniser
  /** Called after each round. */
  readonly done: (round: AccuracyRound) => void
}

/** A table for each loss. */
interface Place {
  readonly loss: number
  readonly table: Table
}

/** One start offset: the script, and what comes of its clips without a bot. */
interface Plan extends Pick<AccuracyRound, 'offsetMs' | 'original' | 'encoded'> {
  readonly script: Script
}

/** One round for each offset: all clips are said at a table for each loss, at once, before one bot. */
export async function playAccuracy(options: AccuracyOptions): Promise<AccuracyRound[]> {
  const { offsetsMs, losses, modelDir, seed, done } = options
  // Before anything else runs: it takes all of a processor for some seconds.
  const plans = offsetsMs.map((offsetMs) => planOf(options, offsetMs))
  const watch = watchMachine()
  const sandbox = await Sandbox.start()
  const places = losses.map((loss) => ({ loss, table: setTable(sandbox, SPEAKERS, `${loss} % loss`) }))
  const bot = new BotProcess({
    ...sandbox.environment,
    SPEECH_ENGINE: 'sherpa',
    SPEECH_MODEL_DIR: modelDir,
    NODE_OPTIONS: '--max-semi-space-size=16',
  })
  try {
    await bot.ready
    const rounds: AccuracyRound[] = []
    for (const { script, ...alone } of plans) {
      sandbox.voice.setWireRule(weatherRule(weathersOf(places, seed + alone.offsetMs)))
      const heard = await Promise.all(places.map((place) => playAt(sandbox, place, script)))
      const round = { ...alone, heard }
      rounds.push(round)
      done(round)
    }
    tellIfBusy(watch)
    return rounds
  } finally {
    await bot.stop()
    await sandbox.close()
  }
}

function planOf({ clips, recogniser }: AccuracyOptions, offsetMs: number): Plan {
  const utterances = clips.map((clip) => ({ reference: clip.reference, packets: packetsOf(clip, offsetMs) }))
  return {
    offsetMs,
    original: tallyOf(
      clips.map((clip) => [clip.reference, recogniseSound(recogniser, soundOf(clip, offsetMs))]),
    ),
    encoded: tallyOf(
      utterances.map(({ reference, packets }) => [reference, recogniseDirectly(recogniser, packets)]),
    ),
    script: dealOut(utterances, SPEAKERS),
  }
}

async function playAt(sandbox: Sandbox, { loss, table }: Place, script: Script) {
  const { spoken, posted } = await rehearse(sandbox, table, script, { settled: () => untilQuiet(table) })
  const tally = tallyOf(SPEAKERS.map((speaker) => [textOf(speaker, spoken), textOf(speaker, posted)]))
  return { loss, tally }
}

/** A recogniser that has fallen behind is waited for: what is measured is what it understands, not how fast it is. */
async function untilQuiet({ text }: Table): Promise<void> {
  for (let before = -1; before !== text.messages.length; ) {
    before = text.messages.length
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
  }
}

/** The clip as it was recorded, after so much silence: 16 kHz. Its samples are every third of the 48 kHz ones. */
function soundOf({ sound }: HumanClip, offsetMs: number): Buffer {
  const lead = offsetMs * 16
  const samples = new Int16Array(lead + Math.ceil(sound.length / 3))
  for (let at = 0; at * 3 < sound.length; at += 1) samples[lead + at] = sound[at * 3] ?? 0
  return Buffer.from(samples.buffer)
}

/** Whoever sits at the same place of another table has the same luck, so that more loss is the same loss and more. */
function weathersOf(places: readonly Place[], seed: number): Map<string, { weather: Weather; seed: number }> {
  return new Map(
    places.flatMap(({ loss, table }) =>
      table.people.map(({ id }, seat) => [
        id,
        { weather: { lost: loss / 100, ...LATE }, seed: 1_000 * seed + seat },
      ]),
    ),
  )
}
