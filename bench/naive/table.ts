import { type Reckoning, reckon } from '../../sandbox/cast/ledger.ts'
import type { WordTally } from '../word-tally.ts'
import { percent } from '../word-tally.ts'
import type { ProcessorUse } from './processor-watch.ts'
import type { Outcome } from './scene.ts'
import { linesOutOfOrder, type WordsAfter, wordsAfter } from './verdict.ts'

/** What one bot made of all scenes. */
export interface NaiveFigures {
  readonly name: string
  readonly billedPerSpoken: number
  readonly words: number
  readonly lost: number
  readonly doubled: number
  readonly misattributed: number
  readonly neverSaid: number
  readonly lines: number
  readonly outOfOrder: number
  readonly afterVoiceDrop: WordsAfter
  readonly afterSpeechDrop: WordsAfter
  /** To 16 kHz mono, in microseconds of processor time a packet. */
  readonly decodeMicroseconds: number
  /** All that the bot's process does while people talk, once it is warm, the same; null: the play was too short. */
  readonly processMicroseconds: number | null
  /** All that it does from when it takes commands until then, in ms. */
  readonly warmUpMs: number
  /** Word error rates by packets lost, in percent; empty without a model. */
  readonly wordErrors: readonly { readonly lostPercent: number; readonly errorPercent: number }[]
}

export interface Outcomes {
  readonly name: string
  readonly plain: Outcome
  readonly voice: Outcome
  readonly speech: Outcome
  readonly decodeMicroseconds: number
  readonly hearing: readonly { readonly lostPercent: number; readonly tally: WordTally }[]
}

export function naiveFigures({
  name,
  plain,
  voice,
  speech,
  decodeMicroseconds,
  hearing,
}: Outcomes): NaiveFigures {
  const reckonings = plain.rooms.map(({ spoken, posted }) => reckon(spoken, posted))
  const total = (count: (reckoning: Reckoning) => number): number => sum(reckonings.map(count))
  return {
    name,
    billedPerSpoken: rounded(plain.billedMs / plain.spokenMs),
    words: total(({ spoken }) => spoken),
    lost: total(({ lost, moved }) => lost.length + moved.length),
    doubled: total(({ doubled }) => doubled.length),
    misattributed: total(({ misattributed }) => misattributed.length),
    neverSaid: total(({ extra }) => extra.length),
    lines: sum(plain.rooms.map(({ posted }) => posted.length)),
    outOfOrder: sum(plain.rooms.map(({ spoken, posted }) => linesOutOfOrder(spoken, posted))),
    afterVoiceDrop: after(voice),
    afterSpeechDrop: after(speech),
    decodeMicroseconds: rounded(decodeMicroseconds),
    processMicroseconds: microsecondsFor(plain.processor),
    warmUpMs: plain.processor.warmUpMs,
    wordErrors: hearing.map(({ lostPercent, tally }) => ({
      lostPercent,
      errorPercent: rounded(percent(tally)),
    })),
  }
}

function after({ rooms, droppedAt }: Outcome): WordsAfter {
  const words = rooms.map(({ spoken, posted }) =>
    wordsAfter(droppedAt ?? Number.POSITIVE_INFINITY, spoken, posted),
  )
  return {
    said: sum(words.map(({ said }) => said)),
    lost: sum(words.map(({ lost }) => lost)),
    lostForMs: Math.max(0, ...words.map(({ lostForMs }) => lostForMs)),
  }
}

const microsecondsFor = ({ packets, ms }: ProcessorUse): number | null =>
  packets === 0 ? null : Math.round((1000 * ms) / packets)

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)

const ROWS: readonly (readonly [string, (figures: NaiveFigures) => string])[] = [
  ['billed seconds for a spoken second', ({ billedPerSpoken }) => billedPerSpoken.toFixed(2)],
  ['words lost, in a call without trouble', ({ lost, words }) => `${lost} of ${words}`],
  [
    'words doubled, under another name, never said',
    (all) => [all.doubled, all.misattributed, all.neverSaid].join(', '),
  ],
  ['lines below one that began later', ({ outOfOrder, lines }) => `${outOfOrder} of ${lines}`],
  ['words lost after a voice drop', ({ afterVoiceDrop }) => losses(afterVoiceDrop)],
  ['words lost after a speech service drop of 3 s', ({ afterSpeechDrop }) => losses(afterSpeechDrop)],
  ['decoding a packet to 16 kHz mono', ({ decodeMicroseconds }) => `${decodeMicroseconds.toFixed(1)} us`],
  [
    'processor time of the whole bot for a packet',
    ({ processMicroseconds }) => (processMicroseconds === null ? '-' : `${processMicroseconds} us`),
  ],
  ['... and to join and get warm, once', ({ warmUpMs }) => `${warmUpMs} ms`],
]

/** A row for each measure, a column for each bot. */
export function naiveTable(all: readonly NaiveFigures[]): string {
  const line = (head: string, cells: readonly string[]): string =>
    head.padEnd(50) + cells.map((cell) => cell.padStart(26)).join('')
  const heard = (all[0]?.wordErrors ?? []).map(({ lostPercent }, place) =>
    line(
      `word errors of human speech, ${lostPercent} % of packets lost`,
      all.map(({ wordErrors }) => `${wordErrors[place]?.errorPercent.toFixed(1)} %`),
    ),
  )
  return [
    line(
      '',
      all.map(({ name }) => name),
    ),
    ...ROWS.map(([head, cell]) => line(head, all.map(cell))),
    ...heard,
  ].join('\n')
}

const losses = ({ lost, said, lostForMs }: WordsAfter): string =>
  `${lost} of ${said}${lost === 0 ? '' : `, for ${(lostForMs / 1000).toFixed(1)} s`}`

const rounded = (value: number): number => Math.round(value * 100) / 100
