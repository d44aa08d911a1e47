import { CHUNK_MS } from '../../../audio/pcm.ts'
import type { MonotonicMs } from '../../../base/ids.ts'

/** The service reads at up to about 1.25 times real time and closes a session that sends faster for long. */
const MOST_SPEED = 1.25
/** Sound that may go at once: evens out uneven packets, and brings the first words of a session forward. */
const BURST_MS = 500

/** How fast a socket may be fed: a bucket that fills at 1.25 times real time. */
export class Pace {
  #creditMs = BURST_MS
  #at: MonotonicMs

  constructor(now: MonotonicMs) {
    this.#at = now
  }

  /** When the next chunk may go. */
  get readyAt(): MonotonicMs {
    return this.#at + Math.max(0, CHUNK_MS - this.#creditMs) / MOST_SPEED
  }

  /** Takes the room for one chunk, or answers false when it is not time yet. */
  take(now: MonotonicMs): boolean {
    this.#creditMs = Math.min(BURST_MS, this.#creditMs + (now - this.#at) * MOST_SPEED)
    this.#at = now
    // A timer set for `readyAt` may fire a rounding error early.
    if (this.#creditMs < CHUNK_MS - 0.001) return false
    this.#creditMs -= CHUNK_MS
    return true
  }
}
