import { describe, expect, test } from '@jest/globals'
import type { PcmChunk } from '../../../src/audio/pcm.ts'
import type { SpeechEvent } from '../../../src/speech/engine.ts'
import { Hearing } from '../../../src/speech/sherpa/hearing.ts'
import type { Hypothesis } from '../../../src/speech/sherpa/protocol.ts'

const chunk = (atMs: number, level = 1_000): PcmChunk => ({ atMs, pcm: Buffer.alloc(0), level })

/** Feeds this stretch of session time. */
function feed(hearing: Hearing, fromMs: number, toMs: number, level = 1_000): SpeechEvent[] {
  const events: SpeechEvent[] = []
  for (let at = fromMs; at < toMs; at += 50)
    events.push(...hearing.accept(chunk(at, level), 'engine-overloaded'))
  return events
}

/** What the child would be told now: the count of sounds, or the padding of a flush. */
function told(hearing: Hearing): string[] {
  const orders: string[] = []
  let sounds = 0
  for (let order = hearing.next(); order !== null; order = hearing.next()) {
    if (orders.length > 100) throw new Error('the orders do not end')
    if (order.kind === 'sound') {
      sounds += 1
      continue
    }
    if (sounds > 0) orders.push(`${sounds} sounds`)
    sounds = 0
    orders.push(`flush ${order.paddingMs}`)
  }
  if (sounds > 0) orders.push(`${sounds} sounds`)
  return orders
}

/** Words said one after the other, the first written 300 ms into the sound, then one each 400 ms. */
const said = (...words: string[]): Hypothesis =>
  words.map((word, i) => ({ text: ` ${word}`, atMs: 300 + i * 400, confidence: 0.9 }))

/** Answers as a child would, with words all along. */
function answerUntilFlushed(hearing: Hearing): Hypothesis {
  const words = said(...Array.from({ length: 98 }, () => 'SO'))
  for (let sounds = 100; sounds < 1_000 && !told(hearing).at(-1)?.startsWith('flush'); sounds += 100)
    hearing.heard(sounds, words)
  return words
}

const shown = (events: readonly SpeechEvent[]): string[] =>
  events.map((event) => {
    switch (event.kind) {
      case 'open':
      case 'final':
        return `${event.kind} ${event.turn.key}: ${event.turn.text}`
      case 'withdrawn':
        return `withdrawn ${event.key}`
      case 'gap':
        return `gap ${event.fromMs}-${event.toMs} ${event.cause}`
      default:
        return event.kind
    }
  })

describe('a turn', () => {
  test('begins with sound, shows each new text, and ends when its tail of silence is through', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 500, 0)
    expect(told(hearing)).toEqual([])
    feed(hearing, 500, 1_500)
    expect(told(hearing)).toEqual(['20 sounds'])
    expect(shown(hearing.heard(10, said('GO')))).toEqual(['open 1: Go'])
    expect(shown(hearing.heard(16, said('GO')))).toEqual([])
    expect(shown(hearing.heard(20, said('GO', 'ON')))).toEqual(['open 1: Go on'])
    feed(hearing, 1_500, 2_100, 0)
    expect(told(hearing)).toEqual(['12 sounds', 'flush 0'])
    expect(shown(hearing.finished(said('GO', 'ON', 'NOW')))).toEqual(['final 1: Go on now'])
    expect(hearing.done).toBe(true)
  })

  test('ends when asked to, with the rest of the silence made up', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 1_000)
    feed(hearing, 1_000, 1_200, 0)
    hearing.endTurn()
    expect(told(hearing)).toEqual(['24 sounds', 'flush 400'])
    expect(shown(hearing.finished(said('GO')))).toEqual(['final 1: Go'])
    hearing.endTurn()
    expect(told(hearing)).toEqual([])
  })

  test('has the session times of its sound, also over a small jump', () => {
    const hearing = new Hearing()
    feed(hearing, 10_000, 10_400)
    feed(hearing, 10_500, 11_000)
    told(hearing)
    const [event] = hearing.heard(18, said('GO', 'ON'))
    expect(event).toMatchObject({
      turn: {
        startMs: 10_100,
        endMs: 10_700,
        words: [
          { startMs: 10_100, endMs: 10_200 },
          { startMs: 10_600, endMs: 10_700 },
        ],
      },
    })
  })

  test('ends where nothing was sent for a while, and the sound after that is the next turn', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 500)
    feed(hearing, 5_000, 5_500)
    expect(told(hearing)).toEqual(['10 sounds', 'flush 600'])
    expect(shown(hearing.finished(said('ONE')))).toEqual(['final 1: One'])
    expect(told(hearing)).toEqual(['10 sounds'])
    expect(hearing.heard(8, said('TWO'))).toMatchObject([{ turn: { key: 2, startMs: 5_100 } }])
  })

  test('that came to nothing is withdrawn if it was shown, else not mentioned', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 500)
    feed(hearing, 500, 1_100, 0)
    told(hearing)
    expect(shown(hearing.finished([]))).toEqual([])
    feed(hearing, 5_000, 5_500)
    told(hearing)
    hearing.heard(8, said('UM'))
    feed(hearing, 5_500, 6_100, 0)
    told(hearing)
    expect(shown(hearing.finished([]))).toEqual(['withdrawn 2'])
  })

  test('ends by itself in a pause, though an open microphone goes on', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 1_000)
    feed(hearing, 1_000, 2_500, 40)
    told(hearing)
    hearing.heard(43, said('GO', 'ON'))
    expect(told(hearing)).toEqual([])
    hearing.heard(44, said('GO', 'ON'))
    expect(told(hearing)).toEqual(['flush 600'])
    expect(shown(hearing.finished(said('GO', 'ON')))).toEqual(['final 1: Go on'])
  })

  test('goes on after a pause in which a word was begun that is not written yet', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 1_000)
    feed(hearing, 1_000, 2_400, 40)
    feed(hearing, 2_400, 2_600)
    told(hearing)
    hearing.heard(52, said('GO', 'ON'))
    expect(told(hearing)).toEqual([])
  })

  test('ends by itself when sound goes on without words, and gets on', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 4_600)
    told(hearing)
    hearing.heard(90, said('GO', 'ON'))
    expect(told(hearing)).toEqual([])
    hearing.heard(92, said('GO', 'ON'))
    expect(told(hearing)).toEqual(['flush 600'])
    expect(shown(hearing.finished(said('GO', 'ON')))).toEqual(['final 1: Go on'])
    // At most 1.5 s is told again.
    const again = told(hearing)
    expect(again).toHaveLength(1)
    expect(Number.parseInt(again[0] ?? '', 10)).toBeLessThanOrEqual(30)
  })

  test('of noise alone ends too, so that nothing piles up', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 7_000)
    const sent: string[] = told(hearing)
    expect(sent).toEqual(['100 sounds'])
    hearing.heard(100, [])
    expect(told(hearing)).toEqual(['40 sounds'])
    hearing.heard(130, [])
    expect(told(hearing)).toEqual(['flush 600'])
    expect(shown(hearing.finished([]))).toEqual([])
  })

  test('asked to end in the middle of a word leaves that word to the next turn', () => {
    const hearing = new Hearing()
    feed(hearing, 20_000, 21_400)
    hearing.endTurn()
    feed(hearing, 21_400, 21_600)
    expect(told(hearing)).toEqual(['28 sounds', 'flush 600'])
    const end = hearing.finished([
      { text: ' FIRST', atMs: 900, confidence: 1 },
      { text: ' SEC', atMs: 1_300, confidence: 1 },
    ])
    expect(shown(end)).toEqual(['final 1: First'])
    // From 100 ms before the last whole word: 16 chunks told again, and the 4 that came since.
    expect(told(hearing)).toEqual(['20 sounds'])
    const next: Hypothesis = [
      { text: ' FIRST', atMs: 320, confidence: 1 },
      { text: ' SECOND', atMs: 700, confidence: 1 },
    ]
    expect(shown(hearing.heard(16, next.slice(0, 1)))).toEqual([])
    expect(hearing.heard(20, next)).toMatchObject([{ turn: { key: 2, text: 'Second', startMs: 21_100 } }])
    const without: Hypothesis = [
      { text: ' SECOND', atMs: 700, confidence: 1 },
      { text: ' FIRST', atMs: 1_100, confidence: 1 },
    ]
    expect(shown(hearing.heard(20, without))).toEqual(['open 2: Second first'])
  })

  test('asked to end in a pause keeps all of its words', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 1_000)
    feed(hearing, 1_000, 1_200, 40)
    hearing.endTurn()
    told(hearing)
    expect(shown(hearing.finished(said('ONE', 'TWO')))).toEqual(['final 1: One two'])
    expect(hearing.done).toBe(true)
  })

  test('that is the last keeps all of its words, though no silence followed', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 800)
    hearing.finish()
    expect(told(hearing)).toEqual(['16 sounds', 'flush 600'])
    expect(shown(hearing.finished(said('ONE', 'TWO')))).toEqual(['final 1: One two'])
    expect(hearing.done).toBe(true)
  })
})

describe('a new child', () => {
  test('is told everything that has no final text, and the turn keeps its key', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 500)
    feed(hearing, 500, 1_100, 0)
    told(hearing)
    hearing.finished(said('DONE'))
    feed(hearing, 5_000, 6_000)
    told(hearing)
    hearing.heard(15, said('ONE'))
    hearing.restart(false)
    expect(told(hearing)).toEqual(['20 sounds'])
    expect(shown(hearing.heard(15, said('ONE')))).toEqual([])
    expect(shown(hearing.heard(20, said('ONE', 'TWO')))).toEqual(['open 2: One two'])
  })

  test('is asked again for the end of a turn', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 500)
    hearing.finish()
    expect(told(hearing)).toEqual(['10 sounds', 'flush 600'])
    hearing.restart(false)
    expect(told(hearing)).toEqual(['10 sounds', 'flush 600'])
  })
})

describe('a child that is slow', () => {
  test('is not flooded', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 10_000)
    expect(told(hearing)).toEqual(['100 sounds'])
    hearing.heard(30, said('SO', 'IT', 'GOES', 'ON', 'AND', 'ON'))
    expect(told(hearing)).toEqual(['30 sounds'])
  })

  test('costs a gap when a minute and a half waits, and is heard again once half of it is done', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 10_000)
    feed(hearing, 10_000, 10_600, 0)
    expect(feed(hearing, 10_600, 90_000)).toEqual([])
    expect(feed(hearing, 90_000, 91_000)).toEqual([])
    answerUntilFlushed(hearing)
    hearing.finished(said('TEN'))
    expect(feed(hearing, 91_000, 92_000)).toEqual([])
    // The second turn is ended when it is 40 s long.
    const words = answerUntilFlushed(hearing)
    hearing.finished(words)
    expect(shown(feed(hearing, 92_000, 92_050))).toEqual(['gap 90000-92000 engine-overloaded'])
  })

  test('that never answers costs gaps where something could be heard, after the words that were shown', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 500)
    feed(hearing, 500, 1_100, 0)
    feed(hearing, 5_000, 5_500)
    told(hearing)
    hearing.heard(8, said('UM'))
    const [final, ...gaps] = hearing.abandon('engine-unavailable')
    expect(final).toMatchObject({ kind: 'final', turn: { text: 'Um', endMs: 200, cut: true } })
    expect(shown(gaps)).toEqual(['gap 200-500 engine-unavailable', 'gap 5000-5500 engine-unavailable'])
    expect(hearing.done).toBe(true)
  })
})

describe('sound that is surrendered', () => {
  const timesOf = ({ sound }: { readonly sound: readonly PcmChunk[] }): string => {
    const [first, last] = [sound[0], sound.at(-1)]
    return first && last ? `${sound.length} chunks, ${first.atMs}-${last.atMs + 50}` : 'none'
  }

  test('is what no final covers, told to the child or not', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 500)
    feed(hearing, 500, 1_100, 0)
    told(hearing)
    hearing.finished(said('DONE'))
    feed(hearing, 5_000, 6_000)
    told(hearing)
    hearing.heard(15, said('ONE'))
    hearing.endTurn()
    feed(hearing, 6_000, 6_200)
    const surrendered = hearing.surrender('engine-unavailable')
    expect(timesOf(surrendered)).toBe('24 chunks, 5000-6200')
    expect(surrendered.events).toEqual([])
    expect(hearing.done).toBe(true)
    expect(told(hearing)).toEqual([])
  })

  test('does not hold the last word of a turn that was cut, which its final has told', () => {
    const hearing = new Hearing()
    feed(hearing, 20_000, 21_400)
    hearing.endTurn()
    told(hearing)
    const [final] = hearing.finished([
      { text: ' FIRST', atMs: 900, confidence: 1 },
      { text: ' SEC', atMs: 1_300, confidence: 1 },
    ])
    const toldMs = final?.kind === 'final' ? final.turn.endMs : Number.NaN
    const { sound } = hearing.surrender('engine-unavailable')
    const [first] = sound
    expect(first?.atMs).toBeLessThanOrEqual(toldMs)
    expect((first?.atMs ?? 0) + 50).toBeGreaterThan(toldMs)
    expect(sound.at(-1)?.atMs).toBe(21_350)
  })

  test('comes with a gap for what found no room', () => {
    const hearing = new Hearing()
    feed(hearing, 0, 92_000)
    const surrendered = hearing.surrender('engine-unavailable')
    expect(shown(surrendered.events)).toEqual(['gap 90000-92000 engine-unavailable'])
    expect(timesOf(surrendered)).toBe('1800 chunks, 0-90000')
  })

  test('of a minute finds room in one go, with what is said meanwhile', () => {
    const hearing = new Hearing()
    expect(feed(hearing, 0, 60_000)).toEqual([])
    expect(feed(hearing, 60_000, 85_000)).toEqual([])
    expect(hearing.surrender('engine-overloaded').events).toEqual([])
  })
})
