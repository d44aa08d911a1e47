import { describe, expect, test } from '@jest/globals'
import { clearHeader, contentOf, ReceivedPacket } from '../../../src/discord/voice/rtp.ts'

const SEAL = 20
const FRAME = Buffer.from('frame')

/** A header with these CSRCs and, if words are given, the announcement of an extension of that length. */
function header({
  csrcs = 0,
  words,
  padded = false,
  first = 0x80,
  type = 0x78,
}: {
  csrcs?: number
  words?: number
  padded?: boolean
  first?: number
  type?: number
}): Buffer {
  const bytes = Buffer.alloc(12 + csrcs * 4 + (words === undefined ? 0 : 4), 0xee)
  bytes[0] = first | csrcs | (words === undefined ? 0 : 0x10) | (padded ? 0x20 : 0)
  bytes[1] = type
  if (words !== undefined) bytes.writeUInt16BE(words, bytes.length - 2)
  return bytes
}

const withSeal = (clear: Buffer): Buffer => Buffer.concat([clear, Buffer.alloc(SEAL)])

describe('the clear header', () => {
  test.each([
    ['alone', header({}), 12],
    ['with the marker', header({ type: 0xf8 }), 12],
    ['with an extension', header({ words: 2 }), 16],
    ['with CSRCs', header({ csrcs: 3 }), 24],
    ['with both', header({ csrcs: 15, words: 1 }), 76],
  ])('%s', (_, clear, bytes) => {
    expect(clearHeader(withSeal(clear), SEAL)).toBe(bytes)
    expect(clearHeader(withSeal(clear).subarray(0, -1), SEAL)).toBe('runt')
  })

  test.each([
    ['RTP version 1', header({ first: 0x40 })],
    ['RTCP', header({ type: 0xc9 })],
    ['video', header({ type: 0x65 })],
  ])('is not for us: %s', (_, clear) => {
    expect(clearHeader(withSeal(clear), SEAL)).toBe('foreign')
  })

  test.each([0, 1, 8, 11])('is none in %d bytes', (length) => {
    expect(clearHeader(Buffer.alloc(length, 0x90), SEAL)).toBe('runt')
  })
})

describe('what a packet carries', () => {
  const padding = (length: number) => Buffer.alloc(length, length)
  test.each([
    ['a frame alone', header({}), [FRAME], FRAME],
    ['behind an extension', header({ words: 2 }), [Buffer.alloc(8), FRAME], FRAME],
    ['before padding', header({ padded: true }), [FRAME, padding(7)], FRAME],
    [
      'between both',
      header({ words: 1, padded: true, csrcs: 2 }),
      [Buffer.alloc(4), FRAME, padding(1)],
      FRAME,
    ],
    [
      'padding and nothing else',
      header({ words: 1, padded: true }),
      [Buffer.alloc(4), padding(255)],
      Buffer.alloc(0),
    ],
    ['more padding than there is', header({ padded: true }), [Buffer.from([1, 9])], null],
    [
      'padding into the extension',
      header({ words: 1, padded: true }),
      [Buffer.alloc(4), padding(2).fill(3)],
      null,
    ],
    ['no length of padding', header({ padded: true }), [FRAME, Buffer.alloc(1)], null],
    ['a longer extension than there is', header({ words: 9 }), [FRAME], null],
    ['nothing at all, said to be padded', header({ padded: true }), [], null],
  ])('%s', (_, clear, opened, expected) => {
    expect(contentOf(withSeal(clear), clear.length, Buffer.concat(opened))).toEqual(expected)
  })
})

test('a packet has its place from the header', () => {
  const clear = header({})
  clear.writeUInt16BE(65_535, 2)
  clear.writeUInt32BE(4_294_967_295, 4)
  clear.writeUInt32BE(7, 8)
  expect(new ReceivedPacket(FRAME, clear, 5)).toEqual({
    connection: 0,
    payload: FRAME,
    sequence: 65_535,
    timestamp: 4_294_967_295,
    ssrc: 7,
    arrivedMs: 5,
  })
})
