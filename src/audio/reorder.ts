import type { MonotonicMs } from '../base/ids.ts'
import type { OpusPacket } from './packet.ts'

/** How long a missing packet is waited for, from the arrival of the first one that came in its stead. */
export const REORDER_MS = 60
/** How many packets may wait behind a hole; one more, and the hole is given up. */
const REORDER_PACKETS = 3

/** How far ahead or behind a sequence number may be before it means that the sender began anew: RFC 3550, A.1. */
const MAX_DROPOUT = 3000
const MAX_MISORDER = 100

const SEQUENCE_MASK = 0xffff
/** How many sequence numbers back a second copy can be told from a late first one: the bits of a number. */
const MEMORY = 32

/** Counts since the speaker was first heard. */
export interface ReorderCounters {
  /** Sequence numbers that were given up. */
  lost: number
  /** Packets that came after they had been given up (or from nowhere); each of the former counts in `lost` too. */
  late: number
  duplicated: number
}

/**
 * Puts the packets of one RTP stream in order. In order, they pass without delay; behind a hole they wait until it
 * is filled, but no longer than `REORDER_MS` and no more than `REORDER_PACKETS` of them.
 */
export class Reorder {
  readonly #counters: ReorderCounters
  /** What waits, in order; never more than one above `REORDER_PACKETS`. */
  readonly #held: OpusPacket[] = []
  /** The sequence number whose turn it is; null before the first packet. */
  #due: number | null = null
  /** Bit n: the packet n + 1 before the due one came. */
  #came = 0
  /** What would follow the last packet out of nowhere: if it comes, the sender has begun anew. */
  #afterJump: number | null = null
  #skipped = 0

  constructor(counters: ReorderCounters) {
    this.#counters = counters
  }

  /** True while packets wait behind a hole. */
  get waiting(): boolean {
    return this.#held.length > 0
  }

  /** How many packets were given up right before the one that `next` answered last. */
  get skipped(): number {
    return this.#skipped
  }

  push(packet: OpusPacket): void {
    this.#due ??= packet.sequence
    const ahead = (packet.sequence - this.#due) & SEQUENCE_MASK
    const behind = SEQUENCE_MASK + 1 - ahead
    if (ahead < MAX_DROPOUT) this.#hold(packet, ahead, this.#due)
    else if (behind <= MAX_MISORDER) this.#refuse(behind)
    else this.#jump(packet)
  }

  /** The packet whose turn it is at `nowMs`, or null. Call until null; with infinity, nothing is waited for. */
  next(nowMs: MonotonicMs): OpusPacket | null {
    const first = this.#held[0]
    if (first === undefined || this.#due === null) return null
    const missing = (first.sequence - this.#due) & SEQUENCE_MASK
    if (missing > 0 && this.#patient(nowMs)) return null
    this.#held.shift()
    this.#skipped = missing
    this.#counters.lost += missing
    this.#came = missing + 1 < MEMORY ? (this.#came << (missing + 1)) | 1 : 1
    this.#due = (first.sequence + 1) & SEQUENCE_MASK
    return first
  }

  #hold(packet: OpusPacket, ahead: number, due: number): void {
    this.#afterJump = null
    let place = this.#held.length
    for (; place > 0; place -= 1) {
      const other = this.#held[place - 1]
      if (other === undefined) break
      const otherAhead = (other.sequence - due) & SEQUENCE_MASK
      if (otherAhead === ahead) {
        this.#counters.duplicated += 1
        return
      }
      if (otherAhead < ahead) break
    }
    if (place === this.#held.length) this.#held.push(packet)
    else this.#held.splice(place, 0, packet)
  }

  #refuse(behind: number): void {
    const came = behind <= MEMORY && ((this.#came >>> (behind - 1)) & 1) === 1
    if (came) this.#counters.duplicated += 1
    else this.#counters.late += 1
  }

  /** One number out of nowhere is a stray; two in a row are a sender that counts anew. */
  #jump(packet: OpusPacket): void {
    if (packet.sequence !== this.#afterJump) {
      this.#afterJump = (packet.sequence + 1) & SEQUENCE_MASK
      this.#counters.late += 1
      return
    }
    this.#counters.late += this.#held.length
    this.#held.length = 0
    this.#held.push(packet)
    this.#due = packet.sequence
    this.#came = 0
    this.#afterJump = null
  }

  #patient(nowMs: MonotonicMs): boolean {
    if (this.#held.length > REORDER_PACKETS) return false
    for (const packet of this.#held) {
      if (nowMs - packet.arrivedMs >= REORDER_MS) return false
    }
    return true
  }
}
