import { expect, test } from '@jest/globals'
import { type Standing, standingOf } from '../../../src/session/consent/consent-rule.ts'
import type { Decision } from '../../../src/transcript/consent-record.ts'

type Row = readonly [
  who: 'person' | 'bot',
  decision: Decision | null,
  mode: 'notice' | 'ask',
  standing: Standing,
]

test.each<Row>([
  ['person', null, 'notice', 'heard'],
  ['person', 'agreed', 'notice', 'heard'],
  ['person', 'opted-out', 'notice', 'opted-out'],
  ['person', null, 'ask', 'unasked'],
  ['person', 'agreed', 'ask', 'heard'],
  ['person', 'opted-out', 'ask', 'opted-out'],
  ['bot', null, 'notice', 'bot'],
  ['bot', 'agreed', 'notice', 'bot'],
  ['bot', null, 'ask', 'bot'],
])('a %s who said %s is, in the mode %s, %s', (who, decision, mode, standing) => {
  expect(standingOf({ bot: who === 'bot' }, decision, { mode, hearBots: false })).toBe(standing)
})

test.each<[Decision | null, 'notice' | 'ask']>([
  [null, 'notice'],
  [null, 'ask'],
])('where bots are to be heard, a bot that said %s is in the mode %s too', (decision, mode) => {
  expect(standingOf({ bot: true }, decision, { mode, hearBots: true })).toBe('heard')
})

test.each<[Decision | null, 'notice' | 'ask', Standing]>([
  [null, 'ask', 'unasked'],
  ['opted-out', 'notice', 'opted-out'],
])('and a person who said %s is, in the mode %s, still %s', (decision, mode, standing) => {
  expect(standingOf({ bot: false }, decision, { mode, hearBots: true })).toBe(standing)
})
