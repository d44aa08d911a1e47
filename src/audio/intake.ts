import type { MonotonicMs, SessionMs } from '../base/ids.ts'
import { isSilenceFrame } from './opus.ts'
import { type IntakePhase, Pacer, type Placing } from './pacer.ts'
import type { OpusPacket } from './packet.ts'
import { type PcmChunk, SAMPLES_PER_MS } from './pcm.ts'
import { REORDER_MS, type ReorderCounters } from './reorder.ts'
import { RtpStream } from './rtp-stream.ts'
import { DISBELIEF_SAMPLES } from './timeline.ts'

export type { IntakePhase } from './pacer.ts'

/**
 * How far behind real time silence is fed: a packet of 20 ms that waited for the one before it still finds its
 * place.
 */
const PACE_BEHIND_SAMPLES = (REORDER_MS + 20) * SAMPLES_PER_MS
/**
 * What comes this long after the last tick was held up with the whole process. If it is a tick, timers ran before the
 * sockets were read, and what arrived meanwhile is still to come, within as long again.
 */
const LATE_TICK_MS = 100
/** How much of a loss is filled with invented sound; what is longer than this is no longer like what was said. */
const CONCEAL_SAMPLES = 60 * SAMPLES_PER_MS
/** How far sound may run ahead of real time: after a stall packets come in a burst, but no sender may flood us. */
const MAX_AHEAD_SAMPLES = 3000 * SAMPLES_PER_MS
/** Every how many packets decoding is timed. Reading the clock twice takes 0.1 µs, decoding some 30. */
const TIMED_EVERY = 64

export interface IntakeOptions {
  /** Session time zero on the monotonic clock. */
  readonly startedMs: MonotonicMs
  /** Silence to feed after speech, in ms. */
  readonly tailMs: number
  /** Takes each chunk, in order, from within `accept`, `tick` and `end`. */
  readonly emit: (chunk: PcmChunk) => void
  /** Told of sound that never came: packets missing from the sequence. */
  readonly lost?: (fromMs: SessionMs, toMs: SessionMs) => void
  /** The clock, for timing the decoder now and then; left out, it is not timed. */
  readonly now?: (() => MonotonicMs) | undefined
}

/** How long decoding takes, from one packet in `TIMED_EVERY`. */
export interface DecodeTimes {
  packets: number
  ms: number
}

/** Counts of packets since the speaker was first heard. */
export interface IntakeCounters extends ReorderCounters {
  /** All that came, whatever became of them. */
  received: number
  /** Refused by libopus; silence stands in their place. */
  undecodable: number
  /** Without content: padding. */
  empty: number
  /** Sent faster than real time for so long that they were dropped. */
  excess: number
}

/**
 * One speaker's way from Opus packets to 50 ms chunks of 16 kHz PCM with their true session times: puts packets in
 * order, places them by RTP time, conceals short losses, and feeds silence after speech so that a turn can end.
 * Pure with respect to time. Nothing to close: after `end` the next packet simply begins anew.
 */
export class Intake {
  readonly counters: Readonly<IntakeCounters>
  readonly decodeTimes: Readonly<DecodeTimes>
  readonly #decodeTimes: DecodeTimes = { packets: 0, ms: 0 }
  readonly #counters: IntakeCounters
  readonly #startedMs: MonotonicMs
  readonly #lost: ((fromMs: SessionMs, toMs: SessionMs) => void) | undefined
  readonly #now: (() => MonotonicMs) | undefined
  readonly #pacer: Pacer
  readonly #placing: Placing = { at: 0, follows: false }
  #stream: RtpStream | null = null
  /** When the last tick was; before there was any, when the first packet came. */
  #tickedMs: MonotonicMs = Number.NaN
  /** Since when the process stood still, and until when packets come that waited for it. */
  #heldUp = { sinceMs: 0, untilMs: Number.NEGATIVE_INFINITY }
  #spokenSamples = 0
  /** Always a number, so that it is stored for every packet without an allocation. */
  #playingMs: MonotonicMs = Number.NaN

  constructor({ startedMs, tailMs, emit, lost, now }: IntakeOptions) {
    this.#startedMs = startedMs
    this.#lost = lost
    this.#now = now
    this.#pacer = new Pacer(tailMs, emit)
    this.#counters = { received: 0, lost: 0, late: 0, duplicated: 0, undecodable: 0, empty: 0, excess: 0 }
    this.counters = this.#counters
    this.decodeTimes = this.#decodeTimes
  }

  /** From now on so much silence is fed after speech, in ms. */
  set tailMs(ms: number) {
    this.#pacer.tailMs = ms
  }

  get phase(): IntakePhase {
    return this.#pacer.phase
  }

  /** Milliseconds of real sound so far: what was decoded, without silence frames and without what was invented. */
  get spokenMs(): number {
    return this.#spokenSamples / SAMPLES_PER_MS
  }

  /** When the packet came whose sound is being emitted; NaN while it is silence that nobody sent. */
  get playingMs(): MonotonicMs {
    return this.#playingMs
  }

  /** Takes a packet as it arrives, in any order. Never throws for what is in it. */
  accept(packet: OpusPacket): void {
    this.#counters.received += 1
    this.#noteTime(packet.arrivedMs)
    if (this.#stream?.ssrc !== packet.ssrc || this.#stream.connection !== packet.connection) {
      if (this.#stream !== null) this.#play(this.#stream, Number.POSITIVE_INFINITY)
      this.#stream = new RtpStream(packet, this.#counters)
    }
    this.#stream.reorder.push(packet)
    this.#play(this.#stream, packet.arrivedMs)
  }

  /** Lets time pass: about every 50 ms, but late or irregular calls do no harm. */
  tick(nowMs: MonotonicMs): void {
    this.#noteTime(nowMs)
    this.#tickedMs = nowMs
    if (this.#stream === null) return
    this.#play(this.#stream, nowMs)
    // What waits behind a hole will say where it belongs; silence must not take its place.
    if (this.#stream.reorder.waiting) return
    const { sinceMs, untilMs } = this.#heldUp
    const readUpTo = nowMs <= untilMs ? sinceMs : nowMs
    this.#pacer.silenceTo(Math.floor(this.#positionAt(readUpTo)) - PACE_BEHIND_SAMPLES)
  }

  /** The speaker left, or the session stops: waits for nothing, and completes the last chunk with silence. */
  end(): void {
    if (this.#stream !== null) this.#play(this.#stream, Number.POSITIVE_INFINITY)
    this.#pacer.end()
  }

  /** What is in hand is not to be heard: packets that wait and the chunk that is not full are forgotten. */
  drop(): void {
    this.#stream = null
    this.#pacer.drop()
  }

  #noteTime(nowMs: MonotonicMs): void {
    if (Number.isNaN(this.#tickedMs)) this.#tickedMs = nowMs
    if (nowMs - this.#tickedMs <= LATE_TICK_MS) return
    const { sinceMs, untilMs } = this.#heldUp
    this.#heldUp = { sinceMs: nowMs <= untilMs ? sinceMs : this.#tickedMs, untilMs: nowMs + LATE_TICK_MS }
  }

  /** How late, in samples, a packet that arrived then may be and still belong where RTP time says. */
  #believed(arrivedMs: MonotonicMs): number {
    const { sinceMs, untilMs } = this.#heldUp
    return DISBELIEF_SAMPLES + (arrivedMs <= untilMs ? (arrivedMs - sinceMs) * SAMPLES_PER_MS : 0)
  }

  #positionAt(nowMs: MonotonicMs): number {
    return (nowMs - this.#startedMs) * SAMPLES_PER_MS
  }

  #play(stream: RtpStream, nowMs: MonotonicMs): void {
    for (let packet = stream.reorder.next(nowMs); packet !== null; packet = stream.reorder.next(nowMs))
      this.#playOne(stream, packet)
    this.#playingMs = Number.NaN
  }

  #playOne(stream: RtpStream, packet: OpusPacket): void {
    stream.missing += stream.reorder.skipped
    if (packet.payload.length === 0) {
      this.#counters.empty += 1
      return
    }
    this.#playingMs = packet.arrivedMs
    const arrival = this.#positionAt(packet.arrivedMs)
    this.#placing.follows = packet.timestamp === stream.expected
    this.#placing.at = stream.timeline.place(packet.timestamp, arrival, this.#believed(packet.arrivedMs))
    // As long as such packets come, the burst is not read to its end.
    const { arrivedMs } = packet
    if (arrivedMs <= this.#heldUp.untilMs && arrival - this.#placing.at > DISBELIEF_SAMPLES)
      this.#heldUp.untilMs = arrivedMs + LATE_TICK_MS
    if (stream.missing > 0) this.#bridge(stream, stream.missingBefore(packet.timestamp))
    if (this.#pacer.position - arrival > MAX_AHEAD_SAMPLES) {
      this.#dropExcess(stream)
      return
    }
    const frame = this.#decode(stream, packet.payload)
    if (frame === null) {
      this.#counters.undecodable += 1
      return
    }
    const isSilence = isSilenceFrame(packet.payload)
    stream.played(packet.timestamp, frame.length)
    stream.brokeOffAt = isSilence ? null : this.#placing.at + frame.length
    if (isSilence) {
      this.#pacer.pause(frame, this.#placing)
      return
    }
    this.#spokenSamples += frame.length
    this.#pacer.speech(frame, this.#placing)
  }

  /** It arrived, and is as lost as what did not. */
  #dropExcess(stream: RtpStream): void {
    this.#counters.excess += 1
    const from = Math.max(this.#placing.at, stream.droppedTo)
    stream.droppedTo = from + stream.frameSamples
    this.#tellLost(from, stream.droppedTo)
  }

  #decode({ decoder }: RtpStream, payload: Buffer): Int16Array | null {
    if (this.#now === undefined || this.#counters.received % TIMED_EVERY !== 0) return decoder.decode(payload)
    const before = this.#now()
    const frame = decoder.decode(payload)
    this.#decodeTimes.ms += this.#now() - before
    this.#decodeTimes.packets += 1
    return frame
  }

  /** Reports the sound missing before the packet at hand, and fills the beginning of its place with a guess. */
  #bridge(stream: RtpStream, missing: number): void {
    stream.missing = 0
    const { at } = this.#placing
    // A pause may lie in the hole as well: behind what is missing where speech broke off, and before it where it had
    // ended. What comes in a burst is all placed near its arrival: then there is no hole, and as much is missing.
    const from = stream.brokeOffAt ?? at - missing
    this.#tellLost(from, from + missing)
    if (!this.#pacer.inSpeech) return
    // No longer than what is missing: a word with more sound in it than was said may be heard twice.
    const end = Math.min(at, this.#pacer.position + Math.min(missing, CONCEAL_SAMPLES))
    while (this.#pacer.position < end) {
      const guess = stream.decoder.conceal()
      if (guess === null) return
      this.#pacer.conceal(guess, end - this.#pacer.position)
    }
  }

  #tellLost(from: number, to: number): void {
    const begun = Math.max(from, 0)
    if (begun < to) this.#lost?.(begun / SAMPLES_PER_MS, to / SAMPLES_PER_MS)
  }
}
