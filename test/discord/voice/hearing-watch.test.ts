import { describe, expect, test } from '@jest/globals'
import { type HearingNews, HearingWatch, type VoiceSigns } from '../../../src/discord/voice/hearing-watch.ts'

const NEVER = Number.NEGATIVE_INFINITY
const SILENT: VoiceSigns = {
  failures: 0,
  failingSinceMs: NEVER,
  failedMs: NEVER,
  openedMs: NEVER,
  calledMs: NEVER,
}

/** Fails fifty times a second since then. */
const failing = (sinceMs: number, nowMs: number, openedMs = NEVER): VoiceSigns => ({
  ...SILENT,
  failures: Math.floor((nowMs - sinceMs) / 20) + 1,
  failingSinceMs: sinceMs,
  failedMs: nowMs,
  openedMs,
})

interface Told {
  readonly atMs: number
  readonly news: HearingNews
}

/** Asks every 250 ms, with what the voice shows at each moment. */
function watched(
  untilMs: number,
  signs: (nowMs: number) => VoiceSigns,
  { keysArriving = false, soundMs }: { keysArriving?: boolean; soundMs?: number } = {},
) {
  const watch = new HearingWatch<string>()
  const told: Told[] = []
  for (let nowMs = 0; nowMs <= untilMs; nowMs += 250) {
    const news = watch.look('ann', signs(nowMs), { nowMs, keysArriving, soundMs: soundMs ?? nowMs })
    if (news) told.push({ atMs: nowMs, news })
  }
  return {
    watch,
    told,
    steps: told.map(({ atMs, news }) => [atMs, news.kind === 'heal' ? news.step : news.kind]),
  }
}

describe('a voice', () => {
  test('that is silent, or whose every tenth packet fails, is left alone', () => {
    expect(watched(60_000, () => SILENT).told).toEqual([])
    const patchy = (nowMs: number): VoiceSigns => ({
      ...SILENT,
      failures: 1,
      failingSinceMs: nowMs,
      failedMs: nowMs,
      openedMs: nowMs - 20,
    })
    expect(watched(60_000, patchy).told).toEqual([])
  })

  test('that fails is mended step by step, within three seconds', () => {
    const { steps, watch } = watched(3_000, (nowMs) => failing(0, nowMs))
    expect(steps).toEqual([
      [500, 'resubscribe'],
      [1_250, 'decoder'],
      [3_000, 'rejoin'],
    ])
    expect([...watch.troubles]).toEqual([['ann', { kind: 'encrypted', sinceMs: 0 }]])
  })

  test('is given up in the end, once, after three rounds', () => {
    const { steps } = watched(3_600_000, (nowMs) => failing(0, nowMs))
    const kinds = steps.map(([, kind]) => kind)
    expect(kinds).toEqual([
      ...Array.from({ length: 3 }, () => ['resubscribe', 'decoder', 'rejoin']).flat(),
      'given up',
    ])
    expect(steps.at(-1)?.[0]).toBeLessThan(120_000)
  })

  test('that fails while keys are on their way gets five times as long', () => {
    const { steps } = watched(10_000, (nowMs) => failing(0, nowMs), { keysArriving: true })
    expect(steps).toEqual([
      [2_500, 'resubscribe'],
      [6_000, 'decoder'],
    ])
  })

  test('that falls silent is not mended further until it fails again', () => {
    const { steps } = watched(60_000, (nowMs) =>
      nowMs <= 700 || nowMs >= 50_000 ? failing(0, nowMs) : failing(0, 700),
    )
    expect(steps.slice(0, 2)).toEqual([
      [500, 'resubscribe'],
      [50_000, 'decoder'],
    ])
  })

  test('that is heard again has no trouble any more, and what it missed is told', () => {
    const { told, watch } = watched(5_000, (nowMs) =>
      nowMs <= 2_000 ? failing(0, nowMs) : { ...SILENT, openedMs: nowMs },
    )
    expect(told.at(-1)).toEqual({
      atMs: 2_250,
      news: expect.objectContaining({
        kind: 'heard again',
        trouble: { kind: 'encrypted', sinceMs: 0 },
        lastMs: 2_000,
      }),
    })
    expect(watch.troubles.size).toBe(0)
  })

  test('that is said to speak and does not come is lost, and the room is joined anew only if nobody is heard', () => {
    const called: VoiceSigns = { ...SILENT, calledMs: 1_000 }
    expect(watched(600_000, () => called).steps).toEqual([[4_000, 'resubscribe']])
    expect(watched(600_000, () => called, { soundMs: 500 }).steps).toEqual([
      [4_000, 'resubscribe'],
      [4_500, 'rejoin'],
    ])
    expect([...watched(5_000, () => called).watch.troubles]).toEqual([
      ['ann', { kind: 'lost', sinceMs: 1_000 }],
    ])
  })

  test('that left is forgotten', () => {
    const { watch } = watched(2_000, (nowMs) => failing(0, nowMs))
    expect(watch.forget('ann')?.trouble.sinceMs).toBe(0)
    expect(watch.forget('ann')).toBeNull()
    expect(watch.troubles.size).toBe(0)
  })
})

describe('the steps from which the others suffer', () => {
  test('keep their distance, ever longer, however many voices ask for them', () => {
    const watch = new HearingWatch<number>()
    const rejoins: number[] = []
    // Each of a hundred people begins to fail ten seconds after the one before.
    for (let nowMs = 0; nowMs <= 1_200_000; nowMs += 250) {
      for (let id = 0; id < 100 && id * 10_000 <= nowMs; id += 1) {
        const news = watch.look(id, failing(id * 10_000, nowMs), {
          nowMs,
          keysArriving: false,
          soundMs: nowMs,
        })
        if (news?.kind === 'heal' && news.step === 'rejoin') rejoins.push(nowMs)
      }
    }
    expect(rejoins.length).toBeLessThan(10)
    for (const [index, atMs] of rejoins.entries())
      if (index > 0)
        expect(atMs - (rejoins[index - 1] ?? 0)).toBeGreaterThanOrEqual(10_000 * 2 ** (index - 1))
  })
})
