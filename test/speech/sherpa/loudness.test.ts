import { describe, expect, test } from '@jest/globals'
import { Loudness } from '../../../src/speech/sherpa/loudness.ts'

/** 50 ms of a 400 Hz tone with this peak (1 = full scale). */
const tone = (peak: number): Int16Array =>
  Int16Array.from({ length: 800 }, (_, i) => Math.round(Math.sin((i * Math.PI) / 20) * peak * 32767))

const peakOf = (samples: Float32Array): number => samples.reduce((most, sample) => Math.max(most, sample), 0)

/** The peak of the last of this much sound. */
function peakAfter(seconds: number, peak: number, loudness = new Loudness()): number {
  let last = 0
  for (let i = 0; i < seconds * 20; i += 1) last = peakOf(loudness.level(tone(peak)))
  return last
}

describe('loudness', () => {
  test('of a quiet speaker comes up within two seconds', () => {
    expect(peakAfter(0.05, 0.1)).toBeCloseTo(0.105, 2)
    expect(peakAfter(2, 0.1)).toBeCloseTo(0.6, 2)
  })

  test('is raised six times at most', () => {
    expect(peakAfter(10, 0.05)).toBeCloseTo(0.3, 2)
  })

  test('of a loud speaker comes down at once', () => {
    expect(peakAfter(0.05, 1)).toBeCloseTo(0.6, 2)
  })

  test('is not learnt from what is hardly there', () => {
    expect(peakAfter(10, 0.01)).toBeCloseTo(0.01, 3)
  })

  test('is remembered over a pause and some quieter words', () => {
    const loudness = new Loudness()
    peakAfter(3, 0.6, loudness)
    peakAfter(3, 0, loudness)
    expect(peakAfter(1, 0.3, loudness)).toBeLessThan(0.34)
  })

  test('never leaves [-1, 1]', () => {
    const loudness = new Loudness()
    peakAfter(3, 0.1, loudness)
    const samples = loudness.level(Int16Array.from([32767, -32768, 0]))
    expect([...samples].every((sample) => Math.abs(sample) <= 1)).toBe(true)
  })
})
