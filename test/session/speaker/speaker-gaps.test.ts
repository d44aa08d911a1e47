import { describe, expect, test } from '@jest/globals'
import { SpeakerGaps } from '../../../src/session/speaker/speaker-gaps.ts'
import type { LossCause } from '../../../src/transcript/turn.ts'

type Loss = readonly [atMs: number, startMs: number, endMs: number, cause?: LossCause]

/** Takes losses, each when it is told of, and lets time pass; answers what is told of them and when. */
function told(losses: readonly Loss[], untilMs = 60_000): string[] {
  const lines: string[] = []
  let nowMs = 0
  const gaps = new SpeakerGaps(({ startMs, endMs, cause }) =>
    lines.push(`${startMs}-${endMs} ${cause} at ${nowMs}`),
  )
  const pass = (ms: number): void => {
    for (; nowMs < ms; nowMs += 50) gaps.tick(nowMs)
  }
  for (const [atMs, startMs, endMs, cause = 'engine-unavailable'] of losses) {
    pass(atMs)
    gaps.add({ startMs, endMs, cause }, nowMs)
  }
  pass(untilMs)
  return lines
}

describe('the gaps of a speaker', () => {
  test.each<readonly [string, readonly Loss[], readonly string[]]>([
    ['one is told two seconds later', [[0, 0, 300]], ['0-300 engine-unavailable at 2000']],
    [
      'losses with a second between are one',
      [
        [0, 0, 300],
        [1000, 1300, 1500],
      ],
      ['0-1500 engine-unavailable at 3000'],
    ],
    [
      'losses further apart are two',
      [
        [0, 0, 300],
        [1000, 1350, 1500],
      ],
      ['0-300 engine-unavailable at 1000', '1350-1500 engine-unavailable at 3000'],
    ],
    [
      'losses of two causes are two',
      [
        [0, 0, 300],
        [100, 300, 500, 'buffer-overflow'],
      ],
      ['0-300 engine-unavailable at 100', '300-500 buffer-overflow at 2100'],
    ],
    [
      'a loss of before is one of its own',
      [
        [0, 5000, 5300],
        [100, 0, 500],
      ],
      ['5000-5300 engine-unavailable at 100', '0-500 engine-unavailable at 2100'],
    ],
    [
      'a loss within another adds nothing',
      [
        [0, 0, 3000],
        [100, 1000, 1500],
      ],
      ['0-3000 engine-unavailable at 2100'],
    ],
  ])('%s', (_name, losses, expected) => {
    expect(told(losses)).toEqual(expected)
  })

  test('nobody waits longer than ten seconds', () => {
    const losses = Array.from(
      { length: 8 },
      (_, place): Loss => [place * 1500, place * 1500, place * 1500 + 1000],
    )
    expect(told(losses)).toEqual([
      '0-10000 engine-unavailable at 10000',
      '10500-11500 engine-unavailable at 12500',
    ])
  })
})
