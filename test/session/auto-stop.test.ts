import { describe, expect, test } from '@jest/globals'
import { AutoStop, type AutoStopRules } from '../../src/session/auto-stop.ts'
import { english } from '../../src/wording/english/english.ts'

const RULES: AutoStopRules = { emptyMs: 60_000, quietMs: 1_800_000 }
const EMPTY = 'Nobody was in the voice channel for 60 seconds.'
const QUIET = 'Nobody spoke for 30 minutes.'

/** What is seen from this second on, until the next row. */
type Scene = readonly [fromS: number, people: number, speaks: boolean]

interface Row {
  readonly name: string
  readonly rules?: AutoStopRules
  readonly scenes: readonly Scene[]
  /** The second in which it stops, and why; null: it goes on for two hours. */
  readonly expected: readonly [second: number, reason: string] | null
}

const rows: readonly Row[] = [
  { name: 'somebody is there and speaks', scenes: [[0, 1, true]], expected: null },
  { name: 'nobody ever comes', scenes: [[0, 0, false]], expected: [60, EMPTY] },
  {
    name: 'everybody leaves',
    scenes: [
      [0, 2, true],
      [100, 0, false],
    ],
    expected: [160, EMPTY],
  },
  {
    name: 'somebody is back within the minute, and leaves again',
    scenes: [
      [0, 1, true],
      [100, 0, false],
      [159, 1, false],
      [161, 0, false],
    ],
    expected: [221, EMPTY],
  },
  { name: 'they are there and say nothing', scenes: [[0, 2, false]], expected: [1_800, QUIET] },
  {
    name: 'a word begins the half hour anew',
    scenes: [
      [0, 2, false],
      [1_799, 2, true],
      [1_801, 2, false],
    ],
    expected: [3_600, QUIET],
  },
  {
    name: 'an empty room is no reason where it is never to be one',
    rules: { emptyMs: null, quietMs: 1_800_000 },
    scenes: [[0, 0, false]],
    expected: [1_800, QUIET],
  },
  {
    name: 'nothing is a reason where nothing is to be one',
    rules: { emptyMs: null, quietMs: null },
    scenes: [[0, 0, false]],
    expected: null,
  },
  {
    name: 'both at once: the emptier reason',
    rules: { emptyMs: 60_000, quietMs: 60_000 },
    scenes: [[0, 0, false]],
    expected: [60, EMPTY],
  },
]

describe('a session stops by itself', () => {
  test.each(rows)('when $name', ({ rules = RULES, scenes, expected }) => {
    const autoStop = new AutoStop(0, rules)
    let spokenMs = 0
    let stopped: readonly [number, string] | null = null
    for (let second = 0; second < 7_200 && stopped === null; second += 1) {
      const [, people, speaks] = scenes.findLast(([from]) => from <= second) ?? [0, 0, false]
      if (speaks) spokenMs += 400
      const reason = autoStop.decide(second * 1_000, { people, spokenMs })
      if (reason !== null) stopped = [second, reason(english)]
    }
    expect(stopped).toEqual(expected)
  })

  test('at once where the rule was made shorter than the wait so far', () => {
    const autoStop = new AutoStop(0, RULES)
    const empty = { people: 0, spokenMs: 0 }
    expect([autoStop.decide(0, empty), autoStop.decide(30_000, empty)]).toEqual([null, null])
    autoStop.rules = { ...RULES, emptyMs: 30_000 }
    expect(autoStop.decide(30_000, empty)?.(english)).toBe('Nobody was in the voice channel for 30 seconds.')
  })

  test('in words for one as for many', () => {
    const autoStop = new AutoStop(0, { emptyMs: null, quietMs: 60_000 })
    expect(autoStop.decide(60_000, { people: 1, spokenMs: 0 })?.(english)).toBe('Nobody spoke for 1 minute.')
  })
})
