import { performance } from 'node:perf_hooks'
import type { MonotonicMs } from './ids.ts'

/** Stops a timer; doing it twice, or after it fired, is fine. */
export type Cancel = () => void

/** The only source of time and timers in the house: everything else is given one, so tests can move it by hand. */
export interface Clock {
  /** Monotonic milliseconds: for durations and deadlines. */
  now(): MonotonicMs
  /** The date in milliseconds since 1970: for what people read. */
  wall(): number
  /** Calls `fn` once, `ms` from now. */
  after(ms: number, fn: () => void): Cancel
  /** Calls `fn` every `ms`, for the first time `ms` from now. */
  every(ms: number, fn: () => void): Cancel
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
  every(ms, fn) {
    const timer = setInterval(fn, ms)
    return () => clearInterval(timer)
  },
}

/** Resolves when all that waits for the processor now, packets above all, has had its turn: for work in long pieces. */
export const othersFirst = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Resolves after `ms`. */
export const sleep = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => clock.after(ms, resolve))

/**
 * What `promise` settles to, or `late()` if that takes longer than `ms`. The promise itself goes on; its late
 * rejection is swallowed here, so whoever made it must free what it holds.
 */
export function within<T>(
  clock: Clock,
  ms: number,
  promise: Promise<T>,
  late: () => T | Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      Promise.resolve().then(late).then(resolve, reject)
    })
    promise.then(resolve, reject).finally(cancel)
  })
}
