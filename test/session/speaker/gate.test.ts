import { describe, expect, test } from '@jest/globals'
import { CHUNK_MS } from '../../../src/audio/pcm.ts'
import { Gate, type Meter } from '../../../src/session/speaker/gate.ts'

const bySocket: Meter = { billing: { by: 'socket', pricePerHour: 1 }, restAfterMs: 5_000 }

/** Lets time pass in beats of 50 ms, with sound of these levels at these times; answers when to rest. */
function rests(
  sounds: readonly { readonly fromMs: number; readonly toMs: number; readonly level?: number }[],
  untilMs: number,
  { meter = bySocket, settled = (_nowMs: number): boolean => true } = {},
): number[] {
  const gate = new Gate()
  const times: number[] = []
  for (let nowMs = 0; nowMs < untilMs; nowMs += CHUNK_MS) {
    if (gate.decide(nowMs, meter, settled(nowMs))) times.push(nowMs)
    for (const { fromMs, toMs, level = 1_000 } of sounds)
      if (nowMs >= fromMs && nowMs < toMs) gate.heard({ atMs: nowMs, level, pcm: Buffer.alloc(0) })
  }
  return times
}

describe('the gate', () => {
  test('rests once when nothing sounded for the hold of an engine that bills for the open connection', () => {
    expect(rests([{ fromMs: 0, toMs: 1_000 }], 60_000)).toEqual([6_000])
  })

  test('does not take the silence that is fed for sound', () => {
    const speech = { fromMs: 0, toMs: 1_000 }
    expect(rests([speech, { fromMs: 1_000, toMs: 2_500, level: 0 }], 20_000)).toEqual([6_000])
  })

  test('rests again after more was said', () => {
    const sounds = [
      { fromMs: 0, toMs: 1_000 },
      { fromMs: 20_000, toMs: 21_000 },
    ]
    expect(rests(sounds, 60_000)).toEqual([6_000, 26_000])
  })

  test('stays open while pauses are shorter than the hold', () => {
    const sounds = [0, 4_000, 8_000, 12_000].map((fromMs) => ({ fromMs, toMs: fromMs + 500 }))
    expect(rests(sounds, 16_000)).toEqual([])
  })

  test('waits until all was fed and told', () => {
    const settled = (nowMs: number): boolean => nowMs >= 9_000
    expect(rests([{ fromMs: 0, toMs: 1_000 }], 20_000, { settled })).toEqual([9_000])
  })

  test('has nothing to close before the first sound', () => {
    expect(rests([], 60_000)).toEqual([])
  })

  test.each<{ name: string; meter: Meter }>([
    { name: 'that bills for sound', meter: { ...bySocket, billing: { by: 'audio', pricePerHour: 1 } } },
    { name: 'that costs nothing', meter: { ...bySocket, billing: { by: 'nothing', pricePerHour: 0 } } },
    { name: 'that never wants to rest', meter: { ...bySocket, restAfterMs: null } },
  ])('never rests an engine $name', ({ meter }) => {
    expect(rests([{ fromMs: 0, toMs: 1_000 }], 60_000, { meter })).toEqual([])
  })

  test('rests a connection that opened while nobody spoke', () => {
    const gate = new Gate()
    gate.opened(2_000)
    expect(gate.decide(6_900, bySocket, true)).toBe(false)
    expect(gate.decide(7_000, bySocket, true)).toBe(true)
  })

  test('counts from the last sound, not from a connection that opened after it', () => {
    const gate = new Gate()
    gate.heard({ atMs: 0, level: 1_000, pcm: Buffer.alloc(0) })
    gate.opened(4_000)
    expect(gate.decide(5_050, bySocket, true)).toBe(true)
  })

  test('follows a hold that grows', () => {
    const gate = new Gate()
    gate.heard({ atMs: 0, level: 1_000, pcm: Buffer.alloc(0) })
    expect(gate.decide(6_000, { ...bySocket, restAfterMs: 30_000 }, true)).toBe(false)
    expect(gate.decide(30_050, { ...bySocket, restAfterMs: 30_000 }, true)).toBe(true)
  })
})
