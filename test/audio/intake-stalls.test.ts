import { describe, expect, test } from '@jest/globals'
import { encodeSpeech } from '../../sandbox/cast/speech-packets.ts'
import { utter } from '../../sandbox/cast/tone-language.ts'
import { ToneRecogniser } from '../../sandbox/speech/tone-recogniser.ts'
import { Intake } from '../../src/audio/intake.ts'
import type { OpusPacket } from '../../src/audio/packet.ts'
import { deliver } from '../support/delivery.ts'
import { Sender } from '../support/opus-packets.ts'
import { Recording } from '../support/recording.ts'

/** What a process that stood still, or a network that did, makes of words. */

const BEGIN_MS = 1000
const WORDS = ['apple', 'branch', 'kettle', 'engine', 'today']
const payloads = encodeSpeech(utter(WORDS))
const span = (first: number, end: number): number[] =>
  Array.from({ length: end - first }, (_, place) => first + place)

interface Stall {
  readonly fromMs: number
  readonly forMs: number
}

/** Of this process: no tick comes, and then all packets at once. */
function stoodStill({ fromMs, forMs }: Stall) {
  let atMs = 0
  return (): number => {
    const before = atMs
    atMs = before < fromMs && before + 50 >= fromMs ? fromMs + forMs : before + 50
    return atMs - before
  }
}

const heldUp =
  ({ fromMs, forMs }: Stall) =>
  (packet: OpusPacket): OpusPacket => {
    const isHeld = packet.arrivedMs >= fromMs && packet.arrivedMs < fromMs + forMs
    return isHeld ? { ...packet, arrivedMs: fromMs + forMs } : packet
  }

function hear(packets: readonly OpusPacket[], tickMs: () => number = () => 50) {
  const recording = new Recording()
  const losses: [number, number][] = []
  const intake = new Intake({
    startedMs: 0,
    tailMs: 1000,
    emit: recording.emit,
    lost: (fromMs, toMs) => losses.push([fromMs, toMs]),
  })
  deliver(intake, packets, { untilMs: 6000, tickMs })
  const recogniser = new ToneRecogniser()
  const heard = [...recording.chunks.flatMap(({ pcm }) => recogniser.push(pcm)), ...recogniser.flush()]
  const words = heard.flatMap((each) => (each.kind === 'word' ? [each.text] : []))
  return { words, losses, recording, counters: intake.counters }
}

/** Where sound and the silence behind it lie when all is well. */
const undisturbed = hear(new Sender().talk(BEGIN_MS, payloads)).recording.stretches

const lostMs = (losses: readonly [number, number][]): number =>
  losses.reduce((sum, [fromMs, toMs]) => sum + toMs - fromMs, 0)

test('a process that stood still for long, and reads what waited over several beats, hears all of it in its place', () => {
  const [fromMs, endMs, readForMs] = [1_300, 4_300, 300]
  const recording = new Recording()
  const losses: [number, number][] = []
  const intake = new Intake({
    startedMs: 0,
    tailMs: 1000,
    emit: recording.emit,
    lost: (lostFromMs, toMs) => losses.push([lostFromMs, toMs]),
  })
  const sent = new Sender().talk(BEGIN_MS, payloads)
  const waited = sent.filter(({ arrivedMs }) => arrivedMs >= fromMs).length
  const arrivals = sent.map((packet, place) => {
    const behind = place - (sent.length - waited)
    return behind < 0 ? packet : { ...packet, arrivedMs: endMs + (behind / waited) * readForMs }
  })
  const beats = span(0, 160)
    .map((beat) => beat * 50)
    .filter((ms) => ms < fromMs || ms >= endMs)
  let next = 0
  for (const ms of beats) {
    for (; arrivals[next] !== undefined && (arrivals[next]?.arrivedMs ?? 0) < ms; next += 1) {
      const packet = arrivals[next]
      if (packet !== undefined) intake.accept(packet)
    }
    intake.tick(ms)
  }
  const recogniser = new ToneRecogniser()
  const heard = [...recording.chunks.flatMap(({ pcm }) => recogniser.push(pcm)), ...recogniser.flush()]
  expect(heard.flatMap((each) => (each.kind === 'word' ? [each.text] : []))).toEqual(WORDS)
  expect(recording.stretches[0]?.[0]).toBe(undisturbed[0]?.[0])
  expect(recording.stretches).toHaveLength(undisturbed.length)
  expect(losses).toEqual([])
})

describe('a process that stood still while packets were lost', () => {
  // Which packet is the first after the stall, and how many before it are missing.
  const rows = [16, 17, 18, 19, 20].flatMap((first) => [1, 2].map((count) => [first, count] as const))

  test.each(rows)('hears each word once: packet %d, %d missing', (first, count) => {
    for (const forMs of [250, 300, 400, 900]) {
      const stall = { fromMs: BEGIN_MS + first * 20 - 9, forMs }
      const missing = new Set(span(first, first + count))
      const sent = new Sender().talk(BEGIN_MS, payloads)
      const packets = sent.filter((_, place) => !missing.has(place)).map(heldUp(stall))
      const { words, losses, recording } = hear(packets, stoodStill(stall))
      expect(words).toEqual(WORDS)
      expect(losses).toEqual([[BEGIN_MS + first * 20, BEGIN_MS + (first + count) * 20]])
      // Everything lies where it was said.
      expect(recording.stretches).toEqual(undisturbed)
    }
  })

  test('in the moment in which somebody was first heard', () => {
    const stall = { fromMs: BEGIN_MS + 30, forMs: 400 }
    const packets = new Sender().talk(BEGIN_MS, payloads).map(heldUp(stall))
    let ticks = 0
    // The first tick comes when the burst was read.
    const { words, recording } = hear(packets, () => (ticks++ === 0 ? BEGIN_MS + 431 : 50))
    expect(words).toEqual(WORDS)
    expect(recording.stretches).toEqual(undisturbed)
  })

  test('knows its words’ places also where some of the packets that came could not be opened', () => {
    const stall = { fromMs: 1350, forMs: 400 }
    const sent = new Sender().talk(BEGIN_MS, payloads)
    const broken = sent.map((packet, place) =>
      place === 19 ? { ...packet, payload: Buffer.of(0xfb, 0x00) } : packet,
    )
    const { recording } = hear(
      broken.filter((_, place) => place !== 18).map(heldUp(stall)),
      stoodStill(stall),
    )
    expect(recording.stretches).toEqual(undisturbed)
  })
})

test('no more sound is invented than is missing, however long a hole the network made', () => {
  // The clock of this sender says nothing of the hole: it stands where it would be with one packet more lost.
  const sent = new Sender().talk(BEGIN_MS, payloads, 0)
  const late = sent
    .filter((_, place) => place !== 18)
    .map((packet, place) =>
      place < 18
        ? packet
        : { ...packet, arrivedMs: packet.arrivedMs + 500, timestamp: packet.timestamp + 500 * 48 },
    )
  const { recording } = hear(late, () => 1e9)
  const heardTo = BEGIN_MS + 18 * 20
  expect(recording.between(heardTo, heardTo + 20).some((sample) => sample !== 0)).toBe(true)
  expect(recording.between(heardTo + 20, heardTo + 60).every((sample) => sample === 0)).toBe(true)
})

describe('what is missing is told in its full length', () => {
  test('in a burst after the network stood still, which lies where it arrived', () => {
    const stall = { fromMs: 1100, forMs: 1300 }
    const missing = new Set([...span(12, 20), ...span(30, 45)])
    const sent = new Sender().talk(BEGIN_MS, payloads)
    const { losses, counters } = hear(sent.filter((_, place) => !missing.has(place)).map(heldUp(stall)))
    expect(counters.lost).toBe(23)
    expect(lostMs(losses)).toBe(23 * 20)
  })

  test('where packets come sooner than those before the loss did', () => {
    const missing = new Set(span(20, 31))
    const packets = new Sender()
      .talk(BEGIN_MS, payloads)
      .flatMap((packet, place) =>
        missing.has(place) ? [] : [place < 20 ? { ...packet, arrivedMs: packet.arrivedMs + 60 } : packet],
      )
    expect(lostMs(hear(packets).losses)).toBe(11 * 20)
  })

  test('also where padding is the first that comes behind it', () => {
    const missing = new Set(span(20, 31))
    const packets = new Sender()
      .talk(BEGIN_MS, payloads)
      .map((packet, place) => (place === 31 ? { ...packet, payload: Buffer.alloc(0) } : packet))
      .filter((_, place) => !missing.has(place))
    expect(lostMs(hear(packets).losses)).toBe(11 * 20)
  })

  test('and padding that is lost is no sound', () => {
    const sent = new Sender().talk(BEGIN_MS, payloads.slice(0, 20), 0)
    const resumed = new Sender({ sequence: 20 + 12 }).talk(BEGIN_MS + 400, payloads.slice(20))
    expect(hear([...sent, ...resumed]).losses).toEqual([])
  })

  test('and so is what came too fast to be taken', () => {
    const long = Array.from({ length: 3 }, () => payloads).flat()
    const flood = new Sender().talk(BEGIN_MS, long, 0).map((packet) => ({ ...packet, arrivedMs: BEGIN_MS }))
    const { losses, counters } = hear(flood)
    expect(counters.excess).toBeGreaterThan(10)
    expect(lostMs(losses)).toBe(counters.excess * 20)
    for (const [place, [fromMs]] of losses.entries())
      expect(fromMs).toBeGreaterThanOrEqual(losses[place - 1]?.[1] ?? 0)
  })
})
