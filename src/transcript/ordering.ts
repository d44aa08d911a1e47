import type { SessionMs } from '../base/ids.ts'

interface Held<T> {
  readonly line: T
  readonly sinceMs: SessionMs
}

/**
 * Puts the lines of all speakers in order of their beginning. A line waits while somebody's earlier speech is
 * still unfinished, but never longer than `holdMs`: then it goes, and the earlier one follows when it can.
 */
export class Ordering<T extends { readonly startMs: SessionMs }> {
  readonly #holdMs: number
  /** By beginning; equal ones in order of arrival. */
  readonly #held: Held<T>[] = []

  constructor(holdMs: number) {
    this.#holdMs = holdMs
  }

  hold(line: T, nowMs: SessionMs): void {
    const after = this.#held.findIndex((held) => held.line.startMs > line.startMs)
    this.#held.splice(after === -1 ? this.#held.length : after, 0, { line, sinceMs: nowMs })
  }

  /** Takes out the lines of which this holds; answers them. */
  drop(holds: (line: T) => boolean): T[] {
    const dropped = this.#held.filter(({ line }) => holds(line)).map(({ line }) => line)
    const kept = this.#held.filter(({ line }) => !holds(line))
    this.#held.splice(0, Number.POSITIVE_INFINITY, ...kept)
    return dropped
  }

  /** The lines that may go now, in order. `unfinishedSinceMs` is where the earliest unfinished speech began. */
  release(nowMs: SessionMs, unfinishedSinceMs: SessionMs | null): T[] {
    const free = (held: Held<T>): boolean =>
      unfinishedSinceMs === null ||
      held.line.startMs <= unfinishedSinceMs ||
      nowMs - held.sinceMs >= this.#holdMs
    // Whoever has waited long enough takes along those that began before.
    const count = this.#held.findLastIndex(free) + 1
    return this.#held.splice(0, count).map((held) => held.line)
  }
}
