import { expect, test } from '@jest/globals'
import { withoutWords } from '../../../src/discord/captions/word-cut.ts'
import type { Speaker } from '../../../src/transcript/turn.ts'
import { ANNA, BEN, person, TO_ITS_END, turn } from '../../storage/samples.ts'

const said = (text: string, speaker: Speaker = ANNA, from = 0, to = TO_ITS_END) => ({
  turn: turn('1', 0, text, speaker),
  from,
  to,
})

test.each([
  ['one line of two', '**Anna**: hello there\n**Ben**: and you', [said('hello there')], '**Ben**: and you'],
  [
    'a line with the time above it',
    '**Ben**: so\n-# <t:1767323045:T>\n**Anna**: late words\n**Ben**: and on',
    [said('late words')],
    '**Ben**: so\n**Ben**: and on',
  ],
  ['the whole', '**Anna**: hello there', [said('hello there')], ''],
  [
    'several turns in one line',
    '**Anna**: one two three\n**Ben**: four',
    [said('one two'), said('three')],
    '**Ben**: four',
  ],
  [
    'the end of a turn that began in the message before',
    '**Anna**: three four\n**Ben**: five',
    [said('one two three four', ANNA, 8)],
    '**Ben**: five',
  ],
  [
    'what was escaped',
    '**Ann\\_a**: a \\*star\\*\n**Ben**: yes',
    [said('a *star*', person('901', 'Ann_a'))],
    '**Ben**: yes',
  ],
  [
    'hers alone where another said the same',
    '**Ben**: yes\n**Anna**: yes\n-# Nobody was heard for 3 s: noise',
    [said('yes')],
    '**Ben**: yes\n-# Nobody was heard for 3 s: noise',
  ],
])('takes out %s', (_, content, parts, rest) => {
  expect(withoutWords(content, parts)).toBe(rest)
})

test.each([
  ['other words', '**Anna**: hello', [said('goodbye')]],
  ['another name', '**Anna B**: hello', [said('hello')]],
  ['only some of them', '**Anna**: hello', [said('hello'), said('goodbye')]],
  ['nothing, since it cannot be read', '', [said('hello')]],
])('finds fault with a message that holds %s', (_, content, parts) => {
  expect(withoutWords(content, parts)).toBeNull()
})

test('of two who are called the same, takes out the words that are asked for', () => {
  const other = person('903', 'Anna')
  const content = '**Anna**: mine\n**Anna**: hers'
  expect(withoutWords(content, [said('hers', other)])).toBe('**Anna**: mine')
  expect(withoutWords(`${content}\n**Ben**: x`, [said('mine'), said('x', BEN)])).toBe('**Anna**: hers')
})
