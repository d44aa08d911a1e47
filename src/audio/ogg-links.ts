import { UserError } from '../base/errors.ts'
import type { ReadAt } from './wave.ts'

/** Whole pages of one link. */
export interface LinkPages {
  /** Counts from 0. */
  readonly link: number
  readonly bytes: Buffer
}

/** Read at once: no page is longer (RFC 3533, 6: 27 bytes, 255 segments of at most 255 bytes). */
const PIECE_BYTES = 65_536
const HEAD_BYTES = 27
const MAGIC = Buffer.from('OggS')
/** "header_type_flag … 0x02: first page of a logical bitstream" (RFC 3533, 6). */
const FIRST_PAGE = 2
/** A decoder is made for each: no recorder joins so many, and a file that says so was made to cost something. */
const MOST_LINKS = 1_000

/**
 * An Ogg file's pages in their order, cut where one link of a chain ends and the next begins: files that were joined
 * as they are, or a radio's songs (RFC 3533, 4: "grouped" streams begin together; one that begins after other pages is
 * chained). A page that is cut off at the end is left out. Throws a UserError where something else than a page stands.
 */
export async function* oggLinks(read: ReadAt): AsyncGenerator<LinkPages> {
  let rest: Buffer = Buffer.alloc(0)
  let [link, begun] = [0, false]
  for (let at = 0; ; ) {
    const piece = await read(at, PIECE_BYTES)
    if (piece.length === 0) return
    at += piece.length
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    let [from, to] = [0, 0]
    for (let length = pageBytes(bytes, to); length !== null; length = pageBytes(bytes, to)) {
      const first = (bytes.readUInt8(to + 5) & FIRST_PAGE) !== 0
      if (first && begun) {
        if (to > from) yield { link, bytes: bytes.subarray(from, to) }
        from = to
        link += 1
        if (link >= MOST_LINKS) throw new UserError(({ files }) => files.media.oggLaidOut)
      }
      begun = !first
      to += length
    }
    if (to > from) yield { link, bytes: bytes.subarray(from, to) }
    rest = bytes.subarray(to)
  }
}

/** How long the page is that begins there; null: not all of it is here. */
function pageBytes(bytes: Buffer, at: number): number | null {
  if (bytes.length < at + HEAD_BYTES) return null
  if (!bytes.subarray(at, at + MAGIC.length).equals(MAGIC))
    throw new UserError(({ files }) => files.media.oggDamaged)
  const segments = bytes.readUInt8(at + HEAD_BYTES - 1)
  const table = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + segments)
  const length = HEAD_BYTES + segments + table.reduce((sum, size) => sum + size, 0)
  return bytes.length < at + length ? null : length
}
