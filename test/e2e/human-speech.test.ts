import { join } from 'node:path'
import { describe, expect } from '@jest/globals'
import {
  loadRecogniser,
  packetsOf,
  readHumanClips,
  recogniseDirectly,
  START_OFFSETS_MS,
} from '../../bench/direct-recognition.ts'
import { dealOut, textOf } from '../../bench/human-script.ts'
import { percent, tallyOf, type WordTally } from '../../bench/word-tally.ts'
import { reckon } from '../../sandbox/cast/ledger.ts'
import type { Script } from '../../sandbox/cast/script.ts'
import { type Rehearsal, rehearse } from '../../sandbox/rehearsal.ts'
import { setTable, type Table } from '../../sandbox/table.ts'
import { type Assets, withAssets } from '../support/assets.ts'
import { longOr } from '../support/durations.ts'
import { startRig } from '../support/rig.ts'

/** One person says the longest clip, which takes 44 s; meanwhile the others say the rest. */
const SPEAKERS = ['Ada', 'Bert', 'Cleo', 'Dora', 'Emil']
/** So many offsets are heard at once, each in a guild of its own. */
const AT_ONCE = 2
const OFFSETS_MS = START_OFFSETS_MS.slice(0, longOr(START_OFFSETS_MS.length, 1))
/** In points. Which words are understood is partly chance; over all offsets it evens out, over one it does not. */
const MOST_WORSE = longOr(1, 2)

interface Play {
  readonly offsetMs: number
  readonly script: Script
  /** What the recogniser alone makes of the same packets. */
  readonly direct: WordTally
}

const total = (tallies: readonly WordTally[]): WordTally => ({
  errors: tallies.reduce((sum, { errors }) => sum + errors, 0),
  words: tallies.reduce((sum, { words }) => sum + words, 0),
})

const compared = (direct: WordTally, bot: WordTally): string =>
  `direct ${percent(direct).toFixed(2)} %, whole bot ${percent(bot).toFixed(2)} %`

const say = (text: string): void => {
  process.stderr.write(`word errors, ${text}\n`)
}

async function prepare({ audio }: Assets, modelDir: string): Promise<Play[]> {
  const [clips, recogniser] = [await readHumanClips(audio), await loadRecogniser(modelDir)]
  return OFFSETS_MS.map((offsetMs) => {
    const utterances = clips.map((clip) => ({
      reference: clip.reference,
      packets: packetsOf(clip, offsetMs),
    }))
    const direct = tallyOf(
      utterances.map(({ reference, packets }) => [reference, recogniseDirectly(recogniser, packets)]),
    )
    return { offsetMs, script: dealOut(utterances, SPEAKERS), direct }
  })
}

/** Plays all before one bot, some at once; the rehearsals in the order of the plays. */
async function rehearseAll(plays: readonly Play[], modelDir: string): Promise<Rehearsal[]> {
  const tables: Table[] = []
  const rig = await startRig({
    environment: { SPEECH_ENGINE: 'sherpa', SPEECH_MODEL_DIR: modelDir },
    prepare: (sandbox) => {
      for (const { offsetMs } of plays) tables.push(setTable(sandbox, SPEAKERS, `Table ${offsetMs}`))
    },
  })
  try {
    await rig.bot.ready
    const rehearsals: Rehearsal[] = []
    for (let first = 0; first < plays.length; first += AT_ONCE) {
      const scripts = plays.slice(first, first + AT_ONCE).map(({ script }) => script)
      const places = tables.slice(first, first + AT_ONCE)
      const round = places.map((table, place) => rehearse(rig.sandbox, table, scripts[place] ?? []))
      rehearsals.push(...(await Promise.all(round)))
    }
    return rehearsals
  } finally {
    await rig.close()
  }
}

/** The errors in what stands under these names, each person's words against what `nameOf` says they stand under. */
const errorsIn = ({ spoken, posted }: Rehearsal, nameOf = (speaker: string) => speaker): WordTally =>
  tallyOf(SPEAKERS.map((speaker) => [textOf(speaker, spoken), textOf(nameOf(speaker), posted)]))

/** The clips of which nothing stands under their speaker's name. */
function silentClips({ spoken, posted }: Rehearsal): string[] {
  const { lost, misattributed, moved } = reckon(spoken, posted)
  const missing = [...lost, ...misattributed, ...moved]
  const isMissing = (speaker: string, at: number) =>
    missing.some((fault) => fault.speaker === speaker && fault.at === at)
  return spoken
    .filter(({ speaker, wordEndsAt }) => wordEndsAt.every((at) => isMissing(speaker, at)))
    .map(({ words }) => words.join(' '))
}

/** Whoever comes next in the circle of speakers. */
const neighbourOf = (speaker: string): string =>
  SPEAKERS[(SPEAKERS.indexOf(speaker) + 1) % SPEAKERS.length] ?? speaker

describe('human speech through the whole bot', () => {
  withAssets(
    'is understood as well as by the recogniser alone, each clip under its speaker',
    async (assets) => {
      const modelDir = join(assets.models, 'zipformer-en-3.3m')
      const plays = await prepare(assets, modelDir)
      const rehearsals = await rehearseAll(plays, modelDir)
      const heard = rehearsals.map((rehearsal) => errorsIn(rehearsal))
      for (const [place, { offsetMs, direct }] of plays.entries())
        say(`starting after ${offsetMs} ms: ${compared(direct, heard[place] ?? direct)}`)
      const [direct, bot] = [total(plays.map((play) => play.direct)), total(heard)]
      say(`mean of ${plays.length}: ${compared(direct, bot)}`)

      expect(percent(bot)).toBeLessThanOrEqual(percent(direct) + MOST_WORSE)
      for (const rehearsal of rehearsals) {
        expect(silentClips(rehearsal)).toEqual([])
        expect(percent(errorsIn(rehearsal, neighbourOf))).toBeGreaterThan(75)
      }
    },
    longOr(600_000, 300_000),
  )
})
