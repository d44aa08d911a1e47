import type { Cancel, Clock } from '../../base/clock.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import type { CaptionSink } from '../ports.ts'

/** How often a channel that is closed to the bot is tried again, and for how long. */
const RETRY_MS = 10_000
const PATIENCE_MS = 5 * 60_000

export interface ReopeningOptions {
  readonly clock: Clock
  /** Null: it is still closed. */
  readonly open: () => Promise<CaptionSink | null>
  readonly opened: (sink: CaptionSink) => Promise<void>
  readonly gaveUp: () => void
}

/** Tries a channel that is closed to the bot again and again, until it opens or patience ends. */
export class Reopening {
  readonly #options: ReopeningOptions
  readonly #sinceMs: MonotonicMs
  readonly #stop: Cancel
  #isTrying = false

  constructor(options: ReopeningOptions) {
    this.#options = options
    this.#sinceMs = options.clock.now()
    this.#stop = options.clock.every(RETRY_MS, () => void this.try())
  }

  /** Now, and not only at the next beat: the channel may have changed. */
  async try(): Promise<void> {
    if (this.#isTrying) return
    const { clock, open, opened, gaveUp } = this.#options
    if (clock.now() - this.#sinceMs >= PATIENCE_MS) {
      this.#stop()
      gaveUp()
      return
    }
    this.#isTrying = true
    const sink = await open()
    this.#isTrying = false
    if (sink === null) return
    this.#stop()
    await opened(sink)
  }

  /** Tries no more by itself; a second call is fine. */
  stop(): void {
    this.#stop()
  }
}
