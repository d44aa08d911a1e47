import { expect, test } from '@jest/globals'
import { opusMs } from '../../src/audio/opus-length.ts'
import { encode, microphone, tone } from '../support/opus-packets.ts'

test.each([10, 20, 40, 60])('a packet of %d ms that the encoder makes is that long', (frameMs) => {
  for (const packet of encode(microphone(480, tone(440)), { frameMs })) expect(opusMs(packet)).toBe(frameMs)
})

test.each([
  ['a narrow one of 60 ms', [3 << 3], 60],
  ['a hybrid of 20 ms', [13 << 3], 20],
  ['a short one of 2.5 ms', [16 << 3], 2.5],
  ['two frames', [(31 << 3) | 1], 40],
  ['two frames of their own lengths', [(31 << 3) | 2], 40],
  ['six frames', [(31 << 3) | 3, 6], 120],
  ['more frames than may be', [(31 << 3) | 3, 7], 0],
  ['a count that is missing', [(31 << 3) | 3], 0],
  ['nothing', [], 0],
])('%s', (_, bytes, ms) => {
  expect(opusMs(Uint8Array.from(bytes))).toBe(ms)
})
