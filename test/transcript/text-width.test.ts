import { expect, test } from '@jest/globals'
import { clippedToWidth, isWide, textWidth } from '../../src/transcript/text-width.ts'

test.each([
  ['plain', 5],
  ['über', 4],
  ['e\u0301', 1],
  ['日本', 4],
  ['ｶﾅ', 2],
  ['カナ', 4],
  ['한국', 4],
  ['שלום', 4],
  ['👍', 2],
  ['❤', 1],
  ['a\u200db', 2],
])('%j takes %d columns', (text, width) => {
  expect(textWidth(text)).toBe(width)
})

test('only scripts without spaces can be broken anywhere', () => {
  expect([isWide('Ada'), isWide('naïve'), isWide('語')]).toEqual([false, false, true])
})

test.each([
  ['Ada', 3, 'Ada'],
  ['Adam', 3, 'Ad…'],
  ['日本語', 5, '日本…'],
  ['日本語', 6, '日本語'],
  ['a b', 3, 'a b'],
  ['ab cd', 4, 'ab…'],
])('%j in %d columns is %j', (text, columns, clipped) => {
  expect(clippedToWidth(text, columns)).toBe(clipped)
})
