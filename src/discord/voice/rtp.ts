import type { OpusPacket } from '../../audio/packet.ts'
import type { MonotonicMs, RtpTime } from '../../base/ids.ts'

const FIXED_HEADER_BYTES = 12
const CSRC_BYTES = 4
const EXTENSION_PREAMBLE_BYTES = 4
const EXTENSION_WORD_BYTES = 4
const VERSION_2 = 2
const PADDING_BIT = 0x20
const EXTENSION_BIT = 0x10
const CSRC_COUNT_MASK = 0x0f
const PAYLOAD_TYPE_MASK = 0x7f
/** Discord's payload type of Opus; its RTCP and video come over the same socket with others. */
const OPUS_PAYLOAD_TYPE = 0x78

/** What is in a datagram by its clear part: the length of that, or why there is nothing for us in it. */
export type Clear = number | 'runt' | 'foreign'

/**
 * The length of the clear, authenticated header of an Opus packet in the `rtpsize` modes: the RTP header with its
 * CSRCs and, if there is an extension, the four bytes that announce it (RFC 3550, 5.1 and 5.3.1; the extension
 * itself is sealed). At least `sealBytes` more must follow.
 */
export function clearHeader(datagram: Buffer, sealBytes: number): Clear {
  const first = datagram[0]
  const second = datagram[1]
  if (first === undefined || second === undefined || datagram.length < FIXED_HEADER_BYTES) return 'runt'
  if (first >> 6 !== VERSION_2 || (second & PAYLOAD_TYPE_MASK) !== OPUS_PAYLOAD_TYPE) return 'foreign'
  const extension = (first & EXTENSION_BIT) === 0 ? 0 : EXTENSION_PREAMBLE_BYTES
  const bytes = FIXED_HEADER_BYTES + (first & CSRC_COUNT_MASK) * CSRC_BYTES + extension
  return datagram.length < bytes + sealBytes ? 'runt' : bytes
}

/**
 * What an opened packet carries, without the padding behind and the extension before it; null when their lengths
 * do not fit into the packet. The count of padding bytes is the last of them (RFC 3550, 5.1).
 */
export function contentOf(datagram: Buffer, headerBytes: number, opened: Buffer): Buffer | null {
  const first = datagram[0] ?? 0
  let from = 0
  let to = opened.length
  if ((first & EXTENSION_BIT) !== 0) from = EXTENSION_WORD_BYTES * datagram.readUInt16BE(headerBytes - 2)
  if ((first & PADDING_BIT) !== 0) {
    const padding = opened[to - 1] ?? 0
    if (padding === 0) return null
    to -= padding
  }
  return from > to ? null : opened.subarray(from, to)
}

/** An Opus packet with the place that its RTP header gives it. What is in it may be sealed still. */
export class ReceivedPacket implements OpusPacket {
  payload: Buffer
  readonly sequence: number
  readonly timestamp: RtpTime
  readonly ssrc: number
  connection = 0
  readonly arrivedMs: MonotonicMs

  constructor(payload: Buffer, datagram: Buffer, arrivedMs: MonotonicMs) {
    this.payload = payload
    this.sequence = datagram.readUInt16BE(2)
    this.timestamp = datagram.readUInt32BE(4)
    this.ssrc = datagram.readUInt32BE(8)
    this.arrivedMs = arrivedMs
  }
}
