import { constants } from 'node:os'
import type { Clock } from './clock.ts'
import type { MonotonicMs } from './ids.ts'

/** How far apart the two signals of one press may come. */
const SAME_PRESS_MS = 1_000

export interface StopSignalsOptions {
  /** The process: what tells of signals, and its environment. */
  readonly source: {
    readonly env: NodeJS.ProcessEnv
    on(event: 'SIGINT' | 'SIGTERM', listener: (signal: NodeJS.Signals) => void): unknown
  }
  readonly clock: Pick<Clock, 'now'>
  /** At the first one. */
  readonly stop: (signal: NodeJS.Signals) => void
  /** At the second one: a person, or a supervisor, who will not wait. `code` is as shells have it for this signal. */
  readonly endNow: (signal: NodeJS.Signals, code: number) => void
}

/**
 * Listens for SIGINT and SIGTERM: one stops the program in order, another ends it at once. Under npm one press of
 * Ctrl+C comes twice, for the terminal signals the whole group and npm passes it on as well: there the second of the
 * same kind within a second still counts as the first.
 */
export function onStopSignals({ source, clock, stop, endNow }: StopSignalsOptions): void {
  const isPassedOn = source.env['npm_lifecycle_event'] !== undefined
  let first: { readonly signal: NodeJS.Signals; readonly atMs: MonotonicMs; isDouble: boolean } | null = null
  const onSignal = (signal: NodeJS.Signals): void => {
    const now = clock.now()
    if (first === null) {
      first = { signal, atMs: now, isDouble: isPassedOn }
      stop(signal)
    } else if (first.isDouble && signal === first.signal && now - first.atMs < SAME_PRESS_MS) {
      first.isDouble = false
    } else endNow(signal, 128 + constants.signals[signal])
  }
  source.on('SIGINT', onSignal)
  source.on('SIGTERM', onSignal)
}
