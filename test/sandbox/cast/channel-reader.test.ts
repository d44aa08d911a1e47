import { expect, test } from '@jest/globals'
import { readChannel, unescaped } from '../../../sandbox/cast/channel-reader.ts'

const read = (content: string, webhook?: string) =>
  readChannel([
    { content, createdAt: 5, ...(webhook !== undefined && { webhookId: '1', authorName: webhook }) },
  ]).map(({ speaker, words }) => [speaker, words])

test.each([
  ['a line of the bot names its speaker', '**Ann**: hello you', undefined, [['Ann', ['hello', 'you']]]],
  [
    'several share a message',
    '**Ann**: one\n**Bob**: two',
    undefined,
    [
      ['Ann', ['one']],
      ['Bob', ['two']],
    ],
  ],
  ['a line may carry its time', '-# <t:1:T>\n**Ann**: one', undefined, [['Ann', ['one']]]],
  ['a notice shows nobody’s words', 'Ann started it.', undefined, []],
  ['a webhook’s message is of whose name it has', 'hello \\*you\\*', 'Ann', [['Ann', ['hello', 'you']]]],
  ['such a one may carry its time', '-# <t:1:T>\nhello', 'Ann', [['Ann', ['hello']]]],
  ['and cannot speak for another', '**Bob**: hello', 'Ann', [['Ann', ['bob', 'hello']]]],
])('%s', (_, content, webhook, expected) => {
  expect(read(content, webhook)).toEqual(expected)
})

test.each([
  ['End it with </transcribe stop:123>.', 'End it with /transcribe stop.'],
  ['</transcribe start:1></transcribe stop:22>', '/transcribe start/transcribe stop'],
  ['\\</transcribe stop:1\\>', '</transcribe stop:1>'],
  ['<#1> <@2> <t:3:R> a < b', '<#1> <@2> <t:3:R> a < b'],
  ['\\*x\\*', '*x*'],
])('%s is seen as it is in Discord', (content, seen) => {
  expect(unescaped(content)).toBe(seen)
})
