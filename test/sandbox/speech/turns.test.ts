import { describe, expect, test } from '@jest/globals'
import { DEFAULT_PARAMETERS, type Parameters } from '../../../sandbox/speech/parameters.ts'
import type { Heard } from '../../../sandbox/speech/recogniser.ts'
import { type Said, Turns } from '../../../sandbox/speech/turns.ts'

const EXACT = { finals: 'twice', edges: 'exact' } as const

function word(text: string, startMs: number): Heard[] {
  return [
    { kind: 'onset', startMs, atMs: startMs + 40 },
    { kind: 'word', text, startMs, endMs: startMs + 220, atMs: startMs + 260 },
  ]
}

/** Plays what is heard, with audio up to `untilMs`, as a session does. */
function play(turns: Turns, heard: readonly Heard[], untilMs: number): Said[] {
  const said = heard.flatMap((item) => [...turns.advance(item.atMs), ...turns.hear(item)])
  return [...said, ...turns.advance(untilMs)]
}

function script(parameters: Partial<Parameters> = {}): Turns {
  return new Turns({ ...DEFAULT_PARAMETERS, ...parameters }, EXACT)
}

const finals = (said: readonly Said[]) =>
  said.flatMap(({ turn, part }) => (part === 'final' ? [turn.transcript] : []))

describe('a turn', () => {
  test('ends at the first moment of enough silence, whatever the size of the steps', () => {
    const heard = [...word('today', 0), ...word('lemon', 1000)]
    const inOne = play(script(), heard, 3000)
    const fine = script()
    const inSteps: Said[] = []
    let played = 0
    for (let at = 0; at <= 3000; at += 10) {
      for (const item of heard.slice(played).filter((next) => next.atMs <= at)) {
        played += 1
        inSteps.push(...fine.advance(item.atMs), ...fine.hear(item))
      }
      inSteps.push(...fine.advance(at))
    }
    expect(finals(inOne)).toEqual(['today', 'lemon'])
    expect(inSteps).toEqual(inOne)
  })

  test('goes on while a word sounds, even if it comes to nothing', () => {
    const turns = script()
    play(turns, word('today', 0), 400)
    turns.hear({ kind: 'onset', startMs: 500, atMs: 540 })
    expect(turns.advance(2000)).toEqual([])
    turns.hear({ kind: 'nothing', atMs: 2000 })
    expect(finals(turns.advance(2001))).toEqual(['today'])
  })

  test('tells each stretch between pauses once, as its utterance', () => {
    const turns = script()
    const said = play(turns, [...word('river', 0), ...word('castle', 600), ...word('lemon', 880)], 2000)
    expect(said.map(({ turn }) => turn.utterance).filter((text) => text !== '')).toEqual([
      'river',
      'castle lemon',
    ])
  })

  test('that comes to no word is never told', () => {
    const turns = script()
    const heard: Heard[] = [
      { kind: 'onset', startMs: 0, atMs: 40 },
      { kind: 'nothing', atMs: 100 },
    ]
    expect([...play(turns, heard, 5000), ...turns.force(5000)]).toEqual([])
    expect(turns.isOpen).toBe(false)
  })
})

describe('padded edges', () => {
  test('never reach before the last word of the turn before, nor beyond the audio', () => {
    const turns = new Turns(DEFAULT_PARAMETERS, { finals: 'twice', edges: 'padded' })
    const first = play(turns, word('today', 500), 5000)
    const second = play(turns, word('river', 1200), 1500)
    const forced = turns.force(1500)
    expect(first.at(-1)?.turn.words).toMatchObject([{ start: 0, end: 960 }])
    expect(second.at(-1)?.turn.words).toMatchObject([{ start: 880 }])
    expect(forced.at(-1)?.turn.words).toMatchObject([{ start: 880, end: 1500 }])
  })
})

describe('a turn of a Pro model', () => {
  const pro = { speechModel: 'universal-3-6-pro', formatTurns: false }

  test('tells every word at once, none of them final before the end', () => {
    const said = play(script(pro), [...word('river', 1000), ...word('today', 1280)], 3000)
    expect(said.map(({ turn, part }) => [part, turn.transcript, turn.utterance])).toEqual([
      ['partial', 'river', ''],
      ['partial', 'river today', ''],
      ['partial', 'river today', ''],
      ['final', 'River today.', 'River today.'],
    ])
    expect(said.map(({ startedMs }) => startedMs)).toEqual([1000, null, null, null])
    const settled = said.map(({ turn }) => turn.words.some((one) => one.word_is_final))
    expect(settled).toEqual([false, false, false, true])
    expect(said.map(({ turn }) => turn.turn_is_formatted)).toEqual([true, true, true, true])
  })

  test('flags nothing before its end in the first generation', () => {
    const said = play(script({ ...pro, speechModel: 'u3-rt-pro' }), word('today', 0), 3000)
    expect(said.map(({ turn }) => turn.turn_is_formatted)).toEqual([false, false, true])
  })

  test('has one final, whatever was asked', () => {
    const said = play(script({ ...pro, formatTurns: true }), word('today', 0), 3000)
    expect(said.filter(({ part }) => part !== 'partial').map(({ turn }) => turn.transcript)).toEqual([
      'Today.',
    ])
  })
})
