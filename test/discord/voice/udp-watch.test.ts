import { describe, expect, test } from '@jest/globals'
import { UdpWatch } from '../../../src/discord/voice/udp-watch.ts'

const NEVER = Number.NEGATIVE_INFINITY

/** Looks every 250 ms at a way over which a question is answered at once, or not, and people speak, or not. */
function watched(
  untilMs: number,
  open: (nowMs: number) => { readonly answers: boolean; readonly speech: boolean },
) {
  const watch = new UdpWatch()
  let [datagramMs, answerMs] = [0, NEVER]
  const asked: number[] = []
  const dead: number[] = []
  for (let nowMs = 0; nowMs <= untilMs; nowMs += 250) {
    const { answers, speech } = open(nowMs)
    if (speech) datagramMs = nowMs
    const advice = watch.look({ nowMs, datagramMs, answerMs })
    if (advice === 'dead') dead.push(nowMs)
    if (advice !== 'ask') continue
    asked.push(nowMs)
    if (answers) answerMs = datagramMs = nowMs + 10
  }
  return { asked, dead }
}

describe('the way for sound', () => {
  test('is not asked about while people speak', () => {
    expect(watched(60_000, () => ({ answers: true, speech: true }))).toEqual({ asked: [], dead: [] })
  })

  test('is asked about now and then in silence', () => {
    const { asked, dead } = watched(60_000, () => ({ answers: true, speech: false }))
    expect(asked.length).toBeLessThan(13)
    expect(asked.length).toBeGreaterThan(10)
    expect(dead).toEqual([])
  })

  test('is dead three questions after it stopped answering in mid-talk', () => {
    const { dead } = watched(30_250, (nowMs) => ({
      answers: nowMs < 20_000,
      speech: nowMs >= 10_000 && nowMs < 20_000,
    }))
    expect(dead[0]).toBeLessThanOrEqual(24_000)
  })

  test('is never called dead if the server does not answer such questions at all', () => {
    const { asked, dead } = watched(600_000, () => ({ answers: false, speech: false }))
    expect(dead).toEqual([])
    expect(asked.length).toBeLessThan(130)
  })
})
