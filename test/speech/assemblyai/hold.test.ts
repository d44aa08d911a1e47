import { describe, expect, test } from '@jest/globals'
import { holdMs } from '../../../src/speech/assemblyai/hold.ts'

describe('the hold of a session in which nobody speaks', () => {
  test.each([
    ['is as set while openings are plenty', 5000, 1, 5000],
    ['is as set down to half of them', 5000, 0.5, 5000],
    ['grows as they become few', 5000, 0.25, 17_500],
    ['is six times as long when there are none', 5000, 0, 30_000],
    ['that is set to nothing still grows', 0, 0, 5000],
  ])('%s', (_name, set, free, expected) => {
    expect(holdMs(set, free)).toBe(expected)
  })
})
