import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import {
  loadRecogniser,
  packetsOf,
  readHumanClips,
  recogniseDirectly,
  START_OFFSETS_MS,
} from '../../bench/direct-recognition.ts'
import type { Posted, Said } from '../../sandbox/cast/ledger.ts'
import type { Line, Script } from '../../sandbox/cast/script.ts'
import { wordErrors } from '../../sandbox/cast/word-errors.ts'
import { rehearse } from '../../sandbox/rehearsal.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { type Assets, withAssets } from '../support/assets.ts'
import { longOr } from '../support/durations.ts'
import { startRig } from '../support/rig.ts'

/** One person says the longest clip alone, which takes 44 s; meanwhile the others say the rest. */
const SPEAKERS = ['Ada', 'Bert', 'Cleo', 'Dora', 'Emil']
/** From the end of one clip to the beginning of the same person's next: long enough for a turn of its own. */
const PAUSE_MS = 1_200
/** So many offsets are heard at once, each in a guild of its own. */
const GUILDS = 2
/** Which words fall to chance where sound lies otherwise against the model's steps; over six offsets it evens out. */
const MOST_POINTS_WORSE = longOr(1, 2)

interface Utterance {
  readonly reference: string
  readonly packets: readonly Buffer[]
}

/** The longest first, each to whoever is free first: so all are done as early as can be. */
function deal(utterances: readonly Utterance[]): Script {
  const freeAt = new Map(SPEAKERS.map((speaker) => [speaker, 0]))
  const lines: Line[] = []
  for (const { reference, packets } of utterances.toSorted((a, b) => b.packets.length - a.packets.length)) {
    const [speaker = '', atMs = 0] = [...freeAt].sort((a, b) => a[1] - b[1])[0] ?? []
    const words = reference.split(' ')
    const durationMs = packets.length * 20
    const stepMs = durationMs / words.length
    const spans = words.map((_, place) => ({ startMs: place * stepMs, endMs: (place + 1) * stepMs }))
    lines.push({ speaker, atMs, words, spans, packets })
    freeAt.set(speaker, atMs + durationMs + PAUSE_MS)
  }
  return lines.sort((a, b) => a.atMs - b.atMs)
}

/** All that stands under this name, as one text. */
const textOf = (lines: readonly (Said | Posted)[], speaker: string): string =>
  lines
    .filter((line) => line.speaker === speaker)
    .flatMap(({ words }) => words)
    .join(' ')

interface Rate {
  readonly errors: number
  readonly words: number
}

const sum = (rates: readonly Rate[]): Rate => ({
  errors: rates.reduce((total, { errors }) => total + errors, 0),
  words: rates.reduce((total, { words }) => total + words, 0),
})

const percent = ({ errors, words }: Rate): number => (100 * errors) / words

const say = (text: string): void => void process.stderr.write(`human speech: ${text}\n`)

async function prepare({ audio, models }: Assets) {
  const [clips, recogniser] = await Promise.all([
    readHumanClips(audio),
    loadRecogniser(join(models, 'zipformer-en-3.3m')),
  ])
  return START_OFFSETS_MS.slice(0, longOr(START_OFFSETS_MS.length, 1)).map((offsetMs) => {
    const utterances = clips.map((clip) => ({
      reference: clip.reference,
      packets: packetsOf(clip, offsetMs),
    }))
    const direct = sum(
      utterances.map(({ reference, packets }) =>
        wordErrors(reference, recogniseDirectly(recogniser, packets)),
      ),
    )
    return { offsetMs, script: deal(utterances), direct }
  })
}

describe('human speech through the whole bot', () => {
  withAssets(
    'is understood as well as by the recogniser alone, each clip under its speaker',
    async (assets) => {
      const plays = await prepare(assets)
      const tables: Table[] = []
      const rig = await startRig({
        environment: { SPEECH_ENGINE: 'sherpa', SPEECH_MODEL_DIR: join(assets.models, 'zipformer-en-3.3m') },
        prepare: (sandbox) => {
          for (let n = 0; n < GUILDS; n += 1) tables.push(setTable(sandbox, SPEAKERS, `Table ${n}`))
        },
      })
      const results: { direct: Rate; bot: Rate }[] = []
      try {
        await rig.bot.ready
        for (let first = 0; first < plays.length; first += GUILDS) {
          const round = plays.slice(first, first + GUILDS)
          const rehearsals = await Promise.all(
            tables
              .slice(0, round.length)
              .map((table, n) => rehearse(rig.sandbox, table, round[n]?.script ?? [])),
          )
          for (const [n, { spoken, posted }] of rehearsals.entries()) {
            const play = round[n]
            if (!play) continue
            for (const speaker of SPEAKERS) {
              for (const line of spoken.filter((l) => l.speaker === speaker))
                process.stderr.write(`${speaker} < ${line.words.join(' ')}\n`)
              for (const line of posted.filter((l) => l.speaker === speaker))
                process.stderr.write(`${speaker} > ${line.words.join(' ')}\n`)
            }
            const bot = sum(
              SPEAKERS.map((speaker) => wordErrors(textOf(spoken, speaker), textOf(posted, speaker))),
            )
            say(
              `offset ${play.offsetMs} ms: direct ${percent(play.direct).toFixed(1)} %, whole bot ${percent(bot).toFixed(1)} %`,
            )
            results.push({ direct: play.direct, bot })
          }
        }
      } finally {
        await rig.close()
      }
      const direct = percent(sum(results.map((r) => r.direct)))
      const bot = percent(sum(results.map((r) => r.bot)))
      say(`mean: direct ${direct.toFixed(2)} %, whole bot ${bot.toFixed(2)} %`)
      expect(bot).toBeLessThanOrEqual(direct + MOST_POINTS_WORSE)
    },
    300_000,
  )
})
