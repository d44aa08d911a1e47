import { describe, expect, test } from '@jest/globals'
import { Pacer } from '../../src/audio/pacer.ts'
import { Recording } from '../support/recording.ts'

/** 100 ms; positions below are in samples, 16 to the millisecond. */
const TAIL_MS = 100
const FRAME = new Int16Array(320).fill(1000)

function start() {
  const recording = new Recording()
  const pacer = new Pacer(TAIL_MS, recording.emit)
  const say = (at: number, follows = true): void => pacer.speech(FRAME, { at, follows })
  return { pacer, recording, say }
}

describe('silence', () => {
  test('is not fed before there was speech', () => {
    const { pacer, recording } = start()
    pacer.silenceTo(16_000)
    expect(recording.chunks).toEqual([])
    expect(pacer.phase).toEqual({ kind: 'quiet' })
  })

  test('is fed as far as asked, and never taken back', () => {
    const { pacer, say } = start()
    say(1600)
    pacer.silenceTo(2000)
    expect(pacer.position).toBe(2000)
    pacer.silenceTo(1950)
    expect(pacer.position).toBe(2000)
    expect(pacer.phase).toEqual({ kind: 'tail', sinceMs: 120 })
  })

  test('ends with the tail, whatever is asked; the last chunk is completed', () => {
    const { pacer, recording, say } = start()
    say(1600)
    pacer.silenceTo(1_000_000)
    expect(pacer.phase).toEqual({ kind: 'quiet' })
    expect(recording.stretches).toEqual([[100, 250]])
  })

  test('of a tail of no length ends with speech', () => {
    const recording = new Recording()
    const pacer = new Pacer(0, recording.emit)
    pacer.speech(FRAME, { at: 0, follows: false })
    pacer.silenceTo(320)
    expect(pacer.phase).toEqual({ kind: 'quiet' })
    expect(recording.stretches).toEqual([[0, 50]])
  })
})

describe('a frame', () => {
  test('that follows goes on where the last one ended, though it belongs a little beside', () => {
    for (const beside of [-80, 0, 80]) {
      const { pacer, say } = start()
      say(1600)
      say(1920 + beside)
      expect(pacer.position).toBe(2240)
    }
  })

  test('that follows but belongs further off moves the line by a sample', () => {
    const { pacer, say } = start()
    say(1600)
    say(1920 + 200)
    expect(pacer.position).toBe(1600 + 641)
    say(2241 - 200)
    expect(pacer.position).toBe(1600 + 960)
  })

  test('that follows by RTP time but comes far later, follows a pause', () => {
    const { pacer, recording, say } = start()
    say(1600)
    say(1600 + 10_000)
    expect(recording.stretches).toEqual([[100, 250]])
    expect(pacer.position).toBe(11_920)
  })

  test('after a hole lies in its place, and the talk is the same', () => {
    const { pacer, say } = start()
    say(1600)
    say(2240, false)
    expect(pacer.position).toBe(2560)
    expect(pacer.phase).toEqual({ kind: 'speaking', sinceMs: 100 })
  })

  test('in the tail lies in its place, and begins a talk', () => {
    const { pacer, say } = start()
    say(1600)
    pacer.silenceTo(2000)
    say(2101, false)
    expect(pacer.position).toBe(2421)
    expect(pacer.phase).toEqual({ kind: 'speaking', sinceMs: 2101 / 16 })
  })

  test('whose place is taken goes right behind', () => {
    const { pacer, say } = start()
    say(1600)
    pacer.silenceTo(2400)
    say(2350, false)
    expect(pacer.position).toBe(2720)
  })

  test('right after the tail does not overlap the completed chunk', () => {
    const { pacer, recording, say } = start()
    say(1600)
    pacer.silenceTo(1_000_000)
    say(3900)
    expect(pacer.phase).toEqual({ kind: 'speaking', sinceMs: 250 })
    pacer.end()
    expect(recording.stretches).toEqual([[100, 300]])
  })
})
