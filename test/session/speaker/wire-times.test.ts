import { describe, expect, test } from '@jest/globals'
import { WireTimes } from '../../../src/session/speaker/wire-times.ts'
import { ScriptedEngine } from '../../support/scripted-engine.ts'
import { trackStand } from '../../support/track-stand.ts'

describe('the way from a packet to the speech stream', () => {
  test('is timed for one chunk in eight, where a packet filled it', () => {
    let nowMs = 1_000
    const times = new WireTimes(() => nowMs)
    for (let chunk = 1; chunk <= 24; chunk += 1) {
      nowMs += 50
      times.sent(chunk === 16 ? Number.NaN : nowMs - chunk)
    }
    // The 8th and the 24th; silence filled the 16th.
    expect(times.histogram.count).toBe(2)
    expect(times.histogram.sum).toBeCloseTo(0.032)
  })

  test('is not timed while the stream is away: what waits is no longer under way', async () => {
    const engine = new ScriptedEngine()
    const stand = await trackStand({ engines: [engine] })
    await stand.talk(2_000)
    const before = stand.track.wireTimes?.count ?? 0
    expect(before).toBeGreaterThan(2)
    stand.stream(engine).health('waiting')
    await stand.talk(2_000)
    expect(stand.track.wireTimes?.count).toBe(before)
    stand.stream(engine).health('live')
    await stand.talk(2_000)
    expect(stand.track.wireTimes?.count).toBeGreaterThan(before + 2)
  })

  test('and what is lost on other ways is counted by its cause', async () => {
    const stand = await trackStand({ engines: [new ScriptedEngine()] })
    await stand.talk(500)
    await stand.lose(3_000)
    await stand.talk(500)
    expect(stand.track.lostMs.network).toBeGreaterThan(2_500)
    expect(stand.track.lostMs['engine-unavailable']).toBe(0)
  })
})
