import { describe, expect, test } from '@jest/globals'
import { account, gapsOf, lengthMs } from '../../../sandbox/cast/record-account.ts'

const said = [{ speaker: 'Ada', words: ['silver', 'otter', 'silver'], wordEndsAt: [1_000, 1_280, 1_560] }]
const word = (text: string, at: number, speaker = 'Ada') => ({ speaker, word: text, at })

describe('what was said beside the record of it', () => {
  test('is whole when each word stands there at about its time, however it is written', () => {
    const words = [word('Silver', 1_200), word('otter,', 1_300), word('silver.', 1_400)]
    expect(account(said, { words, gaps: [] })).toEqual({ missing: [], unexplained: [], strange: [] })
  })

  test('lacks a word that stands there only once, or at another time, or under another name', () => {
    const once = account(said, { words: [word('silver', 1_450), word('otter', 1_280)], gaps: [] })
    expect(once.missing).toEqual([word('silver', 1_000)])
    const late = account(said, {
      words: [word('silver', 1_000), word('otter', 2_000), word('silver', 1_560)],
      gaps: [],
    })
    expect(late).toMatchObject({ missing: [word('otter', 1_280)], strange: [word('otter', 2_000)] })
    const other = account(said, {
      words: [word('silver', 1_000), word('otter', 1_280, 'Bert'), word('silver', 1_560)],
      gaps: [],
    })
    expect(other).toMatchObject({ missing: [word('otter', 1_280)], strange: [word('otter', 1_280, 'Bert')] })
  })

  test.each([
    ['of everybody', null, true],
    ['of its speaker', 'Ada', true],
    ['of somebody else', 'Bert', false],
  ])('explains a word that is missing by a gap %s: %s, %s', (_, speaker, explained) => {
    const { missing, unexplained } = account(said, {
      words: [word('silver', 1_000), word('silver', 1_560)],
      gaps: [{ speaker, fromAt: 1_100, toAt: 1_200 }],
    })
    expect(missing).toEqual([word('otter', 1_280)])
    expect(unexplained).toEqual(explained ? [] : missing)
  })

  test('does not explain it by a gap at another time', () => {
    const gaps = [{ speaker: null, fromAt: 2_000, toAt: 3_000 }]
    expect(account(said, { words: [], gaps }).unexplained).toHaveLength(3)
  })
})

test('gaps that overlap count once', () => {
  const gaps = [
    { speaker: 'Ada', fromAt: 0, toAt: 100 },
    { speaker: null, fromAt: 50, toAt: 200 },
    { speaker: 'Bert', fromAt: 0, toAt: 1_000 },
    { speaker: 'Ada', fromAt: 300, toAt: 400 },
  ]
  expect(lengthMs(gapsOf('Ada', gaps))).toBe(300)
})
