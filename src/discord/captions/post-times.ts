import type { Clock } from '../../base/clock.ts'
import { Histogram } from '../../base/histogram.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import { UNKEPT } from '../../session/record/line.ts'
import type { LineId, PostPart } from '../../session/store.ts'

/** In seconds: where the budget is free, a request; where it is not, up to the minute of a webhook's limit. */
const BOUNDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60]
/** Lines that may wait; what was given up is forgotten by and by. */
const MOST = 2_000

export const postHistogram = (): Histogram => new Histogram(BOUNDS)

/** How long lines take from being handed over, in their order, until Discord has accepted all of them. */
export class PostTimes {
  readonly #clock: Clock
  readonly #histogram: Histogram
  /** Oldest first. */
  readonly #sinceMs = new Map<LineId, MonotonicMs>()

  constructor(clock: Clock, histogram: Histogram) {
    this.#clock = clock
    this.#histogram = histogram
  }

  taken(line: LineId): void {
    // Lines that the journal does not have cannot be told apart.
    if (line === UNKEPT) return
    this.#sinceMs.set(line, this.#clock.now())
    for (const oldest of this.#sinceMs.keys()) {
      if (this.#sinceMs.size <= MOST) break
      this.#sinceMs.delete(oldest)
    }
  }

  shown(parts: readonly PostPart[]): void {
    for (const { line, to } of parts) {
      const sinceMs = this.#sinceMs.get(line)
      // The rest of a long line is in the next message.
      if (sinceMs === undefined || to < Number.MAX_SAFE_INTEGER) continue
      this.#sinceMs.delete(line)
      this.#histogram.add((this.#clock.now() - sinceMs) / 1000)
    }
  }
}
