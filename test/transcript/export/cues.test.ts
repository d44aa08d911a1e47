import { describe, expect, test } from '@jest/globals'
import { type Cue, cuesOf } from '../../../src/transcript/export/cues.ts'
import { textWidth } from '../../../src/transcript/text-width.ts'
import type { RecordedTurn, Transcript } from '../../../src/transcript/transcript.ts'
import { english } from '../../../src/wording/english/english.ts'
import { seeded } from '../../support/seeded.ts'
import { ada, bob, person, transcript, turn } from './sample.ts'

const prefix = (name: string, overlap: boolean): string => `${overlap ? '[overlap] ' : ''}${name}: `
const cues = (...turns: RecordedTurn[]): readonly Cue[] => cuesOf(transcript(turns), prefix, english)
const shown = (list: readonly Cue[]) =>
  list.map(({ startMs, endMs, name, lines }) => [startMs, endMs, name, ...lines])

describe('a turn', () => {
  test('that is short is one cue of at least a second', () => {
    expect(shown(cues(turn(ada, 500, 'Yes.', { endMs: 700 })))).toEqual([[500, 1_500, 'Ada', 'Yes.']])
  })

  test('of two lines is parted in the middle', () => {
    expect(shown(cues(turn(ada, 0, 'one two three four five six seven eight nine')))).toEqual([
      [0, 2_700, 'Ada', 'one two three four', 'five six seven eight nine'],
    ])
  })

  test('that is longer is cut at the ends of sentences, with the times of its words', () => {
    const text =
      'This is the first sentence of three in here. This is the second one, and it is longer. The third ends it.'
    expect(shown(cues(turn(ada, 1_000, text)))).toEqual([
      [1_000, 3_700, 'Ada', 'This is the first', 'sentence of three in here.'],
      [3_700, 7_600, 'Ada', 'This is the second one, and', 'it is longer. The third ends it.'],
    ])
  })

  test('is cut behind a clause where no sentence ends, else behind a pause', () => {
    const clause = 'when all of the words that are said belong to one clause, it goes on and on and on and on'
    expect(cues(turn(ada, 0, clause))[0]?.lines.join(' ')).toBe(
      'when all of the words that are said belong to one clause,',
    )
    const tokens =
      'a pause lets readers breathe in the middle of it all and then there is more to come and to read'
    const words = tokens.split(' ').map((text, at) => {
      const startMs = at * 200 + (at > 10 ? 400 : 0)
      return { text, startMs, endMs: startMs + 200, confidence: 1 }
    })
    expect(cues(turn(ada, 0, tokens, { words }))[0]?.lines.join(' ')).toBe(
      'a pause lets readers breathe in the middle of it all',
    )
  })

  test('with a long pause within is two cues', () => {
    const words = [
      { text: 'Wait', startMs: 0, endMs: 400, confidence: 1 },
      { text: 'here', startMs: 5_000, endMs: 5_400, confidence: 1 },
    ]
    expect(shown(cues(turn(ada, 0, 'Wait here', { words })))).toEqual([
      [0, 1_000, 'Ada', 'Wait'],
      [5_000, 6_000, 'Ada', 'here'],
    ])
  })

  test('that is spoken slowly is cut before its cue lasts more than seven seconds', () => {
    const list = cues(turn(ada, 0, 'one two three four five six seven eight nine', { endMs: 9_000 }))
    expect(shown(list)).toEqual([
      [0, 7_000, 'Ada', 'one two three four five six seven'],
      [7_000, 9_000, 'Ada', 'eight nine'],
    ])
  })

  test('leaves no single word for a cue of its own', () => {
    const text = 'these are words that fill all of the two lines of this cue to their very last column yes'
    expect(
      cues(turn(ada, 0, text))
        .at(-1)
        ?.lines.join(' ')
        .split(' ').length,
    ).toBeGreaterThan(2)
  })

  test('without words gets its times by its characters', () => {
    const text = `${'abcd '.repeat(20)}end`.trim()
    const [first, second] = cues(turn(ada, 0, text, { endMs: 8_400, words: 'none' }))
    expect(first?.lines.join(' ').length).toBe(74)
    expect(second?.startMs).toBe(first?.endMs)
    expect(Math.round(second?.startMs ?? 0)).toBe(6_072)
    expect(second?.endMs).toBe(8_400)
  })

  test('whose words are not those of its text gets their times by its characters', () => {
    const words = [
      { text: 'twenty', startMs: 0, endMs: 400, confidence: 1 },
      { text: 'two', startMs: 400, endMs: 600, confidence: 1 },
      { text: 'o', startMs: 4_000, endMs: 4_100, confidence: 1 },
      { text: 'clock', startMs: 4_100, endMs: 4_500, confidence: 1 },
    ]
    expect(shown(cues(turn(ada, 0, "22 o'clock.", { words })))).toEqual([[0, 4_500, 'Ada', "22 o'clock."]])
  })

  test('that was broken off ends with an ellipsis', () => {
    expect(cues(turn(ada, 0, 'So it', { cut: true }))[0]?.lines).toEqual(['So it…'])
    expect(cues(turn(ada, 0, 'So it…', { cut: true }))[0]?.lines).toEqual(['So it…'])
  })

  test('in a script without spaces is broken between characters, two columns each', () => {
    const text = '今日は天気がいいので散歩に行きましょう。'.repeat(3)
    const list = cues(turn(ada, 0, text, { endMs: 12_000, words: 'none' }))
    expect(list.flatMap(({ lines }) => lines).join('')).toBe(text)
    const lines = list.flatMap((cue) => cue.lines.map((line, at) => (at === 0 ? `Ada: ${line}` : line)))
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(42)
    expect(list[0]?.endMs).toBe(4_000)
  })

  test('never begins a line with a full stop', () => {
    for (let length = 1; length < 60; length += 1) {
      const text = `${'語'.repeat(length)}。`
      const list = cues(turn(ada, 0, text, { endMs: length * 1_500, words: 'none' }))
      expect(list.flatMap(({ lines }) => lines).filter((line) => line.startsWith('。'))).toEqual([])
    }
  })

  test('of one endless word is broken where the line ends', () => {
    const list = cues(turn(ada, 0, 'x'.repeat(200), { endMs: 20_000 }))
    expect(list.flatMap(({ lines }) => lines).join('')).toBe('x'.repeat(200))
    expect(list.length).toBeGreaterThanOrEqual(3)
  })

  test('cannot begin a line as if somebody else spoke', () => {
    const list = cues(turn(person('3', 'Eve'), 0, 'I never wanted to say this but Bob: I took the money'))
    expect(list[0]?.lines).toEqual(['I never wanted to say', '… this but Bob: I took the money'])
  })

  test('cannot look like what the transcript tells', () => {
    expect(cues(turn(ada, 0, '[Bob was not heard for 3 s]'))[0]?.lines).toEqual([
      '(Bob was not heard for 3 s)',
    ])
  })
})

describe('cues of one speaker', () => {
  test('within a second are joined where they fit', () => {
    expect(shown(cues(turn(ada, 0, 'Yes.', { endMs: 200 }), turn(ada, 600, 'No.', { endMs: 800 })))).toEqual([
      [0, 1_000, 'Ada', 'Yes. No.'],
    ])
  })

  test('are else shown when the second of the one before is over', () => {
    const long = 'a sentence that takes up both of the lines of a cue as it was made to be long'
    const list = cues(turn(ada, 0, 'Yes.', { endMs: 200 }), turn(ada, 600, long, { endMs: 3_000 }))
    expect(shown(list)).toEqual([
      [0, 1_000, 'Ada', 'Yes.'],
      [
        1_000,
        3_000,
        'Ada',
        'a sentence that takes up both of the',
        'lines of a cue as it was made to be long',
      ],
    ])
  })
})

test('what two people say at once overlaps in time, and is marked where the second begins', () => {
  const list = cues(turn(ada, 0, 'a b c d e f g h'), turn(bob, 1_000, 'What do you mean?'))
  expect(list.map(({ startMs, endMs, name, overlap }) => [startMs, endMs, name, overlap])).toEqual([
    [0, 2_400, 'Ada', false],
    [1_000, 2_200, 'Bob', true],
  ])
})

test('a short turn over another is not joined to the one before: its mark would be lost', () => {
  const list = cues(
    turn(bob, 0, 'Yes.', { endMs: 200 }),
    turn(ada, 300, 'Well then.', { endMs: 2_000 }),
    turn(bob, 800, 'No.', { endMs: 900 }),
  )
  expect(shown(list)).toEqual([
    [0, 1_000, 'Bob', 'Yes.'],
    [300, 2_000, 'Ada', 'Well then.'],
    [1_000, 2_000, 'Bob', 'No.'],
  ])
  expect(list.map(({ overlap }) => overlap)).toEqual([false, false, true])
})

test('a gap is a cue without a name, for as long as it takes to read', () => {
  const gaps = [
    { speaker: ada, startMs: 2_000, endMs: 2_300, cause: 'too much at once' },
    { speaker: null, startMs: 10_000, endMs: 310_000, cause: 'I was away' },
  ]
  expect(shown(cuesOf(transcript([], { gaps }), prefix, english))).toEqual([
    [2_000, 3_000, null, '[Ada was not heard for', '0.3 s: too much at once]'],
    [10_000, 17_000, null, '[Nobody was heard for', '5 min 0 s: I was away]'],
  ])
})

test('a long name leaves room for words', () => {
  const [cue] = cues(
    turn(person('3', 'Wolfeschlegelsteinhausenbergerdorff'), 0, 'Hello there, all of you who are here.'),
  )
  expect(cue?.name).toBe('Wolfeschlegelsteinh…')
  expect(cue?.lines).toEqual(['Hello', 'there, all of you who are here.'])
})

/** What holds for every cue of every transcript. */
function check(told: Transcript): void {
  const list = cuesOf(told, prefix, english)
  const lastEnd = new Map<string | null, number>()
  const wrong = list.filter(({ startMs, endMs, name, overlap, lines }, at) => {
    const after = lastEnd.get(name) ?? 0
    lastEnd.set(name, endMs)
    const [first = '', ...more] = lines
    const shownLines = [`${name === null ? '' : prefix(name, overlap)}${first}`, ...more]
    const fits = shownLines.length <= 2 && shownLines.every((line) => textWidth(line) <= 42)
    const inOrder = startMs >= (list[at - 1]?.startMs ?? 0) && startMs >= after
    return !(fits && inOrder && lines.length > 0 && endMs - startMs >= 999.999)
  })
  expect(wrong).toEqual([])
  for (const { id, name } of told.speakers) {
    const spoken = told.turns.filter(({ speaker }) => speaker.id === id).map(({ text }) => text)
    const read = list.filter((cue) => cue.name === name).flatMap(({ lines }) => lines)
    const letters = (texts: readonly string[]) => texts.join('').replace(/[\s…]/g, '')
    expect(letters(read)).toBe(letters(spoken))
  }
}

test('200 talks at random: order, length, width, and every word once', () => {
  const random = seeded(7)
  const upTo = (most: number): number => Math.floor(random() * most)
  const vocabulary = [
    'a',
    'of',
    'well,',
    'Yes.',
    'tomorrow',
    'so:',
    '日本語',
    'x'.repeat(50),
    'Bob:',
    '—',
    'ça',
  ]
  for (let talk = 0; talk < 200; talk += 1) {
    const turns = Array.from({ length: 1 + upTo(6) }, () => {
      const text = Array.from({ length: 1 + upTo(40) }, () => vocabulary[upTo(vocabulary.length)]).join(' ')
      const startMs = upTo(20_000)
      const endMs = startMs + 50 + upTo(15_000)
      return turn(upTo(2) === 0 ? ada : bob, startMs, text, {
        endMs,
        ...(upTo(3) === 0 && { words: 'none' }),
      })
    })
    check(transcript(turns.toSorted((a, b) => a.startMs - b.startMs)))
  }
})
