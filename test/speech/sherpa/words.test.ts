import { describe, expect, test } from '@jest/globals'
import type { Hypothesis } from '../../../src/speech/sherpa/protocol.ts'
import { readable, wordsOf } from '../../../src/speech/sherpa/words.ts'

const pieces = (...texts: string[]): Hypothesis =>
  texts.map((text, i) => ({ text, atMs: 500 + i * 100, confidence: 0.5 }))

const textOf = (texts: readonly string[], cased = false): string =>
  readable(wordsOf(pieces(...texts)), { cased, place: (ms) => ms })
    .map((word) => word.text)
    .join(' ')

describe('the words of a hypothesis', () => {
  test.each([
    ['pieces are joined to words', [' GO', ' FOR', 'WARD'], 'Go forward'],
    ['a first piece without its space begins a word too', ['TEN', ' ME', 'TERS'], 'Ten meters'],
    ['a lone space begins a word that the next pieces spell', [' ', 'Q', 'ED'], 'Qed'],
    ['marks are no words', [' THE', '<unk>', ' LAMP'], 'The lamp'],
    ['"I" is a capital, alone and shortened', [' THEN', ' I', " I'M", ' IN'], "Then I I'm in"],
    ['a model of small letters only is given its capitals', [' then', ' i', " i'm", ' in'], "Then I I'm in"],
    ['nothing is nothing', [], ''],
  ])('%s', (_, texts, text) => {
    expect(textOf(texts)).toBe(text)
  })

  test.each([
    ['mixed', [' Hello', ' World,', ' it', ' is'], 'Hello World, it is'],
    ['capitals only', [' NASA'], 'NASA'],
    ['small letters only', [' and', ' then', ' i', 'Phone'], 'and then iPhone'],
  ])('of a model that knows case keep it, be they %s', (_, texts, text) => {
    expect(textOf(texts, true)).toBe(text)
  })

  test('begin when their first piece was said, which is before it was written, and do not overlap', () => {
    const words = wordsOf([
      { text: ' FOR', atMs: 1_000, confidence: 0.9 },
      { text: 'WARD', atMs: 1_120, confidence: 0.4 },
      { text: ' TEN', atMs: 1_160, confidence: null },
    ])
    expect(words).toEqual([
      { text: 'FORWARD', fromMs: 800, toMs: 960, confidence: 0.4 },
      { text: 'TEN', fromMs: 960, toMs: 1_060, confidence: null },
    ])
  })

  test('never begin before the sound', () => {
    expect(wordsOf([{ text: ' A', atMs: 40, confidence: 1 }])[0]).toMatchObject({ fromMs: 0 })
  })

  test('are placed in the session', () => {
    const words = readable(wordsOf(pieces(' HI')), { cased: false, place: (ms) => 60_000 + ms })
    expect(words).toEqual([{ text: 'Hi', startMs: 60_300, endMs: 60_400, confidence: 0.5 }])
  })
})
