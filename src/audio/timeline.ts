import type { RtpTime } from '../base/ids.ts'
import { SAMPLES_PER_MS } from './pcm.ts'

/** Opus counts RTP time at 48 kHz whatever it carries (RFC 7587, 4.1): three ticks to a sample of ours. */
export const TICKS_PER_SAMPLE = 3

/** Beyond this, RTP time is not believed: the sender's clock stood still in a pause, or began anew. */
export const DISBELIEF_SAMPLES = 200 * SAMPLES_PER_MS

/** Packets over which the shortest way from mouth to ear is looked for: 2 s of speech. */
const WINDOW_PACKETS = 100
/** The most by which one window moves the sender's clock later: 10 ms, far above what crystals differ by. */
const MAX_STEP_SAMPLES = 10 * SAMPLES_PER_MS

/**
 * Says where in the session a packet of one RTP stream belongs, in samples since the session began.
 *
 * RTP time says exactly how packets lie to one another; arrival says where the whole lies in the session, but late
 * by however long each packet was under way. So the stream's origin follows the packets that came fastest: one that
 * is earlier than RTP time says proves the origin late and moves it at once, while a sender's slower clock shows
 * only as a least delay that grows, and is followed in small steps.
 */
export class Timeline {
  /** Session position of RTP tick 0, once there is a packet. */
  #origin: number | null = null
  /** RTP time since the first packet, unwrapped. */
  #ticks = 0
  #last: RtpTime = 0
  #least = Number.POSITIVE_INFINITY
  #window = 0

  /**
   * Takes packets in order of their sequence; `arrival` is a session position too. A packet that is later than
   * `believed` was sent as late: RTP time stood still in a pause.
   */
  place(timestamp: RtpTime, arrival: number, believed = DISBELIEF_SAMPLES): number {
    // The difference of two unsigned 32-bit numbers, as a signed one: survives the wrap and a step back.
    if (this.#origin !== null) this.#ticks += (timestamp - this.#last) | 0
    this.#last = timestamp
    const elapsed = this.#ticks / TICKS_PER_SAMPLE
    this.#origin = this.#follow(this.#origin ?? arrival, arrival - elapsed, believed)
    return Math.round(this.#origin + elapsed)
  }

  /** The origin after a packet by which alone it would be `witness`. */
  #follow(origin: number, witness: number, believed: number): number {
    const late = witness - origin
    if (Math.abs(late) > believed) {
      this.#startWindow()
      return witness
    }
    this.#least = Math.min(this.#least, Math.max(0, late))
    let followed = Math.min(origin, witness)
    this.#window += 1
    if (this.#window >= WINDOW_PACKETS) {
      followed += Math.min(this.#least, MAX_STEP_SAMPLES)
      this.#startWindow()
    }
    return followed
  }

  #startWindow(): void {
    this.#least = Number.POSITIVE_INFINITY
    this.#window = 0
  }
}
