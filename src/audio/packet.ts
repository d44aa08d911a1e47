import type { MonotonicMs, RtpTime } from '../base/ids.ts'

/** One Opus packet as it arrived, opened, with its place in the RTP stream. */
export interface OpusPacket {
  readonly payload: Buffer
  /** RTP sequence number, 0 to 65535, wraps. */
  readonly sequence: number
  readonly timestamp: RtpTime
  /** The RTP stream; a new number means a new encoder on the other side. */
  readonly ssrc: number
  /**
   * Which of the receiver's connections it came over, one after the other. What was sent between two is missing from
   * the sequence, and known to be: it is no loss of this stream's.
   */
  readonly connection?: number
  readonly arrivedMs: MonotonicMs
}
