import { type Spread, spreadOf } from '../percentile.ts'
import type { Play } from './play.ts'

export interface LatencyFigures {
  readonly rooms: number
  readonly people: number
  readonly speakers: number
  /** Lines that were followed, and that could not be: heard, and posted. */
  readonly lines: number
  readonly unheard: number
  readonly unposted: number
  /** All in milliseconds. */
  readonly filling: Spread
  readonly every: Spread
  readonly last: Spread
  readonly hold: Spread
  readonly free: Spread
  readonly all: Spread
}

/** What was promised, at the most speakers. */
const MOST_EVERY_P99_MS = 60
const MOST_FREE_P95_MS = 50

export function latencyFigures({ row, packets, posts, lines, unheard, unposted }: Play): LatencyFigures {
  return {
    ...row,
    speakers: row.rooms * row.people,
    lines,
    unheard,
    unposted,
    filling: spreadOf(packets.flatMap(({ filling }) => filling)),
    every: spreadOf(packets.flatMap(({ every }) => every)),
    last: spreadOf(packets.map(({ last }) => last)),
    hold: spreadOf(posts.flatMap(({ hold }) => hold)),
    free: spreadOf(posts.flatMap(({ free }) => free)),
    all: spreadOf(posts.flatMap(({ all }) => all)),
  }
}

const MEASURES: readonly (readonly [string, (figures: LatencyFigures) => Spread])[] = [
  ['packet that fills a chunk -> wire', ({ filling }) => filling],
  ['every packet -> wire', ({ every }) => every],
  ['last packet of a turn -> wire', ({ last }) => last],
  ['final -> released (the hold)', ({ hold }) => hold],
  ['released -> accepted, budget free', ({ free }) => free],
  ['released -> accepted, all', ({ all }) => all],
]

const HEADS = ['n', 'p50', 'p95', 'p99', 'most']

/** A block of lines for each row, in milliseconds. */
export function latencyTable(all: readonly LatencyFigures[]): string {
  return all.map(block).join('\n\n')
}

function block(figures: LatencyFigures): string {
  const { speakers, rooms, lines, unheard, unposted } = figures
  const title = `${counted(speakers, 'speaker')} in ${counted(rooms, 'room')}, ${counted(lines, 'line')} (${unheard} not followed to the wire, ${unposted} not to a message)`
  const row = (head: string, cells: readonly string[]): string =>
    `  ${head.padEnd(36)}${cells.map((cell) => cell.padStart(9)).join('')}`
  const measures = MEASURES.map(([name, of]) => {
    const { count, p50, p95, p99, most } = of(figures)
    return row(name, [
      String(count),
      ...[p50, p95, p99, most].map((ms) => (ms === null ? '-' : ms.toFixed(1))),
    ])
  })
  return [title, row('ms', HEADS), ...measures].join('\n')
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** What of the promises is not kept, in words; none if all are. */
export function shortfalls(all: readonly LatencyFigures[]): string[] {
  return all.flatMap(({ speakers, every, free }) => [
    ...(every.p99 !== null && every.p99 > MOST_EVERY_P99_MS
      ? [
          `${counted(speakers, 'speaker')}: every packet's p99 is ${every.p99} ms, wanted at most ${MOST_EVERY_P99_MS}`,
        ]
      : []),
    ...(free.p95 !== null && free.p95 > MOST_FREE_P95_MS
      ? [
          `${counted(speakers, 'speaker')}: release to accepted is ${free.p95} ms at p95, wanted at most ${MOST_FREE_P95_MS}`,
        ]
      : []),
  ])
}
