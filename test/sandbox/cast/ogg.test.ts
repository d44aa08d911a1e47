import { expect, test } from '@jest/globals'
import { oggOpus, readOggOpus } from '../../../sandbox/cast/ogg.ts'

const packets = [3, 254, 255, 256, 700, 1].map((length, at) => Buffer.alloc(length, at))

test.each([[0], [400_000]])(
  'the packets of a file are read as they were written (%d bytes of tags)',
  (tagBytes) => {
    const many = Array.from({ length: 30 }, () => packets).flat()
    expect(readOggOpus(oggOpus(many, { tagBytes }))).toEqual(many)
  },
)

test('another file is none', () => {
  expect(readOggOpus(Buffer.from('RIFF and so on'))).toBeNull()
})
