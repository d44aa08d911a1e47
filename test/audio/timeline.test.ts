import { describe, expect, test } from '@jest/globals'
import { Timeline } from '../../src/audio/timeline.ts'
import { seeded } from '../support/seeded.ts'

/** A timeline in milliseconds. */
function timeline(): (rtpMs: number, arrivedMs: number) => number {
  const line = new Timeline()
  return (rtpMs, arrivedMs) => line.place((rtpMs * 48) >>> 0, arrivedMs * 16) / 16
}

describe('within a talk', () => {
  test('the first packet lies where it arrived, the others by RTP time', () => {
    const place = timeline()
    expect([place(500, 1000), place(520, 1035), place(540, 1041), place(560, 1090)]).toEqual([
      1000, 1020, 1040, 1060,
    ])
  })

  test('RTP time may wrap', () => {
    const line = new Timeline()
    expect(line.place(0xffff_fff0, 16_000)).toBe(16_000)
    expect(line.place(0xffff_fff0 + 960 - 2 ** 32, 16_400)).toBe(16_320)
  })

  test('a packet earlier than RTP time says proves the first to have been slow', () => {
    const place = timeline()
    place(0, 1030)
    expect(place(20, 1020)).toBe(1020)
    expect(place(40, 1060)).toBe(1040)
  })
})

describe('over pauses', () => {
  test('a clock that ran on in the pause is believed, and jitter of the next talk is not heard', () => {
    const place = timeline()
    place(0, 1000)
    expect(place(60_000, 61_045)).toBe(61_000)
  })

  test('a clock that stood still is not believed: the next talk lies where it arrived', () => {
    const place = timeline()
    place(0, 1000)
    expect(place(20, 5000)).toBe(5000)
    expect(place(40, 5030)).toBe(5020)
  })

  test('a clock that began anew is not believed', () => {
    const place = timeline()
    place(1_000_000, 1000)
    expect(place(7, 5000)).toBe(5000)
  })

  test('a packet is believed however late it comes, if it is known to be held up', () => {
    const line = new Timeline()
    line.place(0, 16_000)
    expect(line.place(960, 32_000, Number.POSITIVE_INFINITY)).toBe(16_320)
    expect(line.place(1920, 8000, Number.POSITIVE_INFINITY)).toBe(8000)
  })

  test('after a stall the burst pulls the stream back to where it was', () => {
    const place = timeline()
    for (let at = 0; at < 1000; at += 20) place(at, 1000 + at)
    for (let at = 1000; at < 1500; at += 20) place(at, 2500)
    expect(place(1500, 2500)).toBe(2500)
    expect(place(1520, 2520)).toBe(2520)
  })
})

describe('the sender has another crystal', () => {
  test.each([200, -200])('%d ppm over ten minutes with jitter: never more than 20 ms off', (ppm) => {
    const random = seeded(3)
    const place = timeline()
    let worst = 0
    for (let rtpMs = 0; rtpMs < 600_000; rtpMs += 20) {
      const truth = rtpMs * (1 + ppm / 1e6)
      const placed = place(rtpMs, truth + random() * 40)
      if (rtpMs > 2000) worst = Math.max(worst, Math.abs(placed - truth))
    }
    expect(worst).toBeLessThan(6)
  })

  test('a crowded network for ten seconds moves little, and is forgotten at once', () => {
    const place = timeline()
    let worst = 0
    for (let at = 0; at < 30_000; at += 20) {
      const crowded = at > 10_000 && at < 20_000
      const placed = place(at, at + (crowded ? 120 : 0))
      worst = Math.max(worst, placed - at)
      if (at > 20_100) expect(placed).toBe(at)
    }
    expect(worst).toBeLessThanOrEqual(50)
  })
})
