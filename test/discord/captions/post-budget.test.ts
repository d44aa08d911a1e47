import { describe, expect, test } from '@jest/globals'
import { PostBudget, WEBHOOK_MESSAGES } from '../../../src/discord/captions/post-budget.ts'
import { ManualClock } from '../../support/manual-clock.ts'

describe("a channel's budget", () => {
  test('gives five posts at once and then none', async () => {
    const budget = new PostBudget(new ManualClock())
    for (let post = 0; post < 5; post += 1) await budget.spend(async () => {})
    expect(budget.free).toBe(0)
    expect(budget.waitMs).toBe(5_250)
  })

  test('never gives more than five in any five seconds', async () => {
    const clock = new ManualClock()
    const budget = new PostBudget(clock)
    const sent: number[] = []
    for (let step = 0; step < 400; step += 1) {
      while (budget.free > 0) await budget.spend(async () => sent.push(clock.now()))
      clock.advance(97)
    }
    expect(sent.length).toBeGreaterThan(30)
    for (const at of sent) {
      expect(sent.filter((other) => other >= at && other < at + 5_000).length).toBeLessThanOrEqual(5)
    }
  })

  test('counts a post from when it was answered, since a slow one arrives late', async () => {
    const clock = new ManualClock()
    const budget = new PostBudget(clock)
    let answer = () => {}
    const spent = budget.spend(
      () =>
        new Promise<void>((resolve) => {
          answer = resolve
        }),
    )
    for (let post = 0; post < 4; post += 1) await budget.spend(async () => {})
    expect(budget.free).toBe(0)
    clock.advance(6_000)
    expect(budget.free).toBe(4)
    answer()
    await spent
    clock.advance(5_000)
    expect(budget.free).toBe(4)
    clock.advance(300)
    expect(budget.free).toBe(5)
    expect(budget.idle).toBe(true)
  })

  test('asks for calm where few are left, so that none of a rush waits for long', async () => {
    const clock = new ManualClock()
    const budget = new PostBudget(clock)
    const sent: number[] = []
    while (clock.now() < 60_000) {
      if (budget.calmMs === 0) await budget.spend(async () => sent.push(clock.now()))
      else clock.advance(10)
      expect(budget.calmMs).toBeGreaterThanOrEqual(budget.waitMs)
    }
    const pauses = sent.slice(1).map((at, n) => at - (sent[n] ?? 0))
    expect(pauses.slice(0, 4)).toEqual([0, 0, 1_200, 1_600])
    expect(Math.max(...pauses)).toBeLessThanOrEqual(2_500)
  })

  test('counts a post that failed', async () => {
    const budget = new PostBudget(new ManualClock())
    await expect(budget.spend(() => Promise.reject(new Error('500')))).rejects.toThrow('500')
    expect(budget.free).toBe(4)
  })
})

describe('another budget', () => {
  test('of webhooks gives 30 in any minute', async () => {
    const clock = new ManualClock()
    const budget = new PostBudget(clock, WEBHOOK_MESSAGES)
    const sent: number[] = []
    for (let step = 0; step < 600; step += 1) {
      while (budget.free > 0) await budget.spend(async () => sent.push(clock.now()))
      clock.advance(311)
    }
    expect(sent.length).toBeGreaterThan(80)
    for (const at of sent)
      expect(sent.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(30)
  })

  test('that Discord said is used up gives none for as long as it said', () => {
    const clock = new ManualClock()
    const budget = new PostBudget(clock)
    budget.hold(40_000)
    expect([budget.free, budget.waitMs, budget.idle]).toEqual([0, 40_250, false])
    clock.advance(40_250)
    expect([budget.free, budget.waitMs, budget.idle]).toEqual([5, 0, true])
  })
})
