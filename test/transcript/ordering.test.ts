import { describe, expect, test } from '@jest/globals'
import { speakerId } from '../../src/base/ids.ts'
import { Ordering } from '../../src/transcript/ordering.ts'
import type { FinalTurn } from '../../src/transcript/turn.ts'

const HOLD_MS = 1_500

function turn(text: string, startMs: number): FinalTurn {
  const speaker = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }
  return { id: text, speaker, startMs, endMs: startMs + 500, text, words: [] }
}

const texts = (turns: readonly FinalTurn[]): string[] => turns.map(({ text }) => text)

describe('ordering', () => {
  test('lets a turn go at once when nobody else is speaking', () => {
    const ordering = new Ordering<FinalTurn>(HOLD_MS)
    ordering.hold(turn('one', 0), 900)
    expect(texts(ordering.release(900, null))).toEqual(['one'])
    expect(ordering.release(900, null)).toEqual([])
  })

  test('holds a turn while speech that began earlier is unfinished, then releases both by their beginning', () => {
    const ordering = new Ordering<FinalTurn>(HOLD_MS)
    ordering.hold(turn('later', 1_000), 2_000)
    expect(ordering.release(2_000, 500)).toEqual([])
    ordering.hold(turn('earlier', 500), 2_600)
    expect(texts(ordering.release(2_600, null))).toEqual(['earlier', 'later'])
  })

  test('does not wait for speech that began later', () => {
    const ordering = new Ordering<FinalTurn>(HOLD_MS)
    ordering.hold(turn('first', 1_000), 2_000)
    expect(texts(ordering.release(2_000, 1_001))).toEqual(['first'])
  })

  test('never holds longer than the limit, and takes along what began before', () => {
    const ordering = new Ordering<FinalTurn>(HOLD_MS)
    ordering.hold(turn('third', 3_000), 4_000)
    ordering.hold(turn('second', 2_000), 4_500)
    expect(ordering.release(5_499, 0)).toEqual([])
    expect(texts(ordering.release(5_500, 0))).toEqual(['second', 'third'])
  })

  test('keeps equal beginnings in order of arrival', () => {
    const ordering = new Ordering<FinalTurn>(HOLD_MS)
    for (const text of ['a', 'b', 'c']) ordering.hold(turn(text, 100), 200)
    expect(texts(ordering.release(200, null))).toEqual(['a', 'b', 'c'])
  })
})
