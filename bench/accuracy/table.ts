import { percent, type WordTally } from '../word-tally.ts'

/** What came of all clips that begin at one offset. */
export interface AccuracyRound {
  readonly offsetMs: number
  /** The recording straight to the recogniser. */
  readonly original: WordTally
  /** As a client encodes it, decoded and straight to the recogniser. */
  readonly encoded: WordTally
  /** What was posted, by loss in percent. */
  readonly heard: readonly { readonly loss: number; readonly tally: WordTally }[]
}

/** Word error rates in percent, means over the offsets; what is added to the original's is in points. */
export interface AccuracyRow {
  /** Null: encoded and decoded only, without a bot. */
  readonly loss: number | null
  readonly offsets: number
  readonly words: number
  readonly originalPercent: number
  readonly heardPercent: number
  readonly added: number
  /** Of `added` over the offsets: the standard deviation, the least and the most. */
  readonly deviation: number
  readonly least: number
  readonly most: number
}

export function accuracyRows(rounds: readonly AccuracyRound[]): AccuracyRow[] {
  const losses = rounds[0]?.heard.map(({ loss }) => loss) ?? []
  const none = row(null, rounds, ({ encoded }) => encoded)
  return [
    none,
    ...losses.map((loss) =>
      row(
        loss,
        rounds,
        ({ heard }) => heard.find((each) => each.loss === loss)?.tally ?? { errors: 0, words: 0 },
      ),
    ),
  ]
}

function row(
  loss: number | null,
  rounds: readonly AccuracyRound[],
  of: (round: AccuracyRound) => WordTally,
): AccuracyRow {
  const heard = rounds.map((round) => percent(of(round)))
  const original = rounds.map((round) => percent(round.original))
  const added = heard.map((rate, place) => rate - (original[place] ?? 0))
  return {
    loss,
    offsets: rounds.length,
    words: rounds.reduce((sum, round) => sum + of(round).words, 0),
    originalPercent: rounded(mean(original)),
    heardPercent: rounded(mean(heard)),
    added: rounded(mean(added)),
    deviation: rounded(deviation(added)),
    least: rounded(Math.min(...added)),
    most: rounded(Math.max(...added)),
  }
}

const COLUMNS: readonly (readonly [string, (row: AccuracyRow) => string])[] = [
  ['', ({ loss }) => (loss === null ? 'Opus, no bot' : `bot, ${loss} % lost`)],
  ['original', ({ originalPercent }) => `${originalPercent.toFixed(2)} %`],
  ['understood', ({ heardPercent }) => `${heardPercent.toFixed(2)} %`],
  ['added', ({ added }) => signed(added)],
  ['deviation', ({ deviation: spread }) => spread.toFixed(2)],
  ['least', ({ least }) => signed(least)],
  ['most', ({ most }) => signed(most)],
]

/** A line for each row under their heads. */
export function accuracyTable(rows: readonly AccuracyRow[]): string {
  const lines = [COLUMNS.map(([head]) => head), ...rows.map((each) => COLUMNS.map(([, cell]) => cell(each)))]
  return lines.map((cells) => cells.map((cell) => cell.padStart(14)).join('')).join('\n')
}

const signed = (points: number): string => `${points < 0 ? '' : '+'}${points.toFixed(2)}`

const rounded = (value: number): number => Math.round(value * 100) / 100

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** Of a sample; 0 of one value. */
function deviation(values: readonly number[]): number {
  const middle = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  return Math.sqrt(squares / Math.max(1, values.length - 1))
}
