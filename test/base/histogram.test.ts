import { describe, expect, test } from '@jest/globals'
import { Histogram } from '../../src/base/histogram.ts'

describe('a histogram', () => {
  test('counts each value at or below its bounds, and what lies above all of them', () => {
    const histogram = new Histogram([1, 10])
    for (const value of [0.5, 1, 1.5, 10, 11]) histogram.add(value)
    expect(histogram.cumulative).toEqual([2, 4])
    expect([histogram.count, histogram.sum]).toEqual([5, 24])
  })

  test('takes over what another one counted', () => {
    const [one, other] = [new Histogram([1, 10]), new Histogram([1, 10])]
    one.add(5)
    other.add(0)
    other.add(50)
    one.addAll(other)
    expect([one.cumulative, one.count, one.sum]).toEqual([[1, 2], 3, 55])
  })
})
