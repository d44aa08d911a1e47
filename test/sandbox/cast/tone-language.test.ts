import { expect, test } from '@jest/globals'
import { chord, utter, VOICES, wordSpans } from '../../../sandbox/cast/tone-language.ts'
import { CLOSING_WORDS, VOCABULARY } from '../../../sandbox/cast/vocabulary.ts'

test('has a word for every chord, lower case, each found in no other', () => {
  expect(new Set(VOCABULARY).size).toBe(64)
  expect(new Set(VOCABULARY.map((_, place) => chord(place).join())).size).toBe(64)
  for (const word of VOCABULARY) {
    expect(word).toMatch(/^[a-z]{4,}$/)
    expect(VOCABULARY.filter((other) => other.includes(word))).toEqual([word])
  }
  expect([...CLOSING_WORDS].every((word) => VOCABULARY.includes(word))).toBe(true)
})

test('keeps its tones apart, within the telephone band, and none near twice or three times another', () => {
  const tones = VOICES.flat()
  for (const [place, hz] of tones.entries()) {
    expect(hz).toBeGreaterThan(300)
    expect(hz).toBeLessThan(3400)
    for (const other of tones.slice(0, place)) {
      expect(hz - other).toBeGreaterThanOrEqual(110)
      for (const factor of [2, 3]) expect(Math.abs(hz - factor * other)).toBeGreaterThanOrEqual(25)
    }
  }
})

test.each([-6, -30])('speaks at %d dB below full scale and is silent between words', (level) => {
  const sound = utter(['river', 'today'], { level })
  const peak = Math.max(...sound.map(Math.abs))
  expect(20 * Math.log10(peak / 32_768)).toBeLessThanOrEqual(level)
  expect(20 * Math.log10(peak / 32_768)).toBeGreaterThan(level - 2)
  const [first, second] = wordSpans(2)
  expect(sound.length).toBe(560 * 48)
  expect(
    sound.subarray((first?.endMs ?? 0) * 48, (second?.startMs ?? 0) * 48).some((sample) => sample !== 0),
  ).toBe(false)
})

test('refuses a word it does not have', () => {
  expect(() => utter(['abracadabra'])).toThrow(RangeError)
})
