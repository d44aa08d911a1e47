import type { RtpTime } from '../base/ids.ts'
import { OpusDecoder } from './opus.ts'
import type { OpusPacket } from './packet.ts'
import { Reorder, type ReorderCounters } from './reorder.ts'
import { TICKS_PER_SAMPLE, Timeline } from './timeline.ts'

/** What belongs to one RTP stream over one connection, and is forgotten with it. */
export class RtpStream {
  readonly ssrc: number
  readonly connection: number | undefined
  readonly reorder: Reorder
  readonly timeline = new Timeline()
  readonly decoder = new OpusDecoder()
  /** RTP time at which the next packet goes on where the last frame ended; -1 before the first. */
  expected = -1
  /** Length of the last frame. */
  frameSamples = 0
  /** Where the last frame ended, if it was speech: what is missing next began there. Null: the speech had ended. */
  brokeOffAt: number | null = null
  /** How many packets are missing and not told of yet. */
  missing = 0
  /** How many others since the last frame that was played were not. */
  unplayed = 0
  /** Where the last excess frame would have ended. */
  droppedTo = 0

  constructor({ ssrc, connection }: OpusPacket, counters: ReorderCounters) {
    this.ssrc = ssrc
    this.connection = connection
    this.reorder = new Reorder(counters)
  }

  played(timestamp: RtpTime, samples: number): void {
    this.frameSamples = samples
    this.expected = (timestamp + samples * TICKS_PER_SAMPLE) >>> 0
    this.unplayed = 0
  }

  /**
   * Whether the packets known to have been sent since the last frame account for all RTP time since then: however
   * late this one comes, nobody paused before it.
   */
  isWithoutPause(timestamp: RtpTime): boolean {
    const passed = this.#passed(timestamp)
    return passed !== null && passed <= (this.missing + this.unplayed) * this.frameSamples
  }

  /** Samples: no more than the missing packets can have held, and not more than there was time for: padding takes none. */
  missingBefore(timestamp: RtpTime): number {
    const most = this.missing * this.frameSamples
    return Math.min(most, this.#passed(timestamp) ?? most)
  }

  /** Samples from the end of the last frame to here, by the sender's clock; null before the first, or if it went back. */
  #passed(timestamp: RtpTime): number | null {
    const ticks = (timestamp - this.expected) | 0
    return this.expected === -1 || ticks < 0 ? null : ticks / TICKS_PER_SAMPLE
  }
}
