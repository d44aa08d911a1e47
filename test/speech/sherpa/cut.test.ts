import { describe, expect, test } from '@jest/globals'
import type { PcmChunk } from '../../../src/audio/pcm.ts'
import { cutOf, endsInPause, wordsAfter } from '../../../src/speech/sherpa/cut.ts'
import type { PlacedWord } from '../../../src/speech/sherpa/words.ts'

const chunks = (...levels: number[]): PcmChunk[] =>
  levels.map((level, i) => ({ atMs: i * 50, pcm: Buffer.alloc(0), level }))

/** Three seconds of speech, quieter in these places. */
function speech(quiet: Record<number, number> = {}): PcmChunk[] {
  return chunks(...Array.from({ length: 60 }, (_, i) => quiet[i * 50] ?? 1_000))
}

const word = (text: string, fromMs: number, toMs: number): PlacedWord => ({
  text,
  fromMs,
  toMs,
  confidence: 1,
})

describe('cutting a turn off', () => {
  test.each([
    [
      'a last word that may go on is left to the next turn, which hears the one before it again',
      speech(),
      [word('ONE', 2_000, 2_300), word('TW', 2_500, 2_800)],
      { kept: 1, from: 38, overlap: { text: 'ONE', untilMs: 2_300 } },
    ],
    [
      'a last word that is whole stays, and is heard again too',
      speech(),
      [word('ONE', 2_000, 2_300)],
      { kept: 1, from: 38, overlap: { text: 'ONE', untilMs: 2_300 } },
    ],
    [
      'after a pause nothing needs to be heard again: the quietest moment is the place',
      speech({ 1900: 20, 2000: 10 }),
      [word('ONE', 1_000, 1_300), word('TW', 2_500, 2_800)],
      { kept: 1, from: 40, overlap: null },
    ],
    [
      'long after the last word at most 1.5 s is told again',
      speech({ 1000: 0, 1600: 10 }),
      [word('ONE', 300, 500)],
      { kept: 1, from: 32, overlap: null },
    ],
    [
      'without any word only the last 0.4 s is told again',
      speech({ 1000: 0, 2700: 10 }),
      [],
      { kept: 0, from: 54, overlap: null },
    ],
    [
      'a single word that may go on stays, so that the turn is not told over and over',
      speech(),
      [word('TW', 2_500, 2_800)],
      { kept: 1, from: 60, overlap: null },
    ],
  ])('%s', (_, sound, words, cut) => {
    expect(cutOf(sound, words)).toEqual(cut)
  })
})

describe('the words after a cut', () => {
  const overlap = { text: 'ONE', untilMs: 400 }

  test.each([
    ['leave out the word that was told again', [word('ONE', 100, 400), word('TWO', 450, 700)], 'TWO'],
    ['leave it out also when it is placed late', [word('ONE', 380, 560), word('TWO', 560, 700)], 'TWO'],
    ['keep the same word said twice', [word('ONE', 100, 400), word('ONE', 450, 700)], 'ONE'],
    ['leave out what that word was mistaken for', [word('OF', 150, 350), word('TWO', 450, 700)], 'TWO'],
    ['are all there when the word was not heard again', [word('TWO', 450, 700)], 'TWO'],
    ['may be none', [word('ONE', 100, 400)], ''],
  ])('%s', (_, words, left) => {
    expect(
      wordsAfter(overlap, words)
        .map(({ text }) => text)
        .join(' '),
    ).toBe(left)
  })
})

test.each([
  [[1_000, 900, 90, 80, 0], true],
  [[1_000, 900, 90, 200, 0], false],
  [[1_000, 90], false],
])('a pause is 150 ms at least 20 dB below the loudest: %j %s', (levels, pause) => {
  expect(endsInPause(chunks(...levels))).toBe(pause)
})
