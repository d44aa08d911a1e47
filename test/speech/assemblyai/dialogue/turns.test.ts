import { describe, expect, test } from '@jest/globals'
import { SentAudio } from '../../../../src/speech/assemblyai/dialogue/sent-audio.ts'
import { Turns } from '../../../../src/speech/assemblyai/dialogue/turns.ts'
import type { ServerTurn } from '../../../../src/speech/assemblyai/messages.ts'
import type { SpeechEvent } from '../../../../src/speech/engine.ts'

/** Ten seconds of audio sent, from session time `fromMs` on. */
function tenSeconds(fromMs: number): SentAudio {
  const sent = new SentAudio()
  for (let ms = 0; ms < 10_000; ms += 50) sent.add(fromMs + ms)
  return sent
}

function turns(awaitsCopy = false): Turns {
  const made = new Turns(awaitsCopy)
  made.beginEpoch(tenSeconds(0))
  return made
}

type Word = readonly [text: string, startMs: number, endMs: number, settled?: boolean]
const told = (order: number, words: readonly Word[], more: Partial<ServerTurn> = {}): ServerTurn => ({
  order,
  over: false,
  formatted: false,
  transcript: words.flatMap(([text, , , settled = true]) => (settled ? [text] : [])).join(' '),
  words: words.map(([text, startMs, endMs, settled = true]) => ({
    text,
    startMs,
    endMs,
    confidence: null,
    settled,
  })),
  ...more,
})
const inShort = (events: readonly SpeechEvent[]) =>
  events.map((event) =>
    event.kind === 'open' || event.kind === 'final'
      ? `${event.kind} ${event.turn.text} (${event.turn.startMs}-${event.turn.endMs})`
      : event.kind,
  )

describe('turns', () => {
  test('an open turn shows the newest words, which the transcript leaves out', () => {
    const open = told(0, [
      ['roll', 100, 300],
      ['for', 350, 500, false],
    ])
    expect(inShort(turns().take(open, 0))).toEqual(['open roll for (100-500)'])
  })

  test('an open turn whose transcript has its newest words already shows them once', () => {
    const open = told(0, [['Roll', 100, 300, false]], { transcript: 'Roll' })
    expect(inShort(turns().take(open, 0))).toEqual(['open Roll (100-300)'])
  })

  test.each([
    ['said twice', 'roll', 'roll'],
    ['that another ends with', 'another', 'other'],
  ])('an open turn shows a newest word %s', (_, settled, newest) => {
    const open = told(0, [
      [settled, 100, 300],
      [newest, 350, 500, false],
    ])
    expect(inShort(turns().take(open, 0))).toEqual([`open ${settled} ${newest} (100-500)`])
  })

  test('words count where the transcript is empty', () => {
    const open = told(0, [['roll', 100, 300, false]], { transcript: '' })
    expect(inShort(turns().take(open, 0))).toEqual(['open roll (100-300)'])
  })

  test('a text without word times is placed at the sound sent last', () => {
    const end = told(0, [], { over: true, transcript: 'roll' })
    expect(inShort(turns().take(end, 0))).toEqual(['final roll (9950-10000)'])
  })

  test('an open turn that the server leaves for the next one stands as it is', () => {
    const book = turns()
    book.take(told(3, [['roll', 100, 300]]), 0)
    expect(inShort(book.take(told(4, [['for', 400, 500]]), 0))).toEqual([
      'final roll (100-300)',
      'open for (400-500)',
    ])
    expect(book.take(told(3, [['roll', 100, 300]], { over: true }), 0)).toEqual([])
  })

  test('a padded start does not reach back into the turn before', () => {
    const book = turns()
    book.take(told(0, [['roll', 100, 2000]], { over: true }), 0)
    expect(inShort(book.take(told(1, [['for', 1500, 3000]], { over: true }), 0))).toEqual([
      'final for (2000-3000)',
    ])
  })

  test('a formatted copy that is empty leaves the words of the held end', () => {
    const book = turns(true)
    book.take(told(0, [['roll', 100, 300]], { over: true }), 0)
    expect(inShort(book.take(told(0, [], { over: true, formatted: true }), 10))).toEqual([
      'final roll (100-300)',
    ])
  })

  test('a partial that comes after the end says nothing', () => {
    const book = turns(true)
    book.take(told(0, [['roll', 100, 300]], { over: true }), 0)
    expect(book.take(told(0, [['rolled', 100, 300]]), 10)).toEqual([])
  })

  // A turn ended at 1000 before the socket was lost. The replay is told from 700 on.
  test.each<readonly [string, readonly Word[], string[]]>([
    ['the same word with the same end is a repeat', [['roll', 0, 300]], []],
    ['a piece of it, taken for another word, is a repeat', [['all', 0, 290]], []],
    ['the same word told 400 ms later is a repeat: it was cut off, and is padded', [['Roll!', 0, 690]], []],
    ['another word that ends later is new', [['for', 0, 490]], ['final for (1000-1190)']],
    [
      'the same word behind its repeat was said again',
      [
        ['Roll', 0, 300],
        ['roll', 310, 490],
      ],
      ['final Roll (1010-1190)'],
    ],
    ['the same word said again is new', [['roll', 0, 900]], ['final roll (1000-1600)']],
    [
      'words after a repeat are new, and begin as a sentence',
      [
        ['Roll', 0, 300],
        ['for', 400, 500],
        ['it.', 500, 800],
      ],
      ['final For it. (1100-1500)'],
    ],
  ])('after a loss: %s', (_name, words, expected) => {
    const book = turns()
    book.take(told(0, [['roll.', 500, 1000]], { over: true }), 0)
    book.lose()
    book.beginEpoch(tenSeconds(700))
    expect(inShort(book.take(told(0, words, { over: true, formatted: true }), 0))).toEqual(expected)
  })

  test('after a loss, a piece of the same word before the last one is not taken for that one', () => {
    const book = turns()
    const words: readonly Word[] = [
      ['roll', 500, 800],
      ['roll', 850, 1000],
    ]
    book.take(told(0, words, { over: true }), 0)
    book.lose()
    book.beginEpoch(tenSeconds(700))
    const again: readonly Word[] = [
      ['roll', 0, 100],
      ['roll', 150, 450],
      ['roll', 500, 700],
    ]
    expect(inShort(book.take(told(0, again, { over: true }), 0))).toEqual(['final roll (1200-1400)'])
  })

  test('after a loss, the same word in a later turn than its repeat was said again', () => {
    const book = turns()
    book.take(told(0, [['roll', 500, 1000]], { over: true }), 0)
    book.lose()
    book.beginEpoch(tenSeconds(700))
    expect(book.take(told(0, [['roll', 0, 300]], { over: true }), 0)).toEqual([])
    expect(inShort(book.take(told(1, [['roll', 310, 600]], { over: true }), 0))).toEqual([
      'final roll (1010-1300)',
    ])
  })

  test.each<readonly [string, readonly Word[], readonly Word[], number]>([
    ['before the last word', [['roll', 500, 1000]], [], 450],
    ['300 ms before its end where it is short', [['roll', 900, 1000]], [], 700],
    ['no further back than 1500 ms', [['roll', 0, 4000]], [], 2500],
    ['before the last word while the next follows close', [['roll', 500, 1000]], [['for', 1400, 1600]], 450],
    ['before the open turn that begins later', [['roll', 500, 1000]], [['for', 2000, 2100]], 1700],
  ])('a replay would begin %s', (_name, final, open, expected) => {
    const book = turns()
    book.take(told(0, final, { over: true }), 0)
    if (open.length > 0) book.take(told(1, open), 0)
    expect(book.replayFromMs).toBe(expected)
  })
})
