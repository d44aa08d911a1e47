import { describe, expect, test } from '@jest/globals'
import { cutText } from '../../../src/discord/captions/text-cut.ts'

describe('cutting a text', () => {
  test.each([
    ['what fits is whole', 'one two', 7, 'one two', ''],
    ['it is cut at the last space that fits', 'one two three', 8, 'one two', 'three'],
    ['a space right behind the room counts', 'one two three', 7, 'one two', 'three'],
    ['a word longer than the room is cut within', 'abcdefghij', 4, 'abcd', 'efghij'],
    [
      'a head that would be less than half full is cut within a word',
      'a bcdefghijkl',
      8,
      'a bcdefg',
      'hijkl',
    ],
    ['an escape stays with its character', 'abc\\*def', 4, 'abc', '\\*def'],
    ['an escaped backslash is whole', 'ab\\\\def', 4, 'ab\\\\', 'def'],
    ['a surrogate pair is whole', 'abc🚀def', 4, 'abc', '🚀def'],
    ['an escape before a surrogate pair', 'abcd\\\\🚀', 7, 'abcd\\\\', '🚀'],
  ])('%s', (_, text, room, head, rest) => {
    expect(cutText(text, room)).toEqual({ head, rest })
  })

  test('nothing is lost over many cuts, and every piece fits', () => {
    const words = Array.from({ length: 800 }, (_, index) => `w${index}\\*`)
    let text = words.join(' ')
    const pieces: string[] = []
    while (text !== '') {
      const { head, rest } = cutText(text, 100)
      expect(head.length).toBeLessThanOrEqual(100)
      pieces.push(head)
      text = rest
    }
    expect(pieces.join(' ').split(' ')).toEqual(words)
  })
})
