import opus from '@discordjs/opus'
import type { OpusPacket } from '../../src/audio/packet.ts'

/** Opus' own rate: what a microphone gives the encoder. */
export const MICROPHONE_RATE = 48_000
const TICKS_PER_MS = MICROPHONE_RATE / 1000

/** What a Discord client sends five times at the end of a talk. */
export const SILENCE_FRAME = Buffer.of(0xf8, 0xff, 0xfe)
export const SILENCE_FRAMES = 5

/** Samples at 48 kHz, of `toSample(seconds)` from -1 to 1. */
export function microphone(ms: number, toSample: (seconds: number) => number): Int16Array {
  return Int16Array.from({ length: ms * TICKS_PER_MS }, (_, i) =>
    Math.round(32767 * toSample(i / MICROPHONE_RATE)),
  )
}

export const tone =
  (hertz: number, amplitude = 0.3) =>
  (seconds: number): number =>
    amplitude * Math.sin(2 * Math.PI * hertz * seconds)

export interface EncodeOptions {
  readonly frameMs?: number
  /** With 2, samples are interleaved. */
  readonly channels?: 1 | 2
  readonly bitrate?: number
}

/** The real encoder's packets of this sound; what does not fill a frame is left out. */
export function encode(sound: Int16Array, options: EncodeOptions = {}): Buffer[] {
  const { frameMs = 20, channels = 1, bitrate } = options
  const encoder = new opus.OpusEncoder(MICROPHONE_RATE, channels)
  if (bitrate !== undefined) encoder.setBitrate(bitrate)
  const bytes = Buffer.from(sound.buffer, sound.byteOffset, sound.byteLength)
  const frameBytes = frameMs * TICKS_PER_MS * channels * Int16Array.BYTES_PER_ELEMENT
  const packets: Buffer[] = []
  for (let from = 0; from + frameBytes <= bytes.length; from += frameBytes)
    packets.push(encoder.encode(bytes.subarray(from, from + frameBytes)))
  return packets
}

export interface SenderOptions {
  readonly ssrc?: number
  /** The first packet's. */
  readonly sequence?: number
  /** RTP time at 0 ms. */
  readonly timestamp?: number
  readonly frameMs?: number
  /** How much longer the sender's milliseconds are than ours. */
  readonly skew?: number
  /** False: RTP time stands still in pauses, as with senders that only count what they send. */
  readonly clockRunsInPauses?: boolean
}

/** Stamps packets as a Discord client does. They "arrive" when their first sample was said. */
export class Sender {
  readonly #frameMs: number
  readonly #skew: number
  readonly #clockRunsInPauses: boolean
  readonly #timestampAtZero: number
  readonly ssrc: number
  #sequence: number
  #ticks = 0

  constructor(options: SenderOptions = {}) {
    this.ssrc = options.ssrc ?? 1
    this.#frameMs = options.frameMs ?? 20
    this.#skew = options.skew ?? 0
    this.#clockRunsInPauses = options.clockRunsInPauses ?? true
    this.#timestampAtZero = options.timestamp ?? 0
    this.#sequence = options.sequence ?? 0
  }

  /** The packets of one talk from `atMs` (on our clock), followed by silence frames unless told otherwise. */
  talk(atMs: number, payloads: readonly Buffer[], silenceFrames = SILENCE_FRAMES): OpusPacket[] {
    const frames = [...payloads, ...Array<Buffer>(silenceFrames).fill(SILENCE_FRAME)]
    if (this.#clockRunsInPauses) this.#ticks = Math.round((atMs / (1 + this.#skew)) * TICKS_PER_MS)
    return frames.map((payload, index) => {
      const packet: OpusPacket = {
        payload,
        ssrc: this.ssrc,
        sequence: this.#sequence,
        timestamp: (this.#timestampAtZero + this.#ticks) >>> 0,
        arrivedMs: atMs + index * this.#frameMs * (1 + this.#skew),
      }
      this.#sequence = (this.#sequence + 1) & 0xffff
      this.#ticks += this.#frameMs * TICKS_PER_MS
      return packet
    })
  }
}

export interface SpeechOptions {
  readonly ssrc: number
  /** When the first packet arrives; the others follow at their pace. */
  readonly arrivedMs: number
  readonly lastsMs: number
}

/** Each goes on counting from its last talk, as a real one does. */
const speakers = new Map<number, Sender>()

/** One talk of something loud, without silence frames at its end: for tests that only care that there is sound. */
export function speech({ ssrc, arrivedMs, lastsMs }: SpeechOptions): OpusPacket[] {
  const sender = speakers.get(ssrc) ?? new Sender({ ssrc })
  speakers.set(ssrc, sender)
  return sender.talk(arrivedMs, encode(microphone(lastsMs, tone(440))), 0)
}
