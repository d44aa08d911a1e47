import type { SoakRun } from './call.ts'
import { figuresOf, type SoakPromise } from './judge.ts'
import type { SoakOptions } from './plan.ts'
import type { Sample } from './watch.ts'

const ROWS = 10
const EXAMPLES = 8

/** What was done, what was promised and what came of it, and how memory and handles went. */
export function soakTable(options: SoakOptions, run: SoakRun, promises: readonly SoakPromise[]): string {
  return [
    ...summary(options, run),
    '',
    ...promises.flatMap(({ name, figure, verdict, examples }) => [
      `${verdict.padEnd(11)}${name}: ${figure}`,
      ...examples.slice(0, EXAMPLES).map((example) => `             ${example}`),
    ]),
    '',
    ...course(run),
  ].join('\n')
}

function summary(options: SoakOptions, run: SoakRun): string[] {
  const figures = figuresOf(run)
  const { minutes, speakers, seed } = options
  const counts = Map.groupBy(run.faults, ({ kind }) => kind)
  const faults = [...counts].map(([kind, all]) => `${all.length} ${kind}`).join(', ')
  return [
    `${minutes} minutes, ${speakers} speakers, seed ${seed}; faults: ${faults || 'none'}`,
    `words said: ${figures.spoken}, of which ${figures.lost} were not heard; turns kept: ${figures.turns}, messages: ${figures.messages}`,
    `gaps: ${figures.gaps}, ${figures.gapSeconds} s over all speakers; outages: ${figures.deafSeconds} s, each for every speaker`,
    `the bot used ${(100 * figures.cpuShare).toFixed(0)} % of a core and stood still for at most ${figures.worstStillMs} ms; it overran ${figures.rateLimited} limits of Discord`,
    figures.stalls === 0
      ? `the bench itself was never late by more than ${figures.worstStallMs} ms`
      : `THE BENCH ITSELF stood still ${figures.stalls} times, for ${figures.worstStallMs} ms at most: what was lost there is not the bot's fault`,
  ]
}

/** Memory and handles in the course of time; a kill begins a new process. */
function course({ samples, startedAt, endedAt }: SoakRun): string[] {
  const head = ['minute', 'process', 'RSS MB', 'files', 'sockets', 'resources', 'still ms']
  const line = (cells: readonly string[]) => cells.map((cell) => cell.padStart(11)).join('')
  const stepMs = (endedAt - startedAt) / ROWS
  const processes = [...new Set(samples.map(({ pid }) => pid))]
  const rows = Array.from({ length: ROWS }, (_, row) =>
    samples.filter(({ at }) => at >= startedAt + row * stepMs && at < startedAt + (row + 1) * stepMs),
  )
  return [
    line(head),
    ...rows.flatMap((part, row) =>
      [...Map.groupBy(part, ({ pid }) => pid)].map(([pid, own]) =>
        line([
          ((row * stepMs) / 60_000).toFixed(1),
          String(processes.indexOf(pid) + 1),
          average(own, ({ rssMb }) => rssMb),
          average(own, ({ files }) => total(files)),
          average(own, ({ files }) => files['socket'] ?? 0),
          average(own, ({ resources }) => total(resources)),
          Math.max(...own.map(({ stillMs }) => stillMs)).toFixed(0),
        ]),
      ),
    ),
  ]
}

const average = (samples: readonly Sample[], of: (sample: Sample) => number): string =>
  (samples.reduce((sum, sample) => sum + of(sample), 0) / Math.max(1, samples.length)).toFixed(0)

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)
