import { describe, expect, test } from '@jest/globals'
import { Intake } from '../../src/audio/intake.ts'
import type { OpusPacket } from '../../src/audio/packet.ts'
import { deliver, disturb } from '../support/delivery.ts'
import { encode, microphone, Sender } from '../support/opus-packets.ts'
import { Recording } from '../support/recording.ts'
import { seeded } from '../support/seeded.ts'
import { type Sighting, sightings, sweep } from '../support/sweep.ts'

/** Sound that says when it was made goes through networks of all kinds; where does it come out? */

const TAIL_MS = 1000
const FRAME_MS = 20
const CHUNK_MS = 50
/** How much the codec smears a talk's beginning and end, and a guess its surroundings. */
const SMEAR_MS = 30

const payloads = encode(microphone(8000, sweep))

interface Talk {
  readonly fromMs: number
  readonly toMs: number
}

interface Journey {
  readonly talks: readonly Talk[]
  readonly sent: readonly OpusPacket[]
  readonly arrived: readonly OpusPacket[]
  readonly recording: Recording
  readonly losses: readonly Talk[]
  readonly intake: Intake
  readonly seen: readonly Sighting[]
}

interface Conditions {
  readonly seed: number
  readonly lastsMs: number
  readonly jitterMs: number
  readonly loss?: number
  readonly skew?: number
  readonly clockRunsInPauses?: boolean
  /** The shortest; not less than the 100 ms that the five silence frames take. */
  readonly pauseMs?: number
  /** Ticks come after up to this many ms; null: every 50 ms. */
  readonly irregularMs?: number | null
}

function travel(conditions: Conditions): Journey {
  const { seed, lastsMs, jitterMs, loss = 0, skew = 0, clockRunsInPauses = true } = conditions
  const { pauseMs = 101, irregularMs = null } = conditions
  const random = seeded(seed)
  // Both counters wrap early on.
  const sender = new Sender({ skew, clockRunsInPauses, sequence: 65_500, timestamp: 2 ** 32 - 48_000 })
  const talks: Talk[] = []
  const sent: OpusPacket[] = []
  for (let atMs = 500; atMs < lastsMs; ) {
    const frames = 10 + Math.floor(random() * (payloads.length - 10))
    const toMs = atMs + frames * FRAME_MS * (1 + skew)
    talks.push({ fromMs: atMs, toMs })
    sent.push(...sender.talk(atMs, payloads.slice(0, frames)))
    atMs = toMs + pauseMs + random() ** 2 * 6000
  }
  const arrived = disturb(sent, { random, jitterMs, loss, duplication: 0.02 })
  const recording = new Recording()
  const losses: Talk[] = []
  const intake = new Intake({
    startedMs: 0,
    tailMs: TAIL_MS,
    emit: recording.emit,
    lost: (fromMs, toMs) => losses.push({ fromMs, toMs }),
  })
  const untilMs = lastsMs + 30_000
  deliver(
    intake,
    arrived,
    irregularMs === null ? { untilMs } : { untilMs, tickMs: () => 1 + random() * irregularMs },
  )
  const startOf = (atMs: number): number =>
    talks.findLast((talk) => talk.fromMs <= atMs + SMEAR_MS)?.fromMs ?? 0
  const seen = sightings(recording, startOf).filter(
    ({ atMs }) =>
      losses.every(({ fromMs, toMs }) => atMs < fromMs - SMEAR_MS || atMs > toMs + SMEAR_MS) &&
      talks.every(
        ({ fromMs, toMs }) => Math.abs(atMs - fromMs) > SMEAR_MS && Math.abs(atMs - toMs) > SMEAR_MS,
      ),
  )
  return { talks, sent, arrived, recording, losses, intake, seen }
}

function furthest(seen: readonly Sighting[], fromMs = 0): number {
  return seen.reduce(
    (worst, { atMs, offMs }) => (atMs < fromMs ? worst : Math.max(worst, Math.abs(offMs ?? 0))),
    0,
  )
}

/** What the line should cover: each talk and its tail, up to the next talk. */
function coveredMs(talks: readonly Talk[]): number {
  return talks.reduce((sum, talk, i) => {
    const next = talks[i + 1]?.fromMs ?? Number.POSITIVE_INFINITY
    return sum + Math.min(talk.toMs + TAIL_MS, next) - talk.fromMs
  }, 0)
}

const networks: [string, Omit<Conditions, 'seed' | 'lastsMs'>][] = [
  ['nothing disturbed', { jitterMs: 0 }],
  ['jitter that swaps neighbours', { jitterMs: 35 }],
  ['jitter and 3 % loss', { jitterMs: 35, loss: 0.03 }],
  ['ticks at any time', { jitterMs: 35, irregularMs: 500 }],
  ['all of it, with another crystal', { jitterMs: 50, loss: 0.03, irregularMs: 500, skew: 1e-4 }],
]

describe.each(networks)('%s', (_, network) => {
  const seeds = [1, 2, 3]
  const journeys = seeds.map((seed) => travel({ seed, lastsMs: 25_000, ...network }))

  test('every sound comes out where it belongs', () => {
    for (const { seen, talks } of journeys) {
      expect(seen.length).toBeGreaterThan(100)
      // The first packet may have been a slow one: until the first pause the line may lie as late as that.
      expect(furthest(seen)).toBeLessThanOrEqual(network.jitterMs + 5)
      expect(furthest(seen, talks[1]?.fromMs)).toBeLessThanOrEqual(10)
    }
  })

  test('every sound that arrived comes out, once', () => {
    for (const { sent, arrived, intake, recording, talks } of journeys) {
      const { received, lost, late, duplicated, undecodable, empty, excess } = intake.counters
      expect({ received, undecodable, empty, excess }).toEqual({
        received: arrived.length,
        undecodable: 0,
        empty: 0,
        excess: 0,
      })
      // What came is what was played, came twice, or came too late.
      const played = received - late - duplicated
      // A loss at the very end, or before the first packet that came, leaves no hole in the sequence.
      expect(sent.length - played - lost).toBeLessThanOrEqual(5)
      const spoken = sent.filter(({ payload }) => payload.length > 3).length
      const missing = new Set(sent.map(({ sequence }) => sequence))
      for (const { sequence } of arrived) missing.delete(sequence)
      expect(intake.spokenMs).toBeLessThanOrEqual(spoken * FRAME_MS)
      expect(intake.spokenMs).toBeGreaterThanOrEqual((spoken - missing.size - late) * FRAME_MS)
      const recorded = recording.chunks.length * CHUNK_MS
      expect(Math.abs(recorded - coveredMs(talks))).toBeLessThan(
        talks.length * (CHUNK_MS + network.jitterMs + 20),
      )
    }
  })

  test('silence lasts as long as the tail and not longer', () => {
    for (const { recording, talks, losses } of journeys) {
      for (const [, toMs] of recording.stretches) {
        const talk = talks.findLast(({ fromMs }) => fromMs < toMs)
        const lossAtEnd = losses.some((gap) => Math.abs(gap.toMs - (talk?.toMs ?? 0)) < 150)
        if (talk === undefined || lossAtEnd) continue
        expect(toMs - talk.toMs).toBeGreaterThan(TAIL_MS - FRAME_MS * 3)
        expect(toMs - talk.toMs).toBeLessThan(TAIL_MS + CHUNK_MS + network.jitterMs + 5)
      }
    }
  })
})

test('a clock that stands still in pauses: each talk lies where it arrived', () => {
  for (const seed of [1, 2, 3]) {
    const { seen } = travel({ seed, lastsMs: 25_000, jitterMs: 20, clockRunsInPauses: false, pauseMs: 350 })
    expect(furthest(seen)).toBeLessThanOrEqual(25)
  }
})

test.each([1e-4, -1e-4])(
  'ten minutes, skew %d, jitter, loss and pauses: within 20 ms of the truth',
  (skew) => {
    const { seen, talks, intake } = travel({ seed: 9, lastsMs: 600_000, jitterMs: 60, loss: 0.02, skew })
    expect(furthest(seen, talks[1]?.fromMs)).toBeLessThanOrEqual(20)
    expect(intake.counters.late).toBeLessThan(20)
  },
)

test('three minutes without a pause, skew 0.01 %: within 20 ms after the beginning', () => {
  for (const skew of [1e-4, -1e-4]) {
    const sender = new Sender({ skew })
    const whole = Array.from({ length: 23 }, () => payloads).flat()
    const random = seeded(4)
    const recording = new Recording()
    const intake = new Intake({ startedMs: 0, tailMs: TAIL_MS, emit: recording.emit })
    deliver(intake, disturb(sender.talk(1000, whole), { random, jitterMs: 40 }), { untilMs: 200_000 })
    expect(recording.stretches).toHaveLength(1)
    // The sweep is in the sender's seconds.
    const seen = sightings(recording, (atMs) => 1000 + (atMs - 1000) * (skew / (1 + skew)))
    expect(seen.length).toBeGreaterThan(8000)
    expect(furthest(seen, 15_000)).toBeLessThanOrEqual(20)
  }
})
