import { describe, expect, test } from '@jest/globals'
import { NOTHING } from '../../../src/session/spend/period-sums.ts'
import { money } from '../../../src/session/spend/session-spend.ts'
import {
  type CapState,
  capStates,
  isNear,
  isReached,
  nearSentence,
  reachedSentence,
} from '../../../src/session/spend/spend-caps.ts'
import { english } from '../../../src/wording/english/english.ts'

const cap = (rest: Partial<CapState> = {}): CapState => ({
  scope: 'guild',
  period: 'day',
  spent: 0,
  cap: 1,
  ...rest,
})

describe('a cap', () => {
  test.each([
    { spent: 0, cap: 1, near: false, reached: false },
    { spent: 0.799, cap: 1, near: false, reached: false },
    { spent: 0.8, cap: 1, near: true, reached: false },
    // Ten times a tenth is not quite one in binary.
    {
      spent: Array(8)
        .fill(0.1)
        .reduce((a, b) => a + b, 0),
      cap: 1,
      near: true,
      reached: false,
    },
    { spent: 0.999, cap: 1, near: true, reached: false },
    {
      spent: Array(10)
        .fill(0.1)
        .reduce((a, b) => a + b, 0),
      cap: 1,
      near: false,
      reached: true,
    },
    { spent: 3, cap: 1, near: false, reached: true },
    { spent: 0, cap: 0, near: false, reached: true },
  ])('$spent of $cap: near $near, reached $reached', ({ near, reached, ...figures }) => {
    expect({ near: isNear(cap(figures)), reached: isReached(cap(figures)) }).toEqual({ near, reached })
  })

  test('stands where there is one, for this guild and for all, by day and by month', () => {
    const of = (day: number, month: number) => ({
      day: { ...NOTHING, cost: day },
      month: { ...NOTHING, cost: month },
    })
    const sums = { guild: of(1, 2), total: of(3, 4) }
    const none = { guildDay: null, guildMonth: null, totalDay: null, totalMonth: null }
    expect(capStates(none, sums)).toEqual([])
    expect(capStates({ guildDay: 10, guildMonth: 20, totalDay: 30, totalMonth: 40 }, sums)).toEqual([
      { scope: 'guild', period: 'day', spent: 1, cap: 10 },
      { scope: 'guild', period: 'month', spent: 2, cap: 20 },
      { scope: 'total', period: 'day', spent: 3, cap: 30 },
      { scope: 'total', period: 'month', spent: 4, cap: 40 },
    ])
  })

  test('is told in words, and what other servers spend is not', () => {
    expect(nearSentence(cap({ spent: 0.8049 }), 'USD')(english)).toBe(
      '80 % of what this server may spend on speech recognition today is used: 0.81 of 1.00 USD. At 100 % transcription ends.',
    )
    expect(nearSentence(cap({ scope: 'total', period: 'month', spent: 95, cap: 100 }), 'EUR')(english)).toBe(
      '95 % of what the bot may spend in all its servers on speech recognition this month is used. At 100 % transcription ends.',
    )
    expect(reachedSentence(cap({ spent: 1.01 }), 'USD')(english)).toBe(
      'All of what this server may spend on speech recognition today is used up (1.00 USD). Transcription can go on after midnight UTC.',
    )
    expect(
      reachedSentence(cap({ scope: 'total', period: 'month', spent: 100, cap: 100 }), 'USD')(english),
    ).toBe(
      'All of what the bot may spend in all its servers on speech recognition this month is used up. Transcription can go on on the first of next month (UTC).',
    )
    expect(reachedSentence(cap({ cap: 0 }), 'USD')(english)).toBe(
      'Speech recognition that costs money is not allowed in this server: its cap is 0.',
    )
  })
})

describe('money', () => {
  test.each([
    [0, '0.00 USD'],
    [1e-6, '0.01 USD'],
    [0.0101, '0.02 USD'],
    [0.02, '0.02 USD'],
    // In binary 0.1 + 0.2 is a hair more than 0.3.
    [0.1 + 0.2, '0.30 USD'],
    [-1e-9, '0.00 USD'],
    [12.345, '12.35 USD'],
    [1234.5, '1234.50 USD'],
  ])('%p is shown as %p', (amount, shown) => {
    expect(money(amount, 'USD')(english)).toBe(shown)
  })
})
