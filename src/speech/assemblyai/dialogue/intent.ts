import type { EngineError } from '../../../base/errors.ts'
import type { MonotonicMs } from '../../../base/ids.ts'

/** Who has not been heard for so long is not in the middle of a word. */
const QUIET_MS = 1000

/** The stream is to end: with an error if that was not asked for. */
export interface Ending {
  readonly byMs: MonotonicMs
  readonly error: EngineError | null
}

/** What is wanted of a stream: to listen, to rest as soon as all is sent, or to end. */
export class Intent {
  #ending: Ending | null = null
  #restful = false
  #heardAt: MonotonicMs = Number.NEGATIVE_INFINITY

  get ending(): Ending | null {
    return this.#ending
  }

  /** Nobody has spoken for a while, and the session is to be let go. */
  get restful(): boolean {
    return this.#restful
  }

  /** There is sound: whoever wanted to rest wants to listen. */
  heard(now: MonotonicMs): void {
    this.#heardAt = now
    this.#restful = false
  }

  rest(): void {
    this.#restful = true
  }

  /** The earliest of all ends counts, and the first error. */
  end(byMs: MonotonicMs, error: EngineError | null): void {
    const before = this.#ending
    this.#ending = { byMs: Math.min(byMs, before?.byMs ?? byMs), error: before?.error ?? error }
  }

  isQuiet(now: MonotonicMs): boolean {
    return now - this.#heardAt >= QUIET_MS
  }
}
