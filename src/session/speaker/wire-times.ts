import { Histogram } from '../../base/histogram.ts'
import type { MonotonicMs } from '../../base/ids.ts'

/** Every how many chunks one is timed: reading the clock takes a tenth of a microsecond, a chunk comes every 50 ms. */
const TIMED_EVERY = 8
/** In seconds. A chunk is on its way in the same turn of the event loop, but for a packet that came out of order. */
const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.06, 0.1, 0.25, 1]

export const wireHistogram = (): Histogram => new Histogram(BOUNDS)

/**
 * How long sound is under way within this process: from the arrival of the packet that fills a chunk until the chunk
 * was handed to a speech stream that is live, which writes it to its socket at once.
 */
export class WireTimes {
  readonly histogram = wireHistogram()
  readonly #now: () => MonotonicMs
  #chunks = 0

  constructor(now: () => MonotonicMs) {
    this.#now = now
  }

  /** A chunk was handed over. `arrivedMs`: when the packet came that filled it; NaN where silence did. */
  sent(arrivedMs: MonotonicMs): void {
    this.#chunks += 1
    if (Number.isNaN(arrivedMs) || this.#chunks % TIMED_EVERY !== 0) return
    this.histogram.add((this.#now() - arrivedMs) / 1000)
  }
}
