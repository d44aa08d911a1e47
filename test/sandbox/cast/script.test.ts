import { describe, expect, test } from '@jest/globals'
import { clipLine, conversation, type Line, monologue, type Script } from '../../../sandbox/cast/script.ts'
import { CLOSING_WORDS } from '../../../sandbox/cast/vocabulary.ts'

const SPEAKERS = ['Ada', 'Ben', 'Cyd']

function endOf(line: Line): number {
  return line.atMs + (line.spans.at(-1)?.endMs ?? 0)
}

function pausesOf(script: Script, speaker: string): number[] {
  const lines = script.filter((line) => line.speaker === speaker)
  return lines.slice(1).map((line, place) => line.atMs - endOf(lines[place] ?? line))
}

describe('a conversation', () => {
  const options = { seed: 5, speakers: SPEAKERS, durationMs: 20_000 }
  const script = conversation(options)

  test('is the same for the same seed, and another for another', () => {
    const words = (play: Script) => play.map((line) => [line.speaker, line.atMs, line.words])
    expect(words(conversation(options))).toEqual(words(script))
    expect(words(conversation({ ...options, seed: 6 }))).not.toEqual(words(script))
  })

  test('is the same when its lines are made into packets only as they are spoken', () => {
    const late = conversation({ ...options, encoded: 'spoken' })
    expect(late).toHaveLength(script.length)
    for (const [place, { packets, ...line }] of late.slice(0, 3).entries()) {
      expect(script[place]).toMatchObject(line)
      expect(packets).toEqual(script[place]?.packets)
      expect(late[place]?.packets).not.toBe(packets)
    }
  })

  test('comes in order of time, everyone with pauses and within the duration', () => {
    expect(script.map((line) => line.atMs)).toEqual(script.map((line) => line.atMs).toSorted((a, b) => a - b))
    expect(Math.max(...script.map(endOf))).toBeLessThanOrEqual(20_000)
    for (const speaker of SPEAKERS) {
      expect(pausesOf(script, speaker).length).toBeGreaterThan(2)
      expect(Math.min(...pausesOf(script, speaker))).toBeGreaterThanOrEqual(300)
    }
  })

  test('has moments in which all three talk', () => {
    const talking = (at: number) =>
      new Set(script.filter((line) => line.atMs <= at && endOf(line) >= at).map((line) => line.speaker)).size
    const counts = Array.from({ length: 200 }, (_, tenth) => talking(tenth * 100))
    expect(counts.filter((count) => count === 3).length).toBeGreaterThan(20)
  })

  test('ends most lines with a closing word', () => {
    const closed = script.filter((line) => CLOSING_WORDS.has(line.words.at(-1) ?? ''))
    expect(closed.length).toBeGreaterThan(script.length / 2)
    expect(closed.length).toBeLessThan(script.length)
  })

  test('has packets for all of every line', () => {
    for (const line of script)
      expect(line.packets.length * 20).toBeGreaterThanOrEqual(line.words.length * 280)
  })
})

describe('a monologue', () => {
  test('keeps to its pauses', () => {
    const script = monologue({ seed: 1, speaker: 'Ada', durationMs: 20_000, pauseMs: [200, 400] })
    expect(Math.min(...pausesOf(script, 'Ada'))).toBeGreaterThanOrEqual(200)
    // The gap after a line's last word counts too.
    expect(Math.max(...pausesOf(script, 'Ada'))).toBeLessThanOrEqual(400 + 60)
  })

  test('can do without any', () => {
    const [line, ...more] = monologue({ seed: 1, speaker: 'Ada', durationMs: 20_000, pauseMs: null })
    expect(more).toEqual([])
    expect(line?.words.length).toBe(71)
    expect(line?.packets.length).toBeGreaterThanOrEqual(994)
  })
})

test('a line of human sound shares its time among its words', () => {
  const sound = { rate: 16_000, samples: new Int16Array(16_000) }
  const line = clipLine({ speaker: 'Ada', atMs: 0 }, ['two', 'words'], { sound })
  expect(line.spans).toEqual([
    { startMs: 0, endMs: 500 },
    { startMs: 500, endMs: 1000 },
  ])
  expect(line.packets.length).toBe(51)
  const odd = { rate: 44_100, samples: new Int16Array(100) }
  expect(() => clipLine({ speaker: 'Ada', atMs: 0 }, ['no'], { sound: odd })).toThrow(RangeError)
})
