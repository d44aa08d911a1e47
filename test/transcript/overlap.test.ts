import { expect, test } from '@jest/globals'
import { overlaps } from '../../src/transcript/overlap.ts'
import { ada, bob, person, turn } from './export/sample.ts'

const eve = person('3', 'Eve')

test.each([
  ['one after another', [turn(ada, 0, 'a', { endMs: 1 }), turn(bob, 1, 'b', { endMs: 2 })], []],
  [
    'one into another',
    [turn(ada, 0, 'a', { endMs: 10 }), turn(bob, 9, 'b', { endMs: 20 })],
    [[`${bob.id}:9`, [`${ada.id}:0`]]],
  ],
  ['one speaker alone', [turn(ada, 0, 'a', { endMs: 10 }), turn(ada, 5, 'b', { endMs: 20 })], []],
  [
    'several under a long one',
    [
      turn(ada, 0, 'a', { endMs: 100 }),
      turn(bob, 10, 'b', { endMs: 20 }),
      turn(eve, 15, 'c', { endMs: 30 }),
      turn(bob, 50, 'd', { endMs: 60 }),
    ],
    [
      [`${bob.id}:10`, [`${ada.id}:0`]],
      ['3:15', [`${ada.id}:0`, `${bob.id}:10`]],
      [`${bob.id}:50`, [`${ada.id}:0`]],
    ],
  ],
])('%s', (_, turns, expected) => {
  expect([...overlaps(turns)]).toEqual(expected)
})
