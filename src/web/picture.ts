import { Counter, Gauge, type Registry } from 'prom-client'
import type { Histogram } from '../base/histogram.ts'

/**
 * Metrics that are pictures: what they show is counted elsewhere, in plain numbers, and read when somebody scrapes.
 */

const PREFIX = 'hansard_'

interface Named {
  readonly name: string
  readonly help: string
}

export function counter(register: Registry, { name, help }: Named, read: () => number): void {
  new Counter({
    name: `${PREFIX}${name}_total`,
    help,
    registers: [register],
    collect() {
      this.reset()
      this.inc(read())
    },
  })
}

export function gauge(register: Registry, { name, help }: Named, read: () => number): void {
  new Gauge({
    name: `${PREFIX}${name}`,
    help,
    registers: [register],
    collect() {
      this.set(read())
    },
  })
}

interface Labelled extends Named {
  readonly label: string
  /** The label's values, each with its figure. */
  readonly read: () => readonly (readonly [string, number])[]
}

export function labelled(
  register: Registry,
  kind: 'counter' | 'gauge',
  { name, help, label, read }: Labelled,
): void {
  const options = { help, labelNames: [label], registers: [register] }
  if (kind === 'counter') {
    new Counter({
      ...options,
      name: `${PREFIX}${name}_total`,
      collect() {
        this.reset()
        for (const [value, count] of read()) this.inc({ [label]: value }, count)
      },
    })
    return
  }
  new Gauge({
    ...options,
    name: `${PREFIX}${name}`,
    collect() {
      this.reset()
      for (const [value, figure] of read()) this.set({ [label]: value }, figure)
    },
  })
}

/**
 * A histogram in Prometheus' text format (prometheus.io/docs/instrumenting/exposition_formats). prom-client's own counts
 * what it is told one by one, and cannot show what was counted elsewhere.
 */
export function histogramText({ name, help }: Named, { bounds, cumulative, count, sum }: Histogram): string {
  const full = `${PREFIX}${name}`
  const buckets = bounds.map((bound, place) => `${full}_bucket{le="${bound}"} ${cumulative[place] ?? 0}`)
  return [
    `# HELP ${full} ${help}`,
    `# TYPE ${full} histogram`,
    ...buckets,
    `${full}_bucket{le="+Inf"} ${count}`,
    `${full}_sum ${sum}`,
    `${full}_count ${count}`,
    '',
  ].join('\n')
}
