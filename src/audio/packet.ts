import type { MonotonicMs, RtpTime } from '../base/ids.ts'

/** One Opus packet as it arrived, opened, with its place in the RTP stream. */
export interface OpusPacket {
  readonly payload: Buffer
  /** RTP sequence number, 0 to 65535, wraps. */
  readonly sequence: number
  readonly timestamp: RtpTime
  /** The RTP stream; a new number means a new encoder on the other side. */
  readonly ssrc: number
  readonly arrivedMs: MonotonicMs
}
