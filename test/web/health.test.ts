import { describe, expect, test } from '@jest/globals'
import { sessionId } from '../../src/base/ids.ts'
import { type EarSigns, Health } from '../../src/web/health.ts'

const calm: EarSigns = {
  id: sessionId('one'),
  present: true,
  lastSpeakingMs: null,
  lastPacketMs: null,
  troubledSinceMs: [],
}

/** What is wrong at the end of so many seconds, in which the ear showed these signs. */
function found(seconds: number, signs: (nowMs: number) => Partial<EarSigns>): string[] {
  const health = new Health()
  for (let nowMs = 0; nowMs <= seconds * 1000; nowMs += 1000) {
    health.look([{ ...calm, ...signs(nowMs) }], nowMs)
  }
  return health.problems(seconds * 1000).map(({ kind, sinceMs }) => `${kind} since ${sinceMs}`)
}

describe('health', () => {
  test('is green while nobody speaks', () => {
    expect(found(300, () => ({}))).toEqual([])
    expect(found(300, () => ({ lastSpeakingMs: 500, lastPacketMs: 500 }))).toEqual([])
  })

  test('is green while people speak and are heard', () => {
    expect(found(60, (nowMs) => ({ lastSpeakingMs: nowMs, lastPacketMs: nowMs }))).toEqual([])
  })

  test('turns red when people speak and nothing was heard for more than ten seconds', () => {
    const deaf = (nowMs: number) => ({ lastSpeakingMs: nowMs, lastPacketMs: Math.min(nowMs, 4_000) })
    expect(found(15, deaf)).toEqual([])
    expect(found(16, deaf)).toEqual(['deaf since 5000'])
  })

  test('turns red when people speak and nothing was ever heard', () => {
    expect(found(11, (nowMs) => ({ lastSpeakingMs: nowMs }))).toEqual(['deaf since 0'])
  })

  test('turns red when Discord names a speaker once and nothing comes', () => {
    const named = { lastSpeakingMs: 1_000, lastPacketMs: 1_000, troubledSinceMs: [2_000] }
    expect(found(12, () => named)).toEqual([])
    expect(found(13, () => named)).toEqual(['deaf since 2000'])
    expect(found(62, () => named)).toEqual(['deaf since 2000'])
    expect(found(63, () => named)).toEqual([])
  })

  test('is green again with the first packet', () => {
    expect(
      found(20, (nowMs) => ({ lastSpeakingMs: nowMs, lastPacketMs: nowMs < 20_000 ? null : nowMs })),
    ).toEqual([])
  })

  test('stays green when one is not heard but others are, also where the looks fall in between', () => {
    expect(
      found(60, (nowMs) => ({
        lastSpeakingMs: nowMs,
        lastPacketMs: nowMs - 10,
        troubledSinceMs: [1_000],
      })),
    ).toEqual([])
  })

  test('counts the speakers who are not heard, also while others are', () => {
    const health = new Health()
    health.look([{ ...calm, lastPacketMs: 30_000, troubledSinceMs: [1_000, 25_000] }], 30_000)
    expect(health.deafSpeakers(30_000)).toBe(1)
    expect(health.deafSpeakers(36_000)).toBe(2)
    expect(health.problems(30_000)).toEqual([])
  })

  test('stays green for a single packet that did not open', () => {
    expect(found(30, () => ({ lastSpeakingMs: 5_020, lastPacketMs: 5_000 }))).toEqual([])
  })

  test('lets it rest when nobody has spoken for a minute', () => {
    expect(found(80, (nowMs) => ({ lastSpeakingMs: Math.min(nowMs, 19_000) }))).toEqual([])
  })

  test('turns red when the bot is out of its room for more than ten seconds, and says since when', () => {
    const away = (nowMs: number) => ({ present: nowMs < 3_000 })
    expect(found(13, away)).toEqual([])
    expect(found(14, away)).toEqual(['absent since 3000'])
    expect(found(30, (nowMs) => ({ present: nowMs < 3_000 || nowMs > 29_000 }))).toEqual([])
  })

  test('forgets sessions that are over, and keeps sessions apart', () => {
    const health = new Health()
    for (let nowMs = 0; nowMs <= 20_000; nowMs += 1000) {
      health.look(
        [
          { ...calm, present: false },
          { ...calm, id: sessionId('two') },
        ],
        nowMs,
      )
    }
    expect(health.problems(20_000)).toEqual([{ session: 'one', kind: 'absent', sinceMs: 0 }])
    health.look([], 21_000)
    expect(health.problems(21_000)).toEqual([])
  })
})
