import { describe, expect, test } from '@jest/globals'
import { call } from '../../../bench/cost/call.ts'
import { PEOPLE, talks } from '../../../bench/talks.ts'
import { longOr } from '../../support/durations.ts'

const MINUTES = longOr(120, 10)
const SEEDS = longOr([1, 2, 3], [1])
const DEFAULT_HOLD_MS = 5_000
const lastsMs = MINUTES * 60_000

describe('a simulated call of five people with one floor', () => {
  test('has turns of 8 s on average, pauses of 1 s, and a floor that is kept six times in ten', () => {
    const said = talks({ seed: 1, lastsMs: 1000 * 60_000 })
    const lengths = said.map(({ startMs, endMs }) => endMs - startMs)
    const pauses = said.slice(1).map(({ startMs }, at) => startMs - (said[at]?.endMs ?? 0))
    const kept = said.slice(1).filter(({ person }, at) => person === said[at]?.person)
    const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length
    expect(mean(lengths)).toBeGreaterThan(7_500)
    expect(mean(lengths)).toBeLessThan(8_500)
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(500)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(60_000)
    expect(mean(pauses)).toBeGreaterThan(950)
    expect(mean(pauses)).toBeLessThan(1_050)
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0)
    expect(kept.length / said.length).toBeGreaterThan(0.57)
    expect(kept.length / said.length).toBeLessThan(0.63)
    expect(new Set(said.map(({ person }) => person)).size).toBe(PEOPLE)
    expect(talks({ seed: 1, lastsMs })).toEqual(talks({ seed: 1, lastsMs }))
    expect(talks({ seed: 2, lastsMs })).not.toEqual(talks({ seed: 1, lastsMs }))
  })

  test.each(SEEDS)(
    'is billed at most 1.5 times what is spoken at the default hold, with at most 4 openings a minute and nothing lost (seed %i)',
    async (seed) => {
      const result = await call({ seed, lastsMs, holdMs: DEFAULT_HOLD_MS })
      expect(result.spokenMs).toBeGreaterThan(0.8 * lastsMs)
      expect(result.billedMs / result.spokenMs).toBeLessThanOrEqual(1.5)
      expect(result.sessions / MINUTES).toBeLessThanOrEqual(4)
      expect([result.lostMs, result.doubledMs]).toEqual([0, 0])
      // What the streams count is what the service bills.
      expect(Math.abs(result.countedMs - result.billedMs)).toBeLessThan(result.sessions)
    },
    120_000,
  )

  test('is billed about five times as much as is spoken when sessions stay open', async () => {
    const result = await call({ seed: 1, lastsMs, holdMs: null })
    expect(result.billedMs / result.spokenMs).toBeGreaterThan(4)
    expect(result.billedMs / result.spokenMs).toBeLessThan(6)
    expect(result.sessions).toBe(PEOPLE)
    expect([result.lostMs, result.doubledMs]).toEqual([0, 0])
  }, 120_000)

  test('costs less and opens more the shorter the hold is', async () => {
    const holds = [0, DEFAULT_HOLD_MS, 60_000]
    const results = await Promise.all(holds.map((holdMs) => call({ seed: 2, lastsMs: 300_000, holdMs })))
    const billed = results.map(({ billedMs }) => billedMs)
    const sessions = results.map((result) => result.sessions)
    expect(billed).toEqual(billed.toSorted((a, b) => a - b))
    expect(sessions).toEqual(sessions.toSorted((a, b) => b - a))
    expect(new Set(sessions).size).toBe(holds.length)
    expect(results.map(({ lostMs, doubledMs }) => lostMs + doubledMs)).toEqual([0, 0, 0])
  })
})
