import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readOggOpus } from '../../sandbox/cast/ogg.ts'
import type { Line, Script } from '../../sandbox/cast/script.ts'
import { encodeSpeech, FRAME_MS } from '../../sandbox/cast/speech-packets.ts'
import { upsample } from '../../sandbox/cast/upsample.ts'
import { readWav } from '../../sandbox/cast/wav.ts'
import { wordErrors } from '../../sandbox/cast/word-errors.ts'
import { rehearse } from '../../sandbox/rehearsal.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { startRig } from '../../test/support/rig.ts'
import { loadRecogniser, recogniseDirectly } from '../direct-recognition.ts'

const SPEAKERS = ['Ada', 'Bert', 'Cleo', 'Dora', 'Emil']
/** From the end of one file to the beginning of the same person's next: long enough for turns of their own. */
const PAUSE_MS = 1_200
/** Silence before a sound that is not encoded yet; where speech lies against the steps of decoding decides some words. */
const LEAD_MS = 100

/** How often the bot's metrics ask whether its main loop is free (the default of prom-client). */
const METRICS_LOOK_MS = 10

/** Somebody's speech with its words. */
export interface Spoken {
  readonly reference: string
  /** 20 ms each, as a Discord client sends them. */
  readonly packets: readonly Buffer[]
}

export interface WordFigures {
  readonly folder: string
  readonly files: number
  readonly words: number
  /** Wrong words of the recogniser alone, of the whole bot, and of the whole bot in percent. */
  readonly directErrors: number
  readonly botErrors: number
  readonly directPercent: number
  readonly botPercent: number
  /** How late the bot's main loop came to what it had to do, in ms, at p99; null: it did not tell. */
  readonly loopP99: number | null
}

/**
 * The sound files of a folder with their words: `clips.tsv` holds a line for each, its name and its words with a tab
 * between them (and more, which is not read). WAV of 16 bits, or Ogg Opus in packets of 20 ms.
 */
export async function readSpoken(folder: string): Promise<Spoken[]> {
  const rows = (await readFile(join(folder, 'clips.tsv'), 'utf8')).trim().split('\n')
  return Promise.all(
    rows.map(async (row) => {
      const [file = '', reference = ''] = row.split('\t')
      const path = join(folder, file)
      return { reference, packets: /\.(ogg|opus)$/i.test(file) ? await oggOf(path) : await wavOf(path) }
    }),
  )
}

async function oggOf(path: string): Promise<Buffer[]> {
  const packets = readOggOpus(await readFile(path))
  if (packets === null) throw new Error(`${path} is not Ogg Opus`)
  return packets
}

async function wavOf(path: string): Promise<Buffer[]> {
  const { rate, samples } = await readWav(path)
  const sound = upsample(samples, 48_000 / rate)
  const lead = LEAD_MS * 48
  const delayed = new Int16Array(lead + sound.length)
  delayed.set(sound, lead)
  return encodeSpeech(delayed)
}

/** A folder's speech through the whole bot, as five people say it on Discord, and through the recogniser alone. */
export async function words(folder: string, modelDir: string): Promise<WordFigures> {
  const spoken = await readSpoken(folder)
  const recogniser = await loadRecogniser(modelDir)
  const direct = tallied(
    spoken.map(({ reference, packets }) => wordErrors(reference, recogniseDirectly(recogniser, packets))),
  )
  const { bot, loopP99 } = await throughBot(deal(spoken), modelDir)
  return {
    folder,
    files: spoken.length,
    words: direct.words,
    directErrors: direct.errors,
    botErrors: bot.errors,
    directPercent: (100 * direct.errors) / direct.words,
    botPercent: (100 * bot.errors) / bot.words,
    loopP99,
  }
}

interface Tally {
  readonly errors: number
  readonly words: number
}

const tallied = (all: readonly Tally[]): Tally => ({
  errors: all.reduce((sum, { errors }) => sum + errors, 0),
  words: all.reduce((sum, one) => sum + one.words, 0),
})

async function throughBot(
  script: Script,
  modelDir: string,
): Promise<{ readonly bot: Tally; readonly loopP99: number | null }> {
  const tables: Table[] = []
  const rig = await startRig({
    environment: { SPEECH_ENGINE: 'sherpa', SPEECH_MODEL_DIR: modelDir, HTTP_PORT: '0' },
    prepare: (sandbox) => tables.push(setTable(sandbox, SPEAKERS)),
  })
  try {
    const serving = rig.bot.logged('http listening')
    await rig.bot.ready
    const [table] = tables
    if (table === undefined) throw new Error('there is no table')
    const { spoken, posted } = await rehearse(rig.sandbox, table, script)
    const perPerson = SPEAKERS.map((name) => {
      const textOf = (lines: readonly Said[]): string =>
        lines.flatMap((line) => (line.speaker === name ? line.words : [])).join(' ')
      return wordErrors(textOf(spoken), textOf(posted))
    })
    const { port } = await serving
    return { bot: tallied(perPerson), loopP99: await loopP99Of(Number(port)) }
  } finally {
    await rig.close()
  }
}

interface Said {
  readonly speaker: string
  readonly words: readonly string[]
}

/** The longest first, each to whoever is free first: so all are done as early as can be. */
function deal(all: readonly Spoken[]): Script {
  const freeAt = new Map(SPEAKERS.map((speaker) => [speaker, 0]))
  const lines: Line[] = []
  for (const { reference, packets } of all.toSorted((a, b) => b.packets.length - a.packets.length)) {
    const [speaker = '', atMs = 0] = [...freeAt].sort((a, b) => a[1] - b[1])[0] ?? []
    const words = reference.split(' ')
    const durationMs = packets.length * FRAME_MS
    const stepMs = durationMs / words.length
    const spans = words.map((_, place) => ({ startMs: place * stepMs, endMs: (place + 1) * stepMs }))
    lines.push({ speaker, atMs, words, spans, packets })
    freeAt.set(speaker, atMs + durationMs + PAUSE_MS)
  }
  return lines.sort((a, b) => a.atMs - b.atMs)
}

/** From the bot's own metrics, which hold the time from one look to the next. */
async function loopP99Of(port: number): Promise<number | null> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const seconds = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text)?.[1]
  return seconds === undefined ? null : Math.max(0, Number(seconds) * 1000 - METRICS_LOOK_MS)
}
