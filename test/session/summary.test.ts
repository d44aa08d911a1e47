import { describe, expect, test } from '@jest/globals'
import { sessionId } from '../../src/base/ids.ts'
import type { SessionSummary } from '../../src/session/ports.ts'
import { summarySentence } from '../../src/session/summary.ts'
import { english } from '../../src/wording/english/english.ts'

const summary: SessionSummary = {
  session: sessionId('s1'),
  listenedMs: 125_000,
  turns: 31,
  speakers: 3,
  words: 200,
  billedMs: 80_000,
  spokenMs: 62_000,
  spend: { billedMs: 80_000, spokenMs: 62_000, cost: 0.0034, currency: 'USD', caps: [] },
}

describe('what a session came to, in words', () => {
  test('how long, how many turns and speakers, what was billed and spoken, and the cost', () => {
    expect(summarySentence(summary)(english)).toBe(
      'I listened for 2 min 5 s: 31 turns by 3 speakers. Billed 1 min 20 s for 1 min 2 s of speech: 0.01 USD.',
    )
  })

  test('one of a kind is one, and where nobody spoke nothing is said of money', () => {
    const spend = { ...summary.spend, billedMs: 0, spokenMs: 0, cost: 0 }
    expect(summarySentence({ ...summary, turns: 1, speakers: 1, spend })(english)).toBe(
      'I listened for 2 min 5 s: 1 turn by 1 speaker.',
    )
  })
})
