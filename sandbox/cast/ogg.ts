/** Ogg pages as voice messages come in (RFC 3533, and RFC 7845 for Opus in them). */

const SERIAL = 0x5a4d_b0c5
const [FIRST, LAST] = [2, 4]
/** How far libopus looks ahead, in 48 kHz samples: what its encoder says first is not sound yet. */
const PRE_SKIP = 312
/** Fifty packets of 20 ms, as most programs write them. */
const PACKETS_PER_PAGE = 50
const FRAME_SAMPLES = 960

export interface OggOptions {
  /** As the head tells it; default one. */
  readonly channels?: number
  /** The head's "channel mapping family"; default 0, one stream of one or two channels. */
  readonly family?: number
  /** Bytes of a picture or the like in the tags; over 65,025 they go on over the end of their page. */
  readonly tagBytes?: number
}

/** An Ogg file of 20 ms Opus packets, such as a voice message. */
export function oggOpus(packets: readonly Buffer[], options: OggOptions = {}): Buffer {
  const pages: Buffer[] = []
  const add = (content: readonly Buffer[], flags: number, granule: number): void => {
    pages.push(...pagesOf(content, { flags, granule, sequence: pages.length }))
  }
  add([headOf(options)], FIRST, 0)
  add([tagsOf(options.tagBytes ?? 0)], 0, 0)
  for (let from = 0; from < packets.length; from += PACKETS_PER_PAGE) {
    const to = Math.min(packets.length, from + PACKETS_PER_PAGE)
    add(packets.slice(from, to), to === packets.length ? LAST : 0, to * FRAME_SAMPLES)
  }
  return Buffer.concat(pages)
}

/** The Opus packets of such a file, without its head and tags; null where it is none. */
export function readOggOpus(file: Buffer): Buffer[] | null {
  const packets: Buffer[] = []
  let open: Buffer[] = []
  for (let at = 0; at + 27 <= file.length && file.toString('latin1', at, at + 4) === 'OggS'; ) {
    const table = file.subarray(at + 27, at + 27 + file.readUInt8(at + 26))
    at += 27 + table.length
    for (const length of table) {
      open.push(file.subarray(at, at + length))
      at += length
      if (length === 255) continue
      packets.push(Buffer.concat(open))
      open = []
    }
  }
  return packets[0]?.toString('latin1', 0, 8) === 'OpusHead' ? packets.slice(2) : null
}

function headOf({ channels = 1, family = 0 }: OggOptions): Buffer {
  const head = Buffer.alloc(family === 0 ? 19 : 21 + channels)
  head.write('OpusHead', 'latin1')
  head.writeUInt8(1, 8)
  head.writeUInt8(channels, 9)
  head.writeUInt16LE(PRE_SKIP, 10)
  head.writeUInt32LE(48_000, 12)
  head.writeUInt8(family, 18)
  if (family !== 0) head.writeUInt8(1, 19)
  return head
}

function tagsOf(bytes: number): Buffer {
  const vendor = Buffer.from('sandbox')
  const tags = Buffer.alloc(16 + vendor.length + bytes)
  tags.write('OpusTags', 'latin1')
  tags.writeUInt32LE(vendor.length, 8)
  vendor.copy(tags, 12)
  return tags
}

interface Place {
  readonly flags: number
  readonly granule: number
  readonly sequence: number
}

/** As many pages as the packets need: 255 segments of at most 255 bytes each fill one. */
function pagesOf(packets: readonly Buffer[], { flags, granule, sequence }: Place): Buffer[] {
  const segments = packets.flatMap((packet) => {
    const count = Math.floor(packet.length / 255) + 1
    return Array.from({ length: count }, (_, part) => packet.subarray(part * 255, (part + 1) * 255))
  })
  return Array.from({ length: Math.ceil(segments.length / 255) }, (_, page) => {
    const own = segments.slice(page * 255, (page + 1) * 255)
    const continued = page > 0 && segments[page * 255 - 1]?.length === 255
    return pageOf(own, { flags: flags | (continued ? 1 : 0), granule, sequence: sequence + page })
  })
}

function pageOf(segments: readonly Buffer[], { flags, granule, sequence }: Place): Buffer {
  const head = Buffer.alloc(27 + segments.length)
  head.write('OggS', 'latin1')
  head.writeUInt8(flags, 5)
  head.writeBigUInt64LE(BigInt(granule), 6)
  head.writeUInt32LE(SERIAL, 14)
  head.writeUInt32LE(sequence, 18)
  head.writeUInt8(segments.length, 26)
  for (const [at, { length }] of segments.entries()) head.writeUInt8(length, 27 + at)
  const page = Buffer.concat([head, ...segments])
  page.writeUInt32LE(checksum(page), 22)
  return page
}

/** "CRC-32 … generator polynomial 0x04c11db7", neither reflected nor inverted (RFC 3533, 6). */
function checksum(page: Buffer): number {
  let sum = 0
  for (const byte of page) {
    sum ^= byte << 24
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 0x8000_0000 ? (sum << 1) ^ 0x04c1_1db7 : sum << 1
  }
  return sum >>> 0
}
