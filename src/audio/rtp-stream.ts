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
  }

  /** Samples: no more than the missing packets can have held, and no more than there was time for: padding takes none. */
  missingBefore(timestamp: RtpTime): number {
    const most = this.missing * this.frameSamples
    const ticks = (timestamp - this.expected) | 0
    // A sender whose clock went back began anew.
    return this.expected === -1 || ticks < 0 ? most : Math.min(most, ticks / TICKS_PER_SAMPLE)
  }
}
