import { describe, expect, test } from '@jest/globals'
import { looksSealed } from '../../../src/discord/voice/frame-keys.ts'

const SILENCE = Buffer.from([0xf8, 0xff, 0xfe])

describe('the mark of a sealed frame', () => {
  const frame = (length: number, ...end: number[]) =>
    Buffer.concat([Buffer.alloc(length - end.length, 1), Buffer.from(end)])
  test.each([
    ['a DAVE frame', frame(90, 12, 0xfa, 0xfa), true],
    ['with a longer nonce', frame(90, 14, 0xfa, 0xfa), true],
    ['plain Opus', frame(90, 1, 2, 3), false],
    ['the marker alone', frame(90, 3, 0xfa, 0xfa), false],
    ['a supplement longer than the frame', frame(20, 21, 0xfa, 0xfa), false],
    ['half a marker', frame(90, 12, 0xfa, 0xfb), false],
    ['the silence frame', SILENCE, false],
    ['nothing', Buffer.alloc(0), false],
  ])('%s', (_, packet, expected) => {
    expect(looksSealed(packet)).toBe(expected)
  })
})
