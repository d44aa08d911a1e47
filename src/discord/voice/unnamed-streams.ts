import type { MonotonicMs } from '../../base/ids.ts'
import type { ReceivedPacket } from './rtp.ts'

/** How long a packet waits for its speaker's name. */
const WAIT_MS = 2_000
/** 2.4 s of speech, and more streams than people begin to talk within two seconds. */
const PACKETS_PER_STREAM = 120
const STREAMS = 64
/** Discord's word on whose stream it is (op 5) is in most cases only overtaken: so long it is waited for alone. */
const FIRST_TRIAL_MS = 60
/** Each trial asks the keys of all who are in the call. */
const TRIAL_PAUSE_MS = 100

interface Stream {
  readonly sinceMs: MonotonicMs
  readonly packets: ReceivedPacket[]
  trialMs: MonotonicMs
}

export interface UnnamedCounters {
  unnamedHeld: number
  unnamedReleased: number
  unnamedDropped: number
}

/**
 * Packets of RTP streams whose speaker Discord has not named yet (op 5), opened as far as the transport goes and kept
 * in order of arrival: the last two seconds of each. Time is an argument.
 */
export class UnnamedStreams {
  readonly #counters: UnnamedCounters
  readonly #streams = new Map<number, Stream>()

  constructor(counters: UnnamedCounters) {
    this.#counters = counters
  }

  keep(packet: ReceivedPacket): void {
    const nowMs = packet.arrivedMs
    let stream = this.#streams.get(packet.ssrc)
    if (stream === undefined) {
      if (this.#streams.size >= STREAMS) {
        this.#counters.unnamedDropped += 1
        return
      }
      stream = { sinceMs: nowMs, packets: [], trialMs: nowMs + FIRST_TRIAL_MS }
      this.#streams.set(packet.ssrc, stream)
    }
    this.#counters.unnamedHeld += 1
    stream.packets.push(packet)
    this.#trim(stream, nowMs)
  }

  /**
   * The oldest packet of a stream, when it is time to ask whose key opens it. It has to be the oldest: davey takes no
   * frame from before the first that it opened for a person.
   */
  trial(ssrc: number, nowMs: MonotonicMs): ReceivedPacket | null {
    const stream = this.#streams.get(ssrc)
    if (stream === undefined || nowMs < stream.trialMs) return null
    stream.trialMs = nowMs + TRIAL_PAUSE_MS
    return stream.packets[0] ?? null
  }

  /** The stream has a name now: all of its packets, which are no longer kept. */
  release(ssrc: number): readonly ReceivedPacket[] {
    const stream = this.#streams.get(ssrc)
    if (stream === undefined) return []
    this.#streams.delete(ssrc)
    this.#counters.unnamedReleased += stream.packets.length
    return stream.packets
  }

  /** Gives up what has waited too long, and forgets streams that have fallen silent. */
  expire(nowMs: MonotonicMs): void {
    for (const [ssrc, stream] of this.#streams) {
      this.#trim(stream, nowMs)
      if (stream.packets.length === 0) this.#streams.delete(ssrc)
    }
  }

  /** A new voice session numbers its streams anew. */
  clear(): void {
    for (const { packets } of this.#streams.values()) this.#counters.unnamedDropped += packets.length
    this.#streams.clear()
  }

  /** Streams that have gone without a name for longer than packets wait. */
  waiting(nowMs: MonotonicMs): number {
    let count = 0
    for (const { sinceMs } of this.#streams.values()) if (nowMs - sinceMs > WAIT_MS) count += 1
    return count
  }

  #trim({ packets }: Stream, nowMs: MonotonicMs): void {
    let stale = Math.max(0, packets.length - PACKETS_PER_STREAM)
    for (let packet = packets[stale]; packet !== undefined; packet = packets[stale]) {
      if (nowMs - packet.arrivedMs <= WAIT_MS) break
      stale += 1
    }
    this.#counters.unnamedDropped += stale
    packets.splice(0, stale)
  }
}
