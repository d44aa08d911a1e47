import { describe, expect, test } from '@jest/globals'
import { excerptOf, searchWords } from '../../src/storage/search-words.ts'

const match = (typed: string) => {
  const words = searchWords(typed, '77')
  return words.kind === 'index' ? words.match : words.kind
}

describe('what a person types', () => {
  test.each([
    ['gold', 'guild : "77" AND text : (("gold" OR "gold" *))'],
    ['red gold', 'guild : "77" AND text : (("red" OR "red" *) AND ("gold" OR "gold" *))'],
    ['say "gold"', 'guild : "77" AND text : (("say" OR "say" *) AND ("""gold""" OR """gold""" *))'],
    ['- gold !', 'guild : "77" AND text : (("gold" OR "gold" *))'],
    ['', 'none'],
    ['? !', 'none'],
    ['gold 金', 'scan'],
    ['สวัสดี', 'scan'],
  ])('%j becomes %s', (typed, expected) => {
    expect(match(typed)).toBe(expected)
  })

  test('is cut to 16 words', () => {
    expect(match('w '.repeat(100)).split(' AND (')).toHaveLength(16)
  })
})

describe('an excerpt', () => {
  test.each([
    ['marks every word', '红龙与金龙', ['龙'], '红\u0001龙\u0002与金\u0001龙\u0002'],
    ['takes words as they are', 'a.c 金 abc', ['a.c', '金'], '\u0001a.c\u0002 \u0001金\u0002 abc'],
    [
      'says where it was cut',
      `${'一'.repeat(50)}龙${'二'.repeat(200)}`,
      ['龙'],
      `…${'一'.repeat(40)}\u0001龙\u0002${'二'.repeat(119)}…`,
    ],
    ['cuts no character in two', `🎲${'一'.repeat(39)}龙`, ['龙'], `…${'一'.repeat(39)}\u0001龙\u0002`],
  ])('%s', (_, text, words, expected) => {
    expect(excerptOf(text, words)).toBe(expected)
  })
})
