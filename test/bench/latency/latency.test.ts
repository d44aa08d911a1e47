import { describe, expect, test } from '@jest/globals'
import { type PostedLine, packetDelays, postDelays } from '../../../bench/latency/delays.ts'
import { playRows } from '../../../bench/latency/play.ts'
import { keysIn, lineKey, MOST_PEOPLE, roomScript } from '../../../bench/latency/room-script.ts'
import { latencyFigures, latencyTable, shortfalls } from '../../../bench/latency/table.ts'
import { percentile, spreadOf } from '../../../bench/percentile.ts'
import { isLong } from '../../support/durations.ts'

const stretch = (chunksMs: number[]) => ({ fromMs: 0, chunksMs, words: [] })

describe('percentiles', () => {
  test('are values that came, by the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, place) => 100 - place)
    expect([0, 0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 95, 99, 100])
    expect(percentile([7], 0.5)).toBe(7)
    expect(percentile([], 0.5)).toBeNull()
    expect(spreadOf([1.26, 3])).toEqual({ count: 2, p50: 1.3, p95: 3, p99: 3, most: 3 })
  })
})

describe('the delay of packets', () => {
  const sentMs = Array.from({ length: 10 }, (_, packet) => packet * 20)

  test('is 0, 20 or 40 ms of waiting for a chunk to fill, and what the bot takes', () => {
    // Chunks of 50 ms are full with packets 2, 4, 7 and 9; the bot takes 3 ms.
    const delays = packetDelays({ sentMs, speech: 10 }, stretch([43, 83, 143, 183]))
    expect(delays?.filling).toEqual([3, 3, 3, 3])
    expect(delays?.every).toEqual([43, 23, 43, 23, 3, 43, 23, 43, 23, 3])
    expect(delays?.last).toBe(3)
  })

  test('of the last one of a turn is up to the chunk that silence fills', () => {
    // Three packets with sound: the third one's end lies in the second chunk, which two of silence fill.
    const delays = packetDelays({ sentMs: sentMs.slice(0, 5), speech: 3 }, stretch([41, 81]))
    expect(delays).toEqual({ filling: [1], every: [41, 21, 41], last: 41 })
  })

  test('is not made up where a chunk is missing', () => {
    expect(packetDelays({ sentMs, speech: 10 }, stretch([43, 83, 143]))).toBeNull()
    expect(packetDelays({ sentMs: [], speech: 0 }, stretch([43]))).toBeNull()
  })
})

describe('the delay of posts', () => {
  const line = (releasedMs: number, message: string, acceptedMs = releasedMs + 5): PostedLine => ({
    heldMs: releasedMs - 40,
    releasedMs,
    acceptedMs,
    message,
  })

  test('is told apart from the hold before it', () => {
    expect(postDelays([line(1_000, 'a')], [1_005])).toEqual({ hold: [40], all: [5], free: [5] })
  })

  test('counts as of a free budget behind at most two messages in five seconds', () => {
    const lines = [line(0, 'a'), line(100, 'b'), line(200, 'c'), line(300, 'd', 1_500), line(5_700, 'e')]
    const messagesMs = lines.map(({ acceptedMs }) => acceptedMs)
    expect(postDelays(lines, messagesMs).all).toEqual([5, 5, 5, 1_200, 5])
    expect(postDelays(lines, messagesMs).free).toEqual([5, 5, 5, 5])
  })

  test('counts messages without lines, and those that wait', () => {
    expect(postDelays([line(1_000, 'a')], [100, 200, 300, 1_005]).free).toEqual([])
    const waiting = [line(0, 'a', 900), line(10, 'b', 950), line(20, 'c', 990), line(30, 'd', 999)]
    expect(postDelays(waiting, [900, 950, 990, 999]).free).toHaveLength(3)
  })

  test('of lines that share a message is each line’s own', () => {
    const shared = [line(0, 'a', 50), line(20, 'a', 50)]
    expect(postDelays(shared, [50]).free).toEqual([50, 30])
  })
})

describe('the play', () => {
  const names = ['one', 'two', 'three', 'four', 'five']
  const script = roomScript(names, { first: 5, lastsMs: 35_000, seed: 1 })

  test('names person and line with the first two words of each line, and nowhere else', () => {
    for (const { speaker, words } of script) {
      const [key = '', ...others] = keysIn(words.join(' '))
      expect(others).toEqual([])
      expect(key.split(' ')).toEqual(words.slice(0, 2))
      expect(key.split(' ')[0]).toBe(lineKey(5 + names.indexOf(speaker), 0).split(' ')[0])
    }
    const keys = script.map(({ words }) => words.slice(0, 2).join(' '))
    expect(new Set(keys).size).toBe(script.length)
    expect(keysIn(keys.join(' '))).toEqual(keys)
    expect(() => lineKey(MOST_PEOPLE - 1, 19)).not.toThrow()
  })

  test('ends lines far enough apart for a message each, and pauses for longer than the tail', () => {
    const ends = script.map(({ atMs, packets }) => atMs + packets.length * 20).toSorted((a, b) => a - b)
    const apart = ends.slice(1).map((end, place) => end - (ends[place] ?? 0))
    expect(Math.min(...apart)).toBeGreaterThan(1_800)
    for (const name of names) {
      const own = script.filter(({ speaker }) => speaker === name)
      expect(own.length).toBeGreaterThanOrEqual(2)
      for (const [place, { atMs, packets }] of own.slice(0, -1).entries())
        expect((own[place + 1]?.atMs ?? 0) - atMs - packets.length * 20).toBeGreaterThan(2_000)
    }
  })
})

describe('the figures', () => {
  const packets = [{ filling: [1, 2], every: [41, 61], last: 61 }]
  const posts = [{ hold: [49], all: [10, 400], free: [60] }]
  const play = { row: { rooms: 5, people: 5 }, packets, posts, lines: 3, unheard: 1, unposted: 0 }

  test('say what is not kept of the promises, and which lines were not followed', () => {
    const figures = latencyFigures(play)
    expect(figures).toMatchObject({ speakers: 25, every: { p99: 61 }, free: { p95: 60 }, all: { most: 400 } })
    expect(shortfalls([figures])).toHaveLength(2)
    expect(shortfalls([latencyFigures({ ...play, packets: [], posts: [] })])).toEqual([])
    expect(latencyTable([figures])).toMatch(/25 speakers in 5 rooms, 3 lines \(1 not followed/)
  })

  const long = isLong ? test : test.skip
  long(
    'are of a real bot in a real call',
    async () => {
      const [play] = await playRows([{ row: { rooms: 1, people: 2 }, lastsMs: 14_000 }], 1)
      if (play === undefined) throw new Error('nothing was played')
      expect(play).toMatchObject({ unheard: 0, unposted: 0 })
      expect(play.lines).toBeGreaterThan(2)
      const { every, filling, free } = latencyFigures(play)
      expect(filling.count).toBeGreaterThan(20)
      expect(every.p50).toBeGreaterThan(15)
      expect(Math.min(...play.packets.flatMap((each) => each.filling))).toBeGreaterThan(0)
      expect(free.count).toBeGreaterThan(2)
    },
    60_000,
  )
})
