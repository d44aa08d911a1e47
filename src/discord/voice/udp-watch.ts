import type { MonotonicMs } from '../../base/ids.ts'

/** Nothing came for this long: time to ask whether anything can. */
const QUIET_MS = 1_000
/** While answers come and nothing else does, nobody speaks. */
const IDLE_MS = 5_000
/** Questions in a row without an answer that mean that nothing can come. */
const UNANSWERED = 3

export interface UdpSigns {
  readonly nowMs: MonotonicMs
  /** When anything last came, and when an answer did; -Infinity before. */
  readonly datagramMs: MonotonicMs
  readonly answerMs: MonotonicMs
}

/**
 * Decides whether the way for sound still is open: a silent room and a dead one look the same, as neither the voice
 * server nor the library says anything about UDP once it worked. So in silence the server is asked for the client's
 * address again, as at the beginning. Only one that answers such a question in the middle of a session is ever
 * believed dead when it stops.
 */
export class UdpWatch {
  #unanswered = 0
  #askedMs: MonotonicMs = Number.NEGATIVE_INFINITY
  #answers = false

  /** To be asked some times a second while the connection stands. */
  look({ nowMs, datagramMs, answerMs }: UdpSigns): 'ask' | 'dead' | null {
    if (answerMs > this.#askedMs && this.#unanswered > 0) this.#answers = true
    if (datagramMs > this.#askedMs) this.#unanswered = 0
    if (this.#unanswered === 0) {
      const patienceMs = datagramMs === answerMs ? IDLE_MS : QUIET_MS
      return nowMs - datagramMs < patienceMs ? null : this.#ask(nowMs)
    }
    if (nowMs - this.#askedMs < QUIET_MS) return null
    if (this.#unanswered < UNANSWERED) return this.#ask(nowMs)
    if (!this.#answers) return nowMs - this.#askedMs < IDLE_MS ? null : this.#ask(nowMs)
    this.#unanswered = 0
    this.#askedMs = nowMs
    return 'dead'
  }

  #ask(nowMs: MonotonicMs): 'ask' {
    this.#unanswered += 1
    this.#askedMs = nowMs
    return 'ask'
  }
}
