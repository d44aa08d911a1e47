import type { SessionMs } from '../base/ids.ts'
import type { FinalTurn } from './turn.ts'

interface Held {
  readonly turn: FinalTurn
  readonly sinceMs: SessionMs
}

/**
 * Puts the turns of all speakers in order of their beginning. A turn waits while somebody's earlier speech is
 * still unfinished, but never longer than `holdMs`: then it goes, and the earlier one follows when it can.
 */
export class Ordering {
  readonly #holdMs: number
  /** By start of speech; equal starts in order of arrival. */
  readonly #held: Held[] = []

  constructor(holdMs: number) {
    this.#holdMs = holdMs
  }

  hold(turn: FinalTurn, nowMs: SessionMs): void {
    const after = this.#held.findIndex((held) => held.turn.startMs > turn.startMs)
    this.#held.splice(after === -1 ? this.#held.length : after, 0, { turn, sinceMs: nowMs })
  }

  /** The turns that may go now, in order. `unfinishedSinceMs` is where the earliest unfinished speech began. */
  release(nowMs: SessionMs, unfinishedSinceMs: SessionMs | null): FinalTurn[] {
    const free = (held: Held): boolean =>
      unfinishedSinceMs === null ||
      held.turn.startMs <= unfinishedSinceMs ||
      nowMs - held.sinceMs >= this.#holdMs
    // Whoever has waited long enough takes along those that began before.
    const count = this.#held.findLastIndex(free) + 1
    return this.#held.splice(0, count).map((held) => held.turn)
  }
}
