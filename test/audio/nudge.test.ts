import { expect, test } from '@jest/globals'
import { nudge } from '../../src/audio/nudge.ts'

const sine = (length: number): Int16Array =>
  Int16Array.from({ length }, (_, i) => Math.round(10_000 * Math.sin((2 * Math.PI * 1000 * i) / 16_000)))

test.each([40, 320, 1920])(
  'a frame of %d samples becomes one longer or shorter, and its ends stay',
  (length) => {
    const frame = sine(length)
    for (const by of [1, -1] as const) {
      const nudged = nudge(frame, by)
      expect(nudged.length).toBe(length + by)
      expect([nudged[0], nudged[1]]).toEqual([frame[0], frame[1]])
      expect(Array.from(nudged.subarray(-2))).toEqual(Array.from(frame.subarray(-2)))
    }
  },
)

test('a sine has no step in it afterwards', () => {
  const steepest = (samples: Int16Array): number =>
    samples.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (samples[i - 1] ?? 0))), 0)
  const frame = sine(320)
  expect(steepest(nudge(frame, 1))).toBeLessThan(steepest(frame) * 1.05)
  expect(steepest(nudge(frame, -1))).toBeLessThan(steepest(frame) * 1.05)
})
