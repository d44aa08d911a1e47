import { expect, test } from '@jest/globals'
import { wordErrors } from '../../../sandbox/cast/word-errors.ts'

test.each([
  ['The cat sat.', 'the cat sat', { words: 3, errors: 0, rate: 0 }],
  ["Don't stop -- twenty-one!", 'dont stop twenty one', { words: 4, errors: 0 }],
  ['a b c d', 'a x c d', { errors: 1, substituted: 1, deleted: 0, inserted: 0, rate: 0.25 }],
  ['a b c d', 'a c d', { errors: 1, deleted: 1 }],
  ['a b c d', 'a b b c d', { errors: 1, inserted: 1 }],
  ['a b c d', '', { errors: 4, deleted: 4, rate: 1 }],
  ['', 'a b', { words: 0, errors: 2, inserted: 2, rate: 2 }],
  ['', '', { words: 0, errors: 0, rate: 0 }],
  ['kitten sitting here', 'sitting where now', { errors: 3 }],
])('%j heard as %j', (reference, hypothesis, expected) => {
  expect(wordErrors(reference, hypothesis)).toMatchObject(expected)
})
