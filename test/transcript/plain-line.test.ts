import { expect, test } from '@jest/globals'
import { plainLine, visible } from '../../src/transcript/plain-line.ts'

test.each([
  ['plain  words ', 'plain words'],
  ['a\r\nb\u2028c\x85d\u00a0e\u3000f', 'a b c d e f'],
  ['a\u202eb\u2066c\u200bd\ufeffe\x00f\x1bg', 'abcdefg'],
  ['a\u{e0041}b\u3164c\u2800d', 'abcd'],
  ['می\u200cخواهم', 'می\u200cخواهم'],
  ['👩\u200d🚀 ❤\ufe0f', '👩\u200d🚀 ❤\ufe0f'],
  [`e${'\u0301'.repeat(20)}`, `e${'\u0301'.repeat(4)}`],
  ['a\ud800b', 'a\ufffdb'],
])('%j is the line %j', (text, line) => {
  expect(plainLine(text)).toBe(line)
})

test('a line of marks and joiners shows nothing', () => {
  expect(visible('\u0301\u200d \ufe0f')).toBe('')
  expect(visible('\u200dAda')).toBe('Ada')
})
