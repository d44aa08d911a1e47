import { expect, test } from '@jest/globals'
import { PostTimes, postHistogram } from '../../../src/discord/captions/post-times.ts'
import { UNKEPT } from '../../../src/session/record/line.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const END = Number.MAX_SAFE_INTEGER

test('a line is timed until the message that holds its end was accepted, and once', async () => {
  const clock = new ManualClock()
  const histogram = postHistogram()
  const times = new PostTimes(clock, histogram)
  times.taken(7)
  clock.advance(100)
  times.shown([{ line: 7, from: 0, to: 1_900 }])
  expect(histogram.count).toBe(0)
  clock.advance(200)
  times.shown([{ line: 7, from: 1_900, to: END }])
  times.shown([{ line: 7, from: 0, to: END }])
  expect([histogram.count, histogram.sum]).toEqual([1, 0.3])
})

test('lines that no journal has, and those of an earlier process, are not timed', () => {
  const histogram = postHistogram()
  const times = new PostTimes(new ManualClock(), histogram)
  times.taken(UNKEPT)
  times.shown([
    { line: UNKEPT, from: 0, to: END },
    { line: 3, from: 0, to: END },
  ])
  expect(histogram.count).toBe(0)
})

test('lines that are never shown are forgotten in the end', () => {
  const histogram = postHistogram()
  const times = new PostTimes(new ManualClock(), histogram)
  for (let line = 1; line <= 5_000; line += 1) times.taken(line)
  for (let line = 1; line <= 5_000; line += 1) times.shown([{ line, from: 0, to: END }])
  expect(histogram.count).toBe(2_000)
})
