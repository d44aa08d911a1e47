import type { Spread } from '../percentile.ts'
import type { LoadFigures } from './load.ts'
import type { MemoryFigures, Thirds } from './memory.ts'
import type { WordFigures } from './words.ts'

/** What was promised. */
const MOST_STEP_P95_MS = 150
const MOST_LOOP_P99_MS = 10
const LOOP_SPEAKERS = 20
export const MOST_GROWTH = 0.1

export interface LocalFigures {
  readonly loads: readonly LoadFigures[]
  readonly memory: MemoryFigures | null
  readonly words: readonly WordFigures[]
}

const ms = (value: number | null): string => (value === null ? '-' : value.toFixed(1))
const spread = ({ p50, p95, most }: Spread): string => [p50, p95, most].map(ms).join(' / ')

const LOAD_COLUMNS: readonly (readonly [string, (figures: LoadFigures) => string])[] = [
  ['speakers', ({ speakers, inStep }) => `${speakers}${inStep ? ' in step' : ''}`],
  ['processes', ({ processes }) => String(processes)],
  ['partials p50/p95/max', ({ steps }) => spread(steps)],
  ['finals p50/p95/max', ({ finals }) => spread(finals)],
  ['loop p50/p99/max', ({ loop }) => [loop.p50, loop.p99, loop.most].map(ms).join(' / ')],
  ['main cores', ({ mainCores }) => mainCores.toFixed(2)],
  ['child cores', ({ childCores }) => childCores.toFixed(2)],
  ['others', ({ otherCores }) => otherCores.toFixed(2)],
  ['lost', ({ lostSeconds }) => `${lostSeconds.toFixed(1)} s`],
]

export function loadTable(rows: readonly LoadFigures[]): string {
  return tableOf(LOAD_COLUMNS, rows)
}

export function memoryText({ hours, tookSeconds, turns, child, main, lostSeconds }: MemoryFigures): string {
  const line = (name: string, { thirds, peak, growth }: Thirds): string => {
    const means = thirds.map((mb) => mb.toFixed(0)).join(' / ')
    return `  ${name}: ${means} MB in the thirds of it, peak ${peak.toFixed(0)} MB, the last third ${percent(growth)} above the middle one`
  }
  return [
    `${hours.toFixed(2)} h of sound in ${tookSeconds.toFixed(0)} s (as fast as it goes), ${turns} turns, ${lostSeconds.toFixed(1)} s lost`,
    line('child', child),
    line('main ', main),
  ].join('\n')
}

const WORD_COLUMNS: readonly (readonly [string, (figures: WordFigures) => string])[] = [
  ['files', ({ files }) => String(files)],
  ['words', ({ words }) => String(words)],
  [
    'recogniser alone',
    ({ directErrors, directPercent }) => `${directErrors} (${directPercent.toFixed(1)} %)`,
  ],
  ['whole bot', ({ botErrors, botPercent }) => `${botErrors} (${botPercent.toFixed(1)} %)`],
  ['loop p99', ({ loopP99 }) => `${ms(loopP99)} ms`],
]

export function wordTable(rows: readonly WordFigures[]): string {
  return tableOf(WORD_COLUMNS, rows)
}

/** What of the promises is not kept, in words; none if all are. */
export function shortfalls({ loads, memory }: LocalFigures): string[] {
  const late = loads.filter(
    ({ speakers, loop }) => speakers === LOOP_SPEAKERS && loop.p99 >= MOST_LOOP_P99_MS,
  )
  return [
    ...(loads.length > 0 && atOnce(loads) === 0
      ? [`partials come later than ${MOST_STEP_P95_MS} ms at p95 with any number of speakers`]
      : []),
    ...late.map(
      ({ loop }) =>
        `the main loop is ${loop.p99} ms late at p99 with ${LOOP_SPEAKERS} speakers, wanted less than ${MOST_LOOP_P99_MS}`,
    ),
    ...(memory === null
      ? []
      : (['child', 'main'] as const).flatMap((name) =>
          Math.abs(memory[name].growth) > MOST_GROWTH
            ? [
                `the memory of the ${name} process changes by ${percent(memory[name].growth)} from the middle third to the last`,
              ]
            : [],
        )),
  ]
}

/** So many can talk at once on one process with partials in time and nothing lost. */
export function atOnce(loads: readonly LoadFigures[]): number {
  const inTime = ({ steps, lostSeconds }: LoadFigures): boolean =>
    steps.p95 !== null && steps.p95 < MOST_STEP_P95_MS && lostSeconds === 0
  const rows = loads
    .filter(({ processes, inStep }) => processes === 1 && !inStep)
    .toSorted((a, b) => a.speakers - b.speakers)
  const first = rows.findIndex((row) => !inTime(row))
  return rows[(first === -1 ? rows.length : first) - 1]?.speakers ?? 0
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

function tableOf<Row>(
  columns: readonly (readonly [string, (row: Row) => string])[],
  rows: readonly Row[],
): string {
  const lines = [columns.map(([head]) => head), ...rows.map((row) => columns.map(([, cell]) => cell(row)))]
  const widths = columns.map((_, at) => Math.max(...lines.map((cells) => cells[at]?.length ?? 0)))
  return lines
    .map((cells) => cells.map((cell, at) => cell.padStart((widths[at] ?? 0) + 2)).join(''))
    .join('\n')
}
