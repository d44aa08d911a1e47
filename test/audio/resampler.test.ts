import { describe, expect, test } from '@jest/globals'
import { Resampler } from '../../src/audio/resampler.ts'

const SECOND = 16_000

/** A second of this tone, in pieces of this length. */
function resampled(rate: number, hertz: number, piece = 1_000): Int16Array {
  const resampler = new Resampler(rate)
  const sound = Float32Array.from(
    { length: rate },
    (_, at) => 0.5 * Math.sin((2 * Math.PI * hertz * at) / rate),
  )
  const made: number[] = []
  for (let from = 0; from < rate; from += piece)
    made.push(...resampler.push(sound.subarray(from, from + piece)))
  made.push(...resampler.flush())
  return Int16Array.from(made)
}

/** In dB below the tone's own level, what is not this tone at this place in time; without the edges. */
function error(sound: Int16Array, hertz: number): number {
  let squares = 0
  for (let at = 800; at < SECOND - 800; at += 1) {
    const wanted = 16_384 * Math.sin((2 * Math.PI * hertz * at) / SECOND)
    squares += ((sound[at] ?? 0) - wanted) ** 2
  }
  return 10 * Math.log10(squares / (SECOND - 1_600) / (16_384 ** 2 / 2))
}

const RATES = [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 37_813]

describe.each(RATES)('%d Hz', (rate) => {
  test('becomes as many samples as it lasts, whatever its pieces', () => {
    const whole = resampled(rate, 300, rate)
    expect(whole.length).toBe(SECOND)
    expect(resampled(rate, 300, 37)).toEqual(whole)
  })

  test('keeps a tone of speech, in its place and at its level', () => {
    expect(error(resampled(rate, 1_000), 1_000)).toBeLessThan(-50)
    expect(error(resampled(rate, 3_000), 3_000)).toBeLessThan(-45)
  })
})

test.each([
  [22_050, 9_500],
  [44_100, 10_000],
  [48_000, 12_000],
  [48_000, 20_000],
  [96_000, 30_000],
])('of %d Hz, a tone of %d Hz that could not be kept does not come back as another', (rate, hertz) => {
  const sound = resampled(rate, hertz).subarray(800, SECOND - 800)
  expect(Math.max(...sound.map(Math.abs))).toBeLessThan(30)
})

test('what is too loud is clipped and does not turn over', () => {
  const resampler = new Resampler(16_000)
  expect([...resampler.push(Float32Array.of(1, 1.5, -1, -1.5))]).toEqual([32_767, 32_767, -32_768, -32_768])
})
