import { describe, expect, test } from '@jest/globals'
import { MissingSound } from '../../../src/session/speaker/missing-sound.ts'

type Piece = readonly [fromMs: number, toMs: number]

/** What is told of these losses, as [from, to, lost] in ms. */
function told(...pieces: readonly Piece[]): number[][] {
  const missing = new MissingSound()
  return pieces.flatMap(([fromMs, toMs]) => {
    const news = missing.add(fromMs, toMs)
    return news === null ? [] : [[news.fromMs, news.toMs, news.lostMs]]
  })
}

describe('sound that did not arrive', () => {
  test('is told from the length of a short word on', () => {
    expect(told([1000, 1199])).toEqual([])
    expect(told([1000, 1200])).toEqual([[1000, 1200, 200]])
  })

  test('is told in pieces too, where half of a stretch is missing', () => {
    expect(told([1000, 1100], [1140, 1240])).toEqual([[1000, 1240, 200]])
    expect(told([1000, 1060], [1120, 1180], [1240, 1300], [1360, 1420])).toEqual([[1000, 1420, 240]])
  })

  test('is not told where most of the sound came', () => {
    const sprinkled = Array.from({ length: 100 }, (_, place): Piece => [place * 100, place * 100 + 40])
    expect(told(...sprinkled)).toEqual([])
    expect(told([1000, 1150], [1400, 1550])).toEqual([])
  })

  test('is told once, and then what is added', () => {
    expect(told([1000, 1300], [1320, 1420], [9000, 9100])).toEqual([
      [1000, 1300, 300],
      [1300, 1420, 100],
    ])
  })

  test('is as long as all of its pieces, also where they were placed upon one another', () => {
    expect(told([1000, 1120], [1000, 1120])).toEqual([[1000, 1240, 240]])
  })

  test('before a long pause is not joined with what is missing behind it', () => {
    expect(told([1000, 9000], [12_000, 12_100], [16_000, 16_300])).toEqual([
      [1000, 9000, 8000],
      [16_000, 16_300, 300],
    ])
  })
})
