import { describe, expect, test } from '@jest/globals'
import { expiryOf, moveOf, type Scene } from '../../../../src/speech/assemblyai/dialogue/expiry.ts'

const HOURS_3 = 10_800_000

describe('the expiry of a session', () => {
  test.each([
    ['two minutes before the end of three hours', HOURS_3, HOURS_3 - 120_000],
    ['a third of a short life before its end', 60_000, 40_000],
    ['as of three hours when its end is told as past', -5000, HOURS_3 - 120_000],
    ['as of three hours when its end is told as further than any', 2 * HOURS_3, HOURS_3 - 120_000],
  ])('is due %s', (_name, lifeMs, dueAt) => {
    expect(expiryOf(0, lifeMs).dueAt).toBe(dueAt)
  })

  test('leaves a minute for a turn to end, and 40 s more for a pause in it to come', () => {
    const expiry = expiryOf(1000, HOURS_3)
    expect(expiry.openBy - expiry.dueAt).toBe(60_000)
    expect(expiry.moveBy - expiry.dueAt).toBe(80_000)
  })
})

const scene: Scene = { now: 0, successor: 'none', betweenTurns: false, pausing: false, quiet: false }

// Due at 100, its successor to be opened by 150 and moved to by 170.
describe('a session near its end', () => {
  test.each<[string, Partial<Scene>, ReturnType<typeof moveOf>]>([
    ['goes on before it is due', { now: 99, betweenTurns: true }, 'stay'],
    ['is followed at the end of a turn', { now: 100, betweenTurns: true }, 'open'],
    ['is not followed in a turn', { now: 149 }, 'stay'],
    ['is followed in a turn when that goes on', { now: 150 }, 'open'],
    ['is let go when nobody speaks', { now: 100, betweenTurns: true, quiet: true }, 'rest'],
    ['waits for a successor that is not ready', { now: 200, successor: 'coming' }, 'stay'],
    [
      'moves in a pause between turns',
      { now: 110, successor: 'ready', betweenTurns: true, pausing: true },
      'move',
    ],
    [
      'does not move while a turn may be beginning',
      { now: 110, successor: 'ready', betweenTurns: true },
      'stay',
    ],
    ['does not move in a pause of a turn at first', { now: 149, successor: 'ready', pausing: true }, 'stay'],
    ['moves in a pause of a turn that goes on', { now: 150, successor: 'ready', pausing: true }, 'move'],
    ['moves without a pause at last', { now: 170, successor: 'ready' }, 'move'],
  ])('%s', (_name, more, expected) => {
    expect(moveOf({ dueAt: 100, openBy: 150, moveBy: 170 }, { ...scene, ...more })).toBe(expected)
  })
})
