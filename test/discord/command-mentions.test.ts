import { describe, expect, test } from '@jest/globals'
import { unescaped } from '../../sandbox/cast/channel-reader.ts'
import { nameOf, quotedText, safeLines } from '../../src/discord/captions/markup.ts'
import { CommandMentions, unlinked } from '../../src/discord/command-mentions.ts'
import { plainLine } from '../../src/transcript/plain-line.ts'

const made = (): CommandMentions => {
  const mentions = new CommandMentions(['start', 'stop', 'status'])
  mentions.registered('77')
  return mentions
}

describe('a command in a sentence', () => {
  test.each([
    ['End it with /transcribe stop.', 'End it with </transcribe stop:77>.'],
    ['/transcribe start', '</transcribe start:77>'],
    [
      '（/transcribe stop）で終了、/transcribe startで開始',
      '（</transcribe stop:77>）で終了、</transcribe start:77>で開始',
    ],
    [
      '*/transcribe status*, **a** `b`: /transcribe stop',
      '*</transcribe status:77>*, **a** `b`: </transcribe stop:77>',
    ],
  ])('is mentioned: %s', (text, shown) => {
    expect(made().in(text)).toBe(shown)
    expect(unescaped(made().in(text))).toBe(text)
  })

  test.each([
    ['none of ours', 'Use /transcribe nothing, /transcribe, /stop.'],
    ['the beginning of another', 'Use /transcribe stopped or /transcribe stop-all.'],
    ['the end of another', 'See https://x.example/transcribe stop and //transcribe stop.'],
    ['in code', '`/transcribe stop` and ``a `/transcribe stop` b``'],
    ['in a block of code', '```\n/transcribe stop\n```'],
    ['escaped', 'a \\/transcribe stop'],
    ['a mention already', '</transcribe stop:5>'],
  ])('is left as it is: %s', (_, text) => {
    expect(made().in(text)).toBe(text)
  })

  test('is left as it is until Discord has told its id', () => {
    const mentions = new CommandMentions(['stop'])
    expect(mentions.in('/transcribe stop')).toBe('/transcribe stop')
  })

  test('is mentioned after a backtick that is escaped', () => {
    expect(made().in('\\` /transcribe stop \\`')).toBe('\\` </transcribe stop:77> \\`')
  })

  test('is left as it is where the message would be too long', () => {
    const text = (length: number) => '/transcribe stop'.padEnd(length, '.')
    expect(made().in(text(1_995))).toHaveLength(2_000)
    expect(made().in(text(1_996))).toBe(text(1_996))
    expect(made().in(text(100), 104)).toBe(text(100))
  })
})

describe('what people wrote, and are called', () => {
  const text = 'x /transcribe stop y'

  test.each([
    ['in a sentence', quotedText(text)],
    ['as a name', nameOf({ id: '1', name: text })],
    ['in a notice', safeLines(`${unlinked(text)} started it.`)],
    ['twice over', unlinked(unlinked(text))],
  ])('is no mention %s, and reads the same', (_, shown) => {
    expect(made().in(shown)).toBe(shown)
    expect(plainLine(shown).replaceAll('\u200c', '')).toContain(text)
  })
})
