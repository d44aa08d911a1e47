import { randomInt } from 'node:crypto'

const PAYLOAD_TYPE_OPUS = 0x78
const VERSION_WITH_EXTENSION = 0x90
const PADDING_BIT = 0x20
const MARKER_BIT = 0x80
const HEADER_BYTES = 16
const TICKS_PER_FRAME = 960
/** One word of one-byte extensions (RFC 8285): id 1, an audio level (RFC 6464), then filling. */
const EXTENSION = Buffer.from([0x10, 0x7f, 0, 0])
const EXTENSION_WORDS = EXTENSION.length / 4

/** An RTP packet before the transport: the clear header (16 bytes) and what goes into the ciphertext. */
export interface RtpPacket {
  readonly header: Buffer
  readonly body: Buffer
}

/** How a packet differs from an ordinary one. */
export interface RtpDetails {
  readonly marker?: boolean
  /** Bytes of RTP padding; the last of them carries the count (RFC 3550, 5.1). 0 for none, at most 255. */
  readonly padding?: number
}

/** One sender's RTP stream. Its clock begins at a random value and runs at 48 kHz, whether the sender speaks or not. */
export class RtpStream {
  readonly ssrc: number
  readonly #firstTimestamp = randomInt(2 ** 32)
  #sequence = randomInt(2 ** 16)

  constructor(ssrc: number) {
    this.ssrc = ssrc
  }

  /** The next packet; `frame` counts 20 ms frames since the stream began. */
  packet(frame: number, payload: Buffer, { marker = false, padding = 0 }: RtpDetails = {}): RtpPacket {
    const header = Buffer.allocUnsafe(HEADER_BYTES)
    header.writeUInt8(VERSION_WITH_EXTENSION | (padding > 0 ? PADDING_BIT : 0), 0)
    header.writeUInt8(PAYLOAD_TYPE_OPUS | (marker ? MARKER_BIT : 0), 1)
    header.writeUInt16BE(this.#sequence, 2)
    header.writeUInt32BE((this.#firstTimestamp + frame * TICKS_PER_FRAME) % 2 ** 32, 4)
    header.writeUInt32BE(this.ssrc, 8)
    header.writeUInt16BE(0xbede, 12)
    header.writeUInt16BE(EXTENSION_WORDS, 14)
    this.#sequence = (this.#sequence + 1) % 2 ** 16
    return { header, body: Buffer.concat([EXTENSION, payload, paddingOf(padding)]) }
  }
}

function paddingOf(length: number): Buffer {
  const padding = Buffer.alloc(length)
  if (length > 0) padding.writeUInt8(length, length - 1)
  return padding
}
