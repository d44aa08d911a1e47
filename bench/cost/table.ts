import type { CallResult } from './call.ts'
import { sum } from './cost-reader.ts'

/** What a call came to, and how much later words were shown than with sessions that are always open. */
export interface CostRow {
  readonly seed: number
  /** Null: always open. */
  readonly holdSeconds: number | null
  readonly spokenSeconds: number
  readonly billedSeconds: number
  readonly billedPerSpoken: number
  readonly cost: number
  readonly sessionsPerMinute: number
  /** The part of talks whose first words had to wait for a session, and for how long. */
  readonly lateShare: number
  readonly lateMeanSeconds: number
  readonly lateP95Seconds: number
  readonly lostSeconds: number
  readonly doubledSeconds: number
}

export interface CostOf {
  readonly seed: number
  readonly holdSeconds: number | null
  readonly minutes: number
  readonly pricePerHour: number
  readonly result: CallResult
  /** The same call with sessions that are always open. */
  readonly open: CallResult
}

/** A session takes longer than this to begin. */
const LATE_MS = 100

export function costRow({ seed, holdSeconds, minutes, pricePerHour, result, open }: CostOf): CostRow {
  const delays = result.shownAfterMs.flatMap((ms, talk) => {
    const openMs = open.shownAfterMs[talk] ?? null
    return ms === null || openMs === null ? [] : [ms - openMs]
  })
  const late = delays.filter((ms) => ms >= LATE_MS).toSorted((a, b) => a - b)
  return {
    seed,
    holdSeconds,
    spokenSeconds: rounded(result.spokenMs / 1000),
    billedSeconds: rounded(result.billedMs / 1000),
    billedPerSpoken: rounded(result.billedMs / result.spokenMs),
    cost: rounded((result.billedMs * pricePerHour) / 3_600_000),
    sessionsPerMinute: rounded(result.sessions / minutes),
    lateShare: rounded(late.length / Math.max(1, delays.length)),
    lateMeanSeconds: rounded(sum(late) / Math.max(1, late.length) / 1000),
    lateP95Seconds: rounded((late[Math.floor(late.length * 0.95)] ?? 0) / 1000),
    lostSeconds: rounded(result.lostMs / 1000),
    doubledSeconds: rounded(result.doubledMs / 1000),
  }
}

const COLUMNS: readonly (readonly [string, (row: CostRow) => string])[] = [
  ['hold', ({ holdSeconds }) => (holdSeconds === null ? 'always open' : `${holdSeconds} s`)],
  ['seed', ({ seed }) => String(seed)],
  ['spoken', ({ spokenSeconds }) => `${spokenSeconds.toFixed(0)} s`],
  ['billed', ({ billedSeconds }) => `${billedSeconds.toFixed(0)} s`],
  ['billed/spoken', ({ billedPerSpoken }) => billedPerSpoken.toFixed(2)],
  ['cost', ({ cost }) => cost.toFixed(3)],
  ['opened/min', ({ sessionsPerMinute }) => sessionsPerMinute.toFixed(2)],
  ['late lines', ({ lateShare }) => `${(100 * lateShare).toFixed(0)} %`],
  ['late by', ({ lateMeanSeconds }) => `${lateMeanSeconds.toFixed(2)} s`],
  ['p95', ({ lateP95Seconds }) => `${lateP95Seconds.toFixed(2)} s`],
  ['lost', ({ lostSeconds }) => `${lostSeconds.toFixed(1)} s`],
  ['doubled', ({ doubledSeconds }) => `${doubledSeconds.toFixed(1)} s`],
]

/** The rows by hold, then by seed, under their heads. */
export function costTable(rows: readonly CostRow[]): string {
  const length = ({ holdSeconds }: CostRow): number => holdSeconds ?? Number.POSITIVE_INFINITY
  const sorted = rows.toSorted((a, b) => Math.sign(length(a) - length(b)) || a.seed - b.seed)
  const lines = [COLUMNS.map(([head]) => head), ...sorted.map((row) => COLUMNS.map(([, cell]) => cell(row)))]
  return lines.map((cells) => cells.map((cell) => cell.padStart(15)).join('')).join('\n')
}

const rounded = (number: number): number => Math.round(number * 1000) / 1000
