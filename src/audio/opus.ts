import opus from '@discordjs/opus'
import { SAMPLE_RATE } from './pcm.ts'

/** What a Discord client sends five times when its person stops talking: 20 ms of nothing. */
const SILENCE_FRAME = [0xf8, 0xff, 0xfe] as const

/** The lower two bits of a packet's first byte say how many frames follow; 0 is one frame (RFC 6716, 3.1). */
const ONE_FRAME_MASK = 0xfc

export function isSilenceFrame(payload: Buffer): boolean {
  return (
    payload.length === SILENCE_FRAME.length &&
    payload[0] === SILENCE_FRAME[0] &&
    payload[1] === SILENCE_FRAME[1] &&
    payload[2] === SILENCE_FRAME[2]
  )
}

/** The longest packet that may be all zeros after its first byte: frames of silence are coded in a few. */
const CODED_SILENCE_BYTES = 3

/**
 * Some voice servers send packets filled with zeros, which no encoder makes. libopus does not refuse them: one that
 * begins as a fullband frame comes out as noise of -24 dB.
 */
function isBlank(payload: Buffer): boolean {
  // The last byte settles it for all but a few packets of real speech.
  if (payload.length <= CODED_SILENCE_BYTES || payload[payload.length - 1] !== 0) return false
  for (let at = payload.length - 2; at > 0; at -= 1) if (payload[at] !== 0) return false
  return true
}

/**
 * Opens the packets of one encoder, in order, to 16 kHz mono: libopus decodes at that rate itself (nothing above
 * 8 kHz is folded back) and mixes stereo down. Its memory is freed with the object; there is nothing to close.
 */
export class OpusDecoder {
  readonly #decoder = new opus.OpusEncoder(SAMPLE_RATE, 1)
  /** A packet of one frame without content, in the last packet's mode. Empty before the first packet. */
  #absent = Buffer.alloc(0)

  /** The packet's samples, fresh memory; null when libopus refuses it, or there is nothing in it but zeros. */
  decode(payload: Buffer): Int16Array | null {
    const toc = payload[0]
    // libopus takes an empty packet for six lost ones and invents 360 ms.
    if (toc === undefined || isBlank(payload)) return null
    try {
      const samples = view(this.#decoder.decode(payload))
      if (this.#absent[0] !== (toc & ONE_FRAME_MASK)) this.#absent = Buffer.of(toc & ONE_FRAME_MASK)
      return samples
    } catch {
      // The addon throws for nothing but a packet that libopus refuses: it came from outside, and is the caller's to count.
      return null
    }
  }

  /**
   * What a lost packet may have sounded like: one frame of libopus' own concealment, which goes on in the pitch of
   * what came before and fades. Null before the first packet. A frame without content asks for it (RFC 6716, 2.1.7).
   */
  conceal(): Int16Array | null {
    return this.#absent.length === 0 ? null : view(this.#decoder.decode(this.#absent))
  }
}

const view = (pcm: Buffer): Int16Array =>
  new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / Int16Array.BYTES_PER_ELEMENT)
