import type { MonotonicMs } from '../../base/ids.ts'
import type { PacketInlet } from '../../session/ports.ts'
import type { ReceivedPacket } from './rtp.ts'

/**
 * One person's voice in a room, for as long as the room is joined and whatever streams carry it: where it goes, and
 * what its packets came to. Filled by the receive guard packet by packet, so these are plain fields.
 */
export interface Voice {
  readonly userId: string
  /** Where the packets go; null: not to be heard, so nothing of theirs is opened. Undefined: not met yet. */
  inlet: PacketInlet | null | undefined
  /** What came before this is not handed on, whatever was decided since; -Infinity: no such moment. */
  heardFromMs: MonotonicMs
  /** When a packet was last opened; -Infinity before. */
  openedMs: MonotonicMs
  /** Packets in a row that came and could not be opened, with the arrival of the first and of the last. */
  failures: number
  failingSinceMs: MonotonicMs
  failedMs: MonotonicMs
  /** When Discord last said that this person speaks (op 5) in a voice session that had begun before; -Infinity before. */
  calledMs: MonotonicMs
  /** Frames for which the keys may still come. */
  readonly sealed: ReceivedPacket[]
}

export const newVoice = (userId: string): Voice => ({
  userId,
  inlet: undefined,
  heardFromMs: Number.NEGATIVE_INFINITY,
  openedMs: Number.NEGATIVE_INFINITY,
  failures: 0,
  failingSinceMs: Number.NEGATIVE_INFINITY,
  failedMs: Number.NEGATIVE_INFINITY,
  calledMs: Number.NEGATIVE_INFINITY,
  sealed: [],
})
