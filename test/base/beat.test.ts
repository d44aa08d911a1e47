import { describe, expect, test } from '@jest/globals'
import { beatOf } from '../../src/base/beat.ts'
import { ManualClock } from '../support/manual-clock.ts'

describe('the beat', () => {
  test('is one for all on the same clock, and its timer ends with the last of them', () => {
    const clock = new ManualClock()
    const heard: string[] = []
    const stopOne = beatOf(clock).every(1, () => heard.push('one'))
    clock.advance(20)
    const stopOther = beatOf(clock).every(1, () => heard.push('other'))
    expect(clock.pending).toBe(1)
    clock.advance(30)
    expect(heard).toEqual(['one', 'other'])
    stopOne()
    stopOne()
    clock.advance(50)
    expect(heard).toEqual(['one', 'other', 'other'])
    stopOther()
    expect(clock.pending).toBe(0)
    stopOther()
    const stopAgain = beatOf(clock).every(1, () => heard.push('again'))
    clock.advance(50)
    expect(heard.at(-1)).toBe('again')
    stopAgain()
    expect(clock.pending).toBe(0)
  })

  test('is not shared between clocks', () => {
    const [clock, another] = [new ManualClock(), new ManualClock()]
    let heard = 0
    beatOf(clock).every(1, () => {
      heard += 1
    })
    another.advance(500)
    expect(heard).toBe(0)
    clock.advance(500)
    expect(heard).toBe(10)
  })

  test('calls once in as many beats as was asked for', () => {
    const clock = new ManualClock()
    const heardAt: number[] = []
    beatOf(clock).every(5, () => heardAt.push(clock.now()))
    clock.advance(1_000)
    expect(heardAt).toEqual([250, 500, 750, 1_000])
  })

  test('comes to all others where one throws, and the error reaches the process', () => {
    const clock = new ManualClock()
    let heard = 0
    beatOf(clock).every(1, () => {
      throw new Error('a bug')
    })
    beatOf(clock).every(1, () => {
      heard += 1
    })
    expect(() => clock.advance(50)).toThrow('a bug')
    expect(heard).toBe(1)
  })

  test('may be left within a beat', () => {
    const clock = new ManualClock()
    const heard: string[] = []
    const stop = beatOf(clock).every(1, () => {
      heard.push('once')
      stop()
    })
    beatOf(clock).every(1, () => heard.push('on'))
    clock.advance(100)
    expect(heard).toEqual(['once', 'on', 'on'])
  })
})
