import { expect, test } from '@jest/globals'
import { namesOf, peopleOf } from '../../src/transcript/people.ts'
import { english } from '../../src/wording/english/english.ts'
import { ada, bob, person, transcript, turn } from './export/sample.ts'

const names = (...people: readonly (readonly [string, string])[]): string[] => [
  ...namesOf(
    people.map(([id, name]) => person(id, name)),
    english,
  ).values(),
]

test('two people of the same name are told apart', () => {
  expect(names(['10001', 'Ada'], ['10002', 'ada'], ['10003', 'Ａｄａ'], ['10004', 'Bob'])).toEqual([
    'Ada',
    'ada (0002)',
    'Ａｄａ (0003)',
    'Bob',
  ])
})

test('who is called like another one with an id is told apart too', () => {
  expect(names(['12', 'Ada (12)'], ['34', 'Ada'], ['12', 'Ada'], ['56', 'Ada (12)'])).toHaveLength(3)
  const shown = names(['a1234', 'Ada'], ['b', 'Ada (1234)'], ['c', 'Ada (a1234)'], ['da1234', 'Ada'])
  expect(new Set(shown).size).toBe(4)
})

test('everybody is known, also who never spoke', () => {
  const [eve, max] = [person('3', 'Eve'), person('4', 'Max')]
  const told = transcript([turn(bob, 0, 'Hi'), turn(ada, 1, 'Hi')], {
    speakers: [ada],
    gaps: [
      { speaker: eve, startMs: 0, endMs: 1, cause: 'x' },
      { speaker: null, startMs: 0, endMs: 1, cause: 'x' },
    ],
    presence: [{ speaker: max, kind: 'joined', atMs: 0 }],
  })
  expect(peopleOf(told).map(({ name }) => name)).toEqual(['Ada', 'Bob', 'Eve', 'Max'])
})
