import { describe, expect, test } from '@jest/globals'
import { Outage } from '../../../src/session/speaker/outage.ts'

const away = { isThere: false, unheard: true }
const there = { isThere: true, unheard: false }

/** Beats every 50 ms from one time up to another. */
function pass(outage: Outage, [fromMs, toMs]: readonly [number, number], how: typeof away): boolean {
  let over = false
  for (let nowMs = fromMs; nowMs < toMs; nowMs += 50) over = outage.tick(nowMs, how) || over
  return over
}

describe('an outage', () => {
  test('begins with the first speech that nobody hears', () => {
    const outage = new Outage()
    pass(outage, [0, 4_000], { isThere: false, unheard: false })
    expect(outage.sinceMs).toBeNull()
    pass(outage, [4_000, 9_000], away)
    expect(outage.sinceMs).toBe(4_000)
  })

  test('does not count what was said and heard before', () => {
    const outage = new Outage()
    pass(outage, [0, 20_000], there)
    pass(outage, [20_000, 21_000], away)
    expect(outage.sinceMs).toBe(20_000)
  })

  test('is no reason to move as soon as recognition is there again', () => {
    const outage = new Outage()
    pass(outage, [0, 14_000], away)
    pass(outage, [14_000, 14_100], there)
    expect(outage.sinceMs).toBeNull()
  })

  test('goes on where it was when recognition comes only for a moment, again and again', () => {
    const outage = new Outage()
    for (let ms = 0; ms < 15_000; ms += 3_000) {
      pass(outage, [ms, ms + 2_000], away)
      pass(outage, [ms + 2_000, ms + 3_000], there)
    }
    pass(outage, [15_000, 15_050], away)
    expect(outage.sinceMs).toBe(0)
  })

  test('is over, once, when recognition has stayed for five seconds', () => {
    const outage = new Outage()
    pass(outage, [0, 3_000], away)
    expect(pass(outage, [3_000, 8_000], there)).toBe(false)
    expect(pass(outage, [8_000, 8_050], there)).toBe(true)
    expect(pass(outage, [8_050, 20_000], there)).toBe(false)
    pass(outage, [20_000, 20_050], away)
    expect(outage.sinceMs).toBe(20_000)
  })

  test('ends with a text', () => {
    const outage = new Outage()
    pass(outage, [0, 3_000], away)
    pass(outage, [3_000, 3_100], there)
    outage.end()
    pass(outage, [3_100, 3_200], away)
    expect(outage.sinceMs).toBe(3_100)
  })
})
