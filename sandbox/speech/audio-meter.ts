/** PCM to listen to, or the text of the Error 3007 that ends the session. */
export type Measured =
  | { readonly ok: true; readonly pcm: Buffer }
  | { readonly ok: false; readonly problem: string }

const LEAST_MESSAGE_MS = 50
const MOST_MESSAGE_MS = 1000
/** About a second of 20 ms messages goes well. */
const SHORT_MESSAGES_BORNE = 49
/** The backlog that the service is said to bear. */
const MOST_AHEAD_MS = 300_000

/** Counts one session's audio and checks the length and the pace of its messages. */
export class AudioMeter {
  readonly #bytesPerMs: number
  readonly #startedAt: number
  #bytes = 0
  #shortMessages = 0
  #carry = Buffer.alloc(0)
  #peakAheadMs = 0

  /** @param rate samples per second; @param startedAt the wall time (ms) of Begin. */
  constructor(rate: number, startedAt: number) {
    this.#bytesPerMs = (rate * 2) / 1000
    this.#startedAt = startedAt
  }

  get audioMs(): number {
    return this.#bytes / this.#bytesPerMs
  }

  get peakAheadMs(): number {
    return this.#peakAheadMs
  }

  /** Takes a binary message at this wall time (ms). */
  take(message: Buffer, now: number): Measured {
    const problem = this.#lengthProblem(message.length / this.#bytesPerMs)
    if (problem !== null) return { ok: false, problem }
    this.#bytes += message.length
    const passedMs = now - this.#startedAt
    this.#peakAheadMs = Math.max(this.#peakAheadMs, this.audioMs - passedMs)
    if (this.#peakAheadMs > MOST_AHEAD_MS) return { ok: false, problem: this.#paceProblem(passedMs) }

    // A message of odd length leaves half a sample, and shifts all that follows: so does the service.
    const bytes = Buffer.concat([this.#carry, message])
    const whole = bytes.length - (bytes.length % 2)
    this.#carry = bytes.subarray(whole)
    return { ok: true, pcm: bytes.subarray(0, whole) }
  }

  #lengthProblem(ms: number): string | null {
    if (ms < LEAST_MESSAGE_MS) this.#shortMessages += 1
    if (ms <= MOST_MESSAGE_MS && this.#shortMessages <= SHORT_MESSAGES_BORNE) return null
    const range = `Expected between ${LEAST_MESSAGE_MS} and ${MOST_MESSAGE_MS} ms`
    return `Input Duration Error: Input Duration Violation: ${ms.toFixed(1)} ms. ${range}`
  }

  #paceProblem(passedMs: number): string {
    const seconds = (ms: number) => (ms / 1000).toFixed(1)
    return `Audio Transmission Rate Exceeded: Received ${seconds(this.audioMs)} sec. audio in ${seconds(passedMs)} sec`
  }
}
