import { describe, expect, test } from '@jest/globals'
import type { IntakePhase } from '../../../src/audio/intake.ts'
import { CHUNK_BYTES, CHUNK_MS } from '../../../src/audio/pcm.ts'
import { Endpointing } from '../../../src/session/speaker/endpointing.ts'

const speaking: IntakePhase = { kind: 'speaking', sinceMs: 0 }
const quiet: IntakePhase = { kind: 'quiet' }

/** Plays loudness over time, 50 ms a step, and answers when an end was asked for. */
function asked(levels: readonly [number, number][], endpointing: Endpointing, phase = speaking): number[] {
  const times: number[] = []
  let atMs = 0
  for (const [level, lastsMs] of levels) {
    for (const end = atMs + lastsMs; atMs < end; atMs += CHUNK_MS) {
      endpointing.heard({ atMs, level, pcm: Buffer.alloc(CHUNK_BYTES) })
      if (endpointing.decide(atMs + CHUNK_MS, phase)) {
        times.push(atMs + CHUNK_MS)
        endpointing.finished(atMs + CHUNK_MS)
      }
    }
  }
  return times
}

const options = { longTurnMs: 20_000, graceMs: 3_000 }

describe('endpointing', () => {
  test('leaves turns alone that are not too long', () => {
    expect(asked([[3_000, 19_900]], new Endpointing(options))).toEqual([])
  })

  test('ends a long turn at the first pause of 200 ms', () => {
    const times = asked(
      [
        [3_000, 21_000],
        [5, 150],
        [3_000, 1_000],
        [5, 400],
        [3_000, 5_000],
      ],
      new Endpointing(options),
    )
    expect(times).toEqual([22_350])
  })

  test('ends a turn without any pause ten seconds later, again and again', () => {
    expect(asked([[3_000, 70_000]], new Endpointing(options))).toEqual([30_000, 60_000])
  })

  test('finds pauses in the noise of a quiet speaker', () => {
    expect(
      asked(
        [
          [400, 20_000],
          [20, 300],
          [400, 1_000],
        ],
        new Endpointing(options),
      ),
    ).toEqual([20_200])
  })

  test('asks when the silence was fed in vain, and not again before the answer could come', () => {
    const endpointing = new Endpointing(options)
    endpointing.heard({ atMs: 0, level: 3_000, pcm: Buffer.alloc(CHUNK_BYTES) })
    const times: number[] = []
    for (let nowMs = 50; nowMs < 12_000; nowMs += 50) if (endpointing.decide(nowMs, quiet)) times.push(nowMs)
    expect(times).toEqual([3_050])
  })

  test('asks for nothing when the turn ended by itself', () => {
    const endpointing = new Endpointing(options)
    endpointing.heard({ atMs: 0, level: 3_000, pcm: Buffer.alloc(CHUNK_BYTES) })
    endpointing.finished(290)
    for (let nowMs = 50; nowMs < 12_000; nowMs += 50) expect(endpointing.decide(nowMs, quiet)).toBe(false)
    expect(endpointing.unfinishedSinceMs).toBeNull()
  })

  test('waits no longer for speech that was lost, but for what follows it, and for what came before', () => {
    const endpointing = new Endpointing(options)
    const hear = (fromMs: number, toMs: number): void => {
      for (let atMs = fromMs; atMs < toMs; atMs += 50)
        endpointing.heard({ atMs, level: 3_000, pcm: Buffer.alloc(CHUNK_BYTES) })
    }
    hear(1_000, 3_000)
    endpointing.lost(1_000, 3_000)
    expect(endpointing.unfinishedSinceMs).toBeNull()
    hear(4_000, 6_000)
    endpointing.lost(4_000, 5_000)
    expect(endpointing.unfinishedSinceMs).toBe(5_000)
    endpointing.lost(5_500, 6_000)
    expect(endpointing.unfinishedSinceMs).toBe(5_000)
  })

  test('counts the wait anew when somebody listens again', () => {
    const endpointing = new Endpointing(options)
    endpointing.heard({ atMs: 0, level: 3_000, pcm: Buffer.alloc(CHUNK_BYTES) })
    const times: number[] = []
    for (let nowMs = 50; nowMs < 12_000; nowMs += 50) {
      if (nowMs > 2_000 && nowMs <= 6_000) endpointing.suspend()
      else if (endpointing.decide(nowMs, quiet)) times.push(nowMs)
    }
    expect(times).toEqual([9_050])
    expect(endpointing.unfinishedSinceMs).toBe(0)
  })

  test('counts what follows a final as the next turn', () => {
    const endpointing = new Endpointing(options)
    for (let atMs = 0; atMs < 2_000; atMs += 50)
      endpointing.heard({ atMs, level: 3_000, pcm: Buffer.alloc(CHUNK_BYTES) })
    endpointing.finished(1_000)
    expect(endpointing.unfinishedSinceMs).toBe(1_000)
  })
})
