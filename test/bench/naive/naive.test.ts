import { describe, expect, test } from '@jest/globals'
import { averaged } from '../../../bench/naive/bot/averaged.ts'
import { decodeCosts } from '../../../bench/naive/decode-costs.ts'
import { assigned } from '../../../bench/naive/hearing.ts'
import { NaiveProcess } from '../../../bench/naive/naive-process.ts'
import { playScene } from '../../../bench/naive/scene.ts'
import { naiveFigures, naiveTable } from '../../../bench/naive/table.ts'
import { talkScript } from '../../../bench/naive/talk-script.ts'
import { linesOutOfOrder, wordsAfter } from '../../../bench/naive/verdict.ts'
import { toneLine } from '../../../sandbox/cast/script.ts'
import { isLong } from '../../support/durations.ts'

const NAMES = ['Ada', 'Bert', 'Cleo', 'Dora', 'Emil']

const said = (speaker: string, text: string, atMs: number) => {
  const words = text.split(' ')
  return { speaker, words, wordEndsAt: words.map((_, place) => atMs + place * 100) }
}
const posted = (speaker: string, text: string, at: number) => ({ speaker, words: text.split(' '), at })

describe('lines out of order', () => {
  const spoken = [
    said('Ada', 'anchor apple badger basket beacon', 0),
    said('Bert', 'always maybe', 200),
    said('Cleo', 'please soon', 900),
    said('Ada', 'cloud copper', 2_000),
  ]

  test('are those that began before one above them', () => {
    const inOrder = [
      posted('Ada', 'anchor apple badger basket beacon', 1),
      posted('Bert', 'always maybe', 2),
      posted('Ada', 'cloud copper', 3),
    ]
    expect(linesOutOfOrder(spoken, inOrder)).toBe(0)
    const [first, second, third] = inOrder
    if (!first || !second || !third) throw new Error('three lines')
    expect(linesOutOfOrder(spoken, [second, { ...first, at: 2 }, third])).toBe(1)
    expect(linesOutOfOrder(spoken, [third, { ...second, at: 4 }])).toBe(1)
    // Both are below a line that began after them, also where they are in order themselves.
    const behind = [third, { ...second, at: 4 }, posted('Cleo', 'please soon', 5)]
    expect(linesOutOfOrder(spoken, behind)).toBe(2)
  })

  test('are not lines of which nothing was said', () => {
    expect(linesOutOfOrder(spoken, [posted('Ada', 'pepper', 1), posted('Bert', 'always', 2)])).toBe(0)
  })
})

describe('words after a drop', () => {
  test('are lost if they are not there, or under another name', () => {
    const spoken = [said('Ada', 'anchor apple badger', 1_000), said('Bert', 'always maybe', 2_000)]
    const lines = [posted('Ada', 'anchor badger', 1_500), posted('Ada', 'always', 2_500)]
    expect(wordsAfter(1_050, spoken, lines)).toEqual({ said: 4, lost: 3, lostForMs: 1_050 })
    expect(wordsAfter(5_000, spoken, lines)).toEqual({ said: 0, lost: 0, lostForMs: 0 })
  })
})

describe('the play', () => {
  test('is the same under the same seed, with remarks in the middle of talks', () => {
    const script = talkScript(NAMES, { seed: 1, lastsMs: 75_000 })
    expect(talkScript(NAMES, { seed: 1, lastsMs: 75_000 }).map(({ words }) => words)).toEqual(
      script.map(({ words }) => words),
    )
    const end = ({ atMs, packets }: (typeof script)[number]) => atMs + packets.length * 20
    const remarks = script.filter((line) =>
      script.some(
        (other) => other.speaker !== line.speaker && other.atMs < line.atMs && end(line) <= end(other),
      ),
    )
    expect(remarks.length).toBeGreaterThan(0)
    expect(Math.min(...script.map(({ atMs }) => atMs))).toBeGreaterThanOrEqual(2_000)
    expect(() => talkScript(['Ada'], { seed: 1, lastsMs: 1_000 })).toThrow(RangeError)
  })
})

describe('a session’s speaker', () => {
  test('is who said most of its words', () => {
    const heard = ['one two tree', 'nine ate', 'four', '']
    expect(assigned(['one two three four', 'nine eight seven'], heard)).toEqual([
      ['one two three four', 'one two tree four '],
      ['nine eight seven', 'nine ate'],
    ])
  })
})

describe('the naive bot', () => {
  test('averages three samples of both channels into one', () => {
    const stereo = Buffer.from(Int16Array.from([1, 2, 3, 4, 5, 6, -9, -9, -9, -9, -9, -9]).buffer)
    expect([...new Int16Array(averaged(stereo).buffer, averaged(stereo).byteOffset, 2)]).toEqual([4, -9])
  })

  test('decodes at a cost that is measured, as is Hansard’s', () => {
    const costs = decodeCosts(toneLine({ speaker: 'Ada', atMs: 0 }, ['anchor']).packets)
    expect(costs.naive).toBeGreaterThan(0)
    expect(costs.hansard).toBeGreaterThan(0)
  })

  const long = isLong ? test : test.skip
  long(
    'writes down what is said in a call without trouble',
    async () => {
      const naive = {
        name: 'naive',
        start: (environment: Record<string, string>) => new NaiveProcess(environment),
      }
      const words = ['anchor', 'bridge', 'castle', 'today']
      const outcome = await playScene(naive, {
        names: NAMES,
        scripts: [[toneLine({ speaker: 'Ada', atMs: 3_000 }, words)]],
        seed: 1,
        weather: { lost: 0, lateByOne: 0, lateByTwo: 0 },
      })
      const figures = naiveFigures({
        name: 'naive',
        plain: outcome,
        voice: outcome,
        speech: outcome,
        decodeMicroseconds: 1,
        hearing: [],
      })
      expect(figures).toMatchObject({
        words: 4,
        lost: 0,
        doubled: 0,
        misattributed: 0,
        neverSaid: 0,
        lines: 1,
      })
      // From the first word to the end: the pause of a second, the wait for the last lines, the stop.
      expect(figures.billedPerSpoken).toBeGreaterThan(4)
      expect(naiveTable([figures])).toMatch(/0 of 4/)
    },
    60_000,
  )
})
