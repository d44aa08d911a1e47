import { afterEach, describe, expect, test } from '@jest/globals'
import { Metronome } from '../../../../sandbox/discord/voice/metronome.ts'

const metronome = new Metronome()
afterEach(() => metronome.close())

/** A voice that beats so many times, and what it saw. */
function voice(beats: number, onBeat: (frame: number) => void = () => {}) {
  const frames: number[] = []
  const { promise: done, resolve } = Promise.withResolvers<void>()
  const beat = (frame: number): boolean => {
    frames.push(frame)
    onBeat(frame)
    if (frames.length === beats) resolve()
    return frames.length < beats
  }
  return { beat, frames, done }
}

describe('the metronome', () => {
  test('beats every frame once and in order, however late its timer is', async () => {
    const originMs = metronome.origin()
    const slow = voice(12, (frame) => {
      if (frame !== 3) return
      const until = performance.now() + 100
      while (performance.now() < until);
    })
    metronome.start(slow, { originMs, earliestFrame: 0 })
    await slow.done
    const [first = 0] = slow.frames
    expect(slow.frames).toEqual(Array.from({ length: 12 }, (_, i) => first + i))
  })

  test('never beats before a frame is due, and holds to its schedule after a delay', async () => {
    const originMs = metronome.origin()
    const early: number[] = []
    const one = voice(10, (frame) => {
      if (performance.now() < originMs + frame * 20) early.push(frame)
    })
    metronome.start(one, { originMs, earliestFrame: 0 })
    await one.done
    expect(early).toEqual([])
  })

  test('begins a voice again where time has got to, and never at a frame it has had', async () => {
    const originMs = metronome.origin()
    const first = voice(3)
    metronome.start(first, { originMs, earliestFrame: 0 })
    await first.done
    const last = first.frames.at(-1) ?? 0
    const again = voice(1)
    const frameNow = () => Math.ceil((performance.now() - originMs) / 20)
    const soonest = Math.max(frameNow(), last + 4)
    metronome.start(again, { originMs, earliestFrame: last + 4 })
    // Where time has not got to the earliest frame, it is that one.
    const latest = Math.max(frameNow(), last + 4)
    await again.done
    const [frame = 0] = again.frames
    expect(again.frames).toHaveLength(1)
    expect(frame).toBeGreaterThanOrEqual(soonest)
    expect(frame).toBeLessThanOrEqual(latest)
  })

  test('stops a voice in mid-word', async () => {
    const originMs = metronome.origin()
    const stopped = voice(100)
    const other = voice(5)
    metronome.start(stopped, { originMs, earliestFrame: 0 })
    metronome.stop(stopped)
    metronome.start(other, { originMs, earliestFrame: 0 })
    await other.done
    expect(stopped.frames).toEqual([])
  })
})
