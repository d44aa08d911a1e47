import { describe, expect, test } from '@jest/globals'
import { Intake } from '../../src/audio/intake.ts'
import type { OpusPacket } from '../../src/audio/packet.ts'
import { deliver, disturb } from '../support/delivery.ts'
import { encode, microphone, Sender, SILENCE_FRAME, tone } from '../support/opus-packets.ts'
import { pitch, Recording, rms } from '../support/recording.ts'
import { seeded } from '../support/seeded.ts'

const TAIL_MS = 300

function listen(startedMs = 0) {
  const recording = new Recording()
  const losses: [number, number][] = []
  const intake = new Intake({
    startedMs,
    tailMs: TAIL_MS,
    emit: recording.emit,
    lost: (fromMs, toMs) => losses.push([fromMs, toMs]),
  })
  return { intake, recording, losses }
}

/** One second of a tone. */
const second = encode(microphone(1000, tone(1000)))
const loudness = (recording: Recording, fromMs: number, toMs: number): number =>
  rms(recording.between(fromMs, toMs))
const LOUD = 0.3 * 32767 * Math.SQRT1_2

/** As if this packet had been lost on its way. */
const without = (packets: readonly OpusPacket[], ...indices: number[]): OpusPacket[] =>
  packets.filter((_, index) => !indices.includes(index))

const garbled = (packets: readonly OpusPacket[], payload: Buffer, ...indices: number[]): OpusPacket[] =>
  packets.map((packet, index) => (indices.includes(index) ? { ...packet, payload } : packet))

/**
 * The worst break in a sine of 1 kHz, as a part of its level. Each sample of a sine follows from the two before:
 * x[i+1] = 2 cos(w) x[i] - x[i-1].
 */
function seam(sine: Int16Array): number {
  const next = 2 * Math.cos((2 * Math.PI * 1000) / 16_000)
  let worst = 0
  for (let i = 1; i < sine.length - 1; i += 1) {
    const expected = next * (sine[i] ?? 0) - (sine[i - 1] ?? 0)
    worst = Math.max(worst, Math.abs((sine[i + 1] ?? 0) - expected))
  }
  return worst / LOUD
}

describe('a talk', () => {
  test('becomes chunks from the moment it arrived, then silence for the tail, then nothing', () => {
    const { intake, recording } = listen(7000)
    deliver(intake, new Sender().talk(8010, second), { untilMs: 20_000 })
    expect(recording.stretches).toEqual([[1010, 2010 + TAIL_MS]])
    expect(loudness(recording, 1020, 2000)).toBeCloseTo(LOUD, -3)
    expect(loudness(recording, 2020, 2310)).toBe(0)
    expect(recording.chunks.at(-1)?.level).toBe(0)
    expect(intake.spokenMs).toBe(1000)
  })

  test('needs no silence frames to end', () => {
    const { intake, recording } = listen()
    deliver(intake, new Sender().talk(1000, second, 0), { untilMs: 20_000 })
    expect(recording.stretches).toEqual([[1000, 2000 + TAIL_MS]])
  })

  test('has its last chunk completed with silence', () => {
    const { intake, recording } = listen()
    deliver(intake, new Sender().talk(1000, second.slice(0, 23), 0), { untilMs: 20_000 })
    expect(recording.stretches).toEqual([[1000, 1800]])
    expect(intake.spokenMs).toBe(460)
  })

  test('is not preceded by anything', () => {
    const { intake, recording } = listen()
    deliver(intake, new Sender().talk(1007.5, second), { untilMs: 20_000 })
    expect(recording.chunks[0]?.atMs).toBe(1007.5)
    expect(loudness(recording, 1017.5, 1057.5)).toBeCloseTo(LOUD, -3)
  })

  test('sounds while it lasts: a chunk goes out with the packet that fills it', () => {
    const { intake, recording } = listen()
    const packets = new Sender().talk(1000, second, 0)
    deliver(intake, packets.slice(0, 3), { untilMs: 0 })
    expect(recording.chunks.map((chunk) => chunk.atMs)).toEqual([1000])
  })

  test('in jittered packets is one continuous sine', () => {
    const { intake, recording } = listen()
    const packets = new Sender().talk(1000, encode(microphone(2000, tone(1000)), { bitrate: 96_000 }))
    deliver(intake, disturb(packets, { random: seeded(1), jitterMs: 40 }), { untilMs: 10_000 })
    expect(intake.counters).toMatchObject({ received: 105, lost: 0, late: 0 })
    const [start = 0] = recording.stretches[0] ?? []
    const sine = recording.between(start + 20, start + 1980)
    expect(seam(sine)).toBeLessThan(0.03)
    // The first packet came late, and the line goes back to its place by a sample per frame: 0.3 % of pitch.
    expect(Math.abs((pitch(sine)?.hertz ?? 0) - 1000)).toBeLessThan(4)
  })

  test('tells its phase', () => {
    const { intake } = listen()
    const packets = new Sender().talk(1000, second)
    expect(intake.phase).toEqual({ kind: 'quiet' })
    deliver(intake, packets.slice(0, 10), { untilMs: 1200 })
    expect(intake.phase).toEqual({ kind: 'speaking', sinceMs: 1000 })
    deliver(intake, packets.slice(10, 51), { untilMs: 0 })
    expect(intake.phase).toEqual({ kind: 'tail', sinceMs: 2000 })
    deliver(intake, [], { untilMs: 2350 })
    expect(intake.phase).toEqual({ kind: 'tail', sinceMs: 2000 })
    deliver(intake, [], { untilMs: 2400 })
    expect(intake.phase).toEqual({ kind: 'quiet' })
  })

  test('goes to its tail when packets stop without silence frames', () => {
    const { intake } = listen()
    deliver(intake, new Sender().talk(1000, second, 0), { untilMs: 2200 })
    expect(intake.phase).toEqual({ kind: 'tail', sinceMs: 2000 })
  })
})

describe('pauses', () => {
  test('one within the tail is filled exactly', () => {
    const { intake, recording } = listen()
    const sender = new Sender()
    const packets = [...sender.talk(1000, second), ...sender.talk(2210, second)]
    deliver(intake, packets, { untilMs: 20_000 })
    expect(recording.stretches).toEqual([[1000, 3550]])
    expect(loudness(recording, 2020, 2210)).toBe(0)
    expect(loudness(recording, 2220, 3200)).toBeCloseTo(LOUD, -3)
  })

  test('one beyond the tail is left out: the next chunk is where the next talk is', () => {
    const { intake, recording } = listen()
    const sender = new Sender()
    const packets = [...sender.talk(1000, second), ...sender.talk(61_000, second)]
    deliver(intake, packets, { untilMs: 90_000 })
    expect(recording.stretches).toEqual([
      [1000, 2300],
      [61_000, 62_300],
    ])
  })

  test('are as long without a single tick', () => {
    const { intake, recording } = listen()
    const sender = new Sender()
    const packets = [...sender.talk(1000, second), ...sender.talk(2200, second), ...sender.talk(9000, second)]
    deliver(intake, packets, { untilMs: 0, tickMs: () => 1e9 })
    intake.end()
    expect(recording.stretches).toEqual([
      [1000, 3500],
      [9000, 10_100],
    ])
  })

  test('in which the RTP clock stood still are as long as they were', () => {
    const { intake, recording } = listen()
    const sender = new Sender({ clockRunsInPauses: false })
    const packets = [...sender.talk(1000, second), ...sender.talk(6000, second)]
    deliver(intake, packets, { untilMs: 20_000 })
    expect(recording.stretches).toEqual([
      [1000, 2300],
      [6000, 7300],
    ])
  })

  test('full of silence frames cost no more than the tail', () => {
    const { intake, recording } = listen()
    deliver(intake, new Sender().talk(1000, second, 500), { untilMs: 20_000 })
    expect(recording.stretches).toEqual([[1000, 2300]])
    expect(intake.spokenMs).toBe(1000)
  })

  test('silence frames alone are no talk', () => {
    const { intake, recording } = listen()
    deliver(intake, new Sender().talk(1000, [], 50), { untilMs: 5000 })
    expect(recording.chunks).toEqual([])
    expect(intake.phase).toEqual({ kind: 'quiet' })
    expect(intake.counters.received).toBe(50)
  })
})

describe('loss', () => {
  test('of two packets is bridged by ear, and what follows stays in its place', () => {
    const { intake, recording, losses } = listen()
    deliver(intake, without(new Sender().talk(1000, second), 20, 21), { untilMs: 20_000 })
    expect(recording.stretches).toEqual([[1000, 2300]])
    expect(losses).toEqual([[1400, 1440]])
    expect(intake.counters.lost).toBe(2)
    expect(pitch(recording.between(1402, 1438))?.hertz).toBeCloseTo(1000, -1)
    expect(loudness(recording, 1400, 1440)).toBeGreaterThan(0.5 * LOUD)
    expect(intake.spokenMs).toBe(960)
  })

  test('of four packets is bridged for 60 ms, then silent', () => {
    const { intake, recording, losses } = listen()
    deliver(intake, without(new Sender().talk(1000, second), 20, 21, 22, 23), { untilMs: 20_000 })
    expect(recording.stretches).toEqual([[1000, 2300]])
    expect(losses).toEqual([[1400, 1480]])
    expect(loudness(recording, 1440, 1460)).toBeGreaterThan(0.2 * LOUD)
    expect(loudness(recording, 1460, 1480)).toBe(0)
    expect(loudness(recording, 1500, 2000)).toBeCloseTo(LOUD, -3)
  })

  test('of ten packets is over only when silence was fed already: it stays silent', () => {
    const { intake, recording, losses } = listen()
    const lost = Array.from({ length: 10 }, (_, i) => 20 + i)
    deliver(intake, without(new Sender().talk(1000, second), ...lost), { untilMs: 20_000 })
    expect(recording.stretches).toEqual([[1000, 2300]])
    expect(losses).toEqual([[1400, 1600]])
    expect(loudness(recording, 1400, 1600)).toBe(0)
    expect(loudness(recording, 1620, 2000)).toBeCloseTo(LOUD, -3)
  })

  test('around a pause is not taken for more than it was', () => {
    const { intake, losses } = listen()
    const sender = new Sender()
    const packets = [...sender.talk(1000, second), ...without(sender.talk(9000, second), 0, 1)]
    deliver(intake, packets, { untilMs: 20_000 })
    expect(losses).toEqual([[9000, 9040]])
  })

  test('of the end of a talk is in its place, and not before the next talk', () => {
    const { intake, losses } = listen()
    const sender = new Sender()
    const cut = sender.talk(1000, second).slice(0, 35)
    deliver(intake, [...cut, ...sender.talk(9000, second)], { untilMs: 20_000 })
    // What is missing are fifteen packets of the tone, and the silence frames behind them.
    expect(losses).toEqual([[1700, 2100]])
  })

  test('between two connections is none of the stream’s, whose sound goes on in its place', () => {
    const { intake, recording, losses } = listen()
    const packets = new Sender().talk(1000, second)
    const before = packets.slice(0, 10).map((packet) => ({ ...packet, connection: 1 }))
    const after = packets.slice(35).map((packet) => ({ ...packet, connection: 2 }))
    deliver(intake, [...before, ...after], { untilMs: 20_000 })
    expect(losses).toEqual([])
    expect(loudness(recording, 1020, 1180)).toBeCloseTo(LOUD, -3)
    expect(loudness(recording, 1760, 2000)).toBeCloseTo(LOUD, -3)
  })

  test('is not reported twice when the packet comes after all', () => {
    const { intake, recording, losses } = listen()
    const packets = new Sender().talk(1000, second)
    const late = packets.map((packet, i) => (i === 20 ? { ...packet, arrivedMs: 1700 } : packet))
    deliver(intake, late, { untilMs: 20_000 })
    expect(losses).toEqual([[1400, 1420]])
    expect(intake.counters).toMatchObject({ lost: 1, late: 1 })
    expect(recording.stretches).toEqual([[1000, 2300]])
  })
})

describe('packets that are no sound', () => {
  test('what libopus refuses is silence of the same length, and counted', () => {
    const { intake, recording } = listen()
    const packets = garbled(new Sender().talk(1000, second), Buffer.of(0xfb, 0x00), 20, 21)
    deliver(intake, packets, { untilMs: 20_000 })
    expect(recording.stretches).toEqual([[1000, 2300]])
    expect(loudness(recording, 1400, 1440)).toBe(0)
    expect(loudness(recording, 1460, 2000)).toBeCloseTo(LOUD, -3)
    expect(intake.counters).toMatchObject({ undecodable: 2, lost: 0 })
  })

  test('garbage alone opens nothing', () => {
    const { intake, recording } = listen()
    const packets = new Sender().talk(1000, Array<Buffer>(50).fill(Buffer.of(0xfb, 0x00)), 0)
    deliver(intake, packets, { untilMs: 20_000 })
    expect(recording.chunks).toEqual([])
    expect(intake.spokenMs).toBe(0)
  })

  test('padding has a place in the sequence but none in time', () => {
    const { intake, recording, losses } = listen()
    const packets = garbled(new Sender().talk(1000, second), Buffer.alloc(0), 60, 61)
    deliver(intake, garbled(packets, Buffer.alloc(0), 54), { untilMs: 20_000 })
    expect(intake.counters).toMatchObject({ empty: 1, lost: 0 })
    expect(losses).toEqual([])
    expect(recording.stretches).toEqual([[1000, 2300]])
  })

  test('random bytes do no harm', () => {
    const random = seeded(5)
    const { intake, recording } = listen()
    const noise = Array.from({ length: 500 }, () =>
      Buffer.from(Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256))),
    )
    deliver(intake, new Sender().talk(1000, noise), { untilMs: 30_000 })
    expect(intake.counters.received).toBe(505)
    expect(intake.phase).toEqual({ kind: 'quiet' })
    // Some random bytes are Opus of up to 120 ms each: bounded, whatever they claim.
    expect(recording.endMs).toBeLessThan(16_000)
  })
})

describe('a new RTP stream', () => {
  test('goes on where it arrives, whatever its numbers, on the same line', () => {
    const { intake, recording, losses } = listen()
    const before = new Sender({ ssrc: 1, sequence: 100, timestamp: 5 }).talk(1000, second, 0)
    const after = new Sender({ ssrc: 2, sequence: 60_000, timestamp: 4e9 }).talk(2100, second)
    deliver(intake, [...before, ...after], { untilMs: 20_000 })
    expect(recording.stretches).toEqual([[1000, 3400]])
    expect(loudness(recording, 2005, 2100)).toBe(0)
    expect(loudness(recording, 2110, 3100)).toBeCloseTo(LOUD, -3)
    expect(losses).toEqual([])
  })

  test('does not swallow what waited in the old one', () => {
    const { intake, recording } = listen()
    const before = without(new Sender({ ssrc: 1 }).talk(1000, second, 0), 48)
    const after = new Sender({ ssrc: 2 }).talk(2001, second)
    deliver(intake, [...before, ...after], { untilMs: 20_000, tickMs: () => 1e9 })
    expect(intake.spokenMs).toBe(49 * 20 + 1000)
    expect(loudness(recording, 1985, 2000)).toBeGreaterThan(0.5 * LOUD)
  })

  test('is decoded by a decoder of its own', () => {
    const alone = listen()
    deliver(alone.intake, new Sender({ ssrc: 2 }).talk(2000, second), { untilMs: 20_000 })
    const after = listen()
    const other = new Sender({ ssrc: 1 }).talk(0, encode(microphone(1000, tone(300))), 0)
    deliver(after.intake, [...other, ...new Sender({ ssrc: 2 }).talk(2000, second)], { untilMs: 20_000 })
    expect(after.recording.between(2000, 3000)).toEqual(alone.recording.between(2000, 3000))
  })
})

describe('a sender out of step', () => {
  test('stalls for 400 ms: nothing is lost, and the next talk is in its place again', () => {
    const { intake, recording } = listen()
    const sender = new Sender()
    const stalled = sender
      .talk(1000, second)
      .map((packet, i) => (i < 20 ? packet : { ...packet, arrivedMs: Math.max(packet.arrivedMs, 1800) }))
    deliver(intake, [...stalled, ...sender.talk(4000, second)], { untilMs: 20_000 })
    expect(intake.spokenMs).toBe(2000)
    expect(intake.counters).toMatchObject({ lost: 0, late: 0 })
    // The first half and its tail; the burst from when it came; the next talk.
    expect(recording.stretches).toEqual([
      [1000, 1700],
      [1800, 2700],
      [4000, 5300],
    ])
    expect(loudness(recording, 1810, 2390)).toBeCloseTo(LOUD, -3)
  })

  test.each([90, 150, 400, 1500])('is read %d ms late, after the tick: nothing moves', (heldUpMs) => {
    const { intake, recording } = listen()
    const packets = new Sender().talk(1000, encode(microphone(2000, tone(1000)), { bitrate: 96_000 }))
    const readMs = 1400 + heldUpMs
    const read = packets.map((packet) =>
      packet.arrivedMs > 1400 && packet.arrivedMs < readMs ? { ...packet, arrivedMs: readMs } : packet,
    )
    let ticks = 0
    const tickMs = (): number => (++ticks === 1400 / 50 + 1 ? heldUpMs : 50)
    deliver(intake, read, { untilMs: 9000, tickMs })
    expect(recording.stretches).toEqual([[1000, 3300]])
    expect(seam(recording.between(1020, 2980))).toBeLessThan(0.03)
  })

  test('has a slow crystal: its clock is followed without a cut', () => {
    const { intake, recording } = listen()
    const payloads = encode(microphone(5000, tone(1000)), { bitrate: 96_000 })
    const packets = new Sender({ timestamp: 3e9, skew: 2e-3 }).talk(1000, payloads)
    deliver(intake, packets, { untilMs: 20_000 })
    expect(seam(recording.between(1020, 5980))).toBeLessThan(0.03)
    expect(Math.abs(recording.endMs - (6000 + 10 + TAIL_MS))).toBeLessThanOrEqual(50)
  })

  test('floods: what runs more than 3 s ahead of real time is dropped and counted', () => {
    const { intake, recording } = listen()
    const payloads = Array.from({ length: 6 }, () => second).flat()
    const flood = new Sender().talk(1000, payloads, 0).map((packet) => ({ ...packet, arrivedMs: 1000 }))
    deliver(intake, flood, { untilMs: 0 })
    expect(intake.counters.excess).toBeGreaterThan(90)
    expect(intake.spokenMs + intake.counters.excess * 20).toBe(6000)
    intake.end()
    expect(recording.endMs).toBeLessThanOrEqual(4100)
  })

  test('was heard before the session began: session time is never negative', () => {
    const { intake, recording } = listen(1500)
    deliver(intake, new Sender().talk(1000, second), { untilMs: 9000 })
    expect(recording.chunks[0]?.atMs).toBe(0)
  })
})

describe('the end', () => {
  test('waits for nothing: what is held comes out, and the last chunk is completed', () => {
    const { intake, recording } = listen()
    deliver(intake, without(new Sender().talk(1000, second.slice(0, 10), 0), 8), { untilMs: 0 })
    expect(recording.endMs).toBe(1150)
    intake.end()
    expect(recording.stretches).toEqual([[1000, 1200]])
    expect(loudness(recording, 1185, 1200)).toBeGreaterThan(0.2 * LOUD)
    expect(intake.phase).toEqual({ kind: 'quiet' })
  })

  test('may come twice, or before anything was heard', () => {
    const { intake, recording } = listen()
    intake.end()
    deliver(intake, new Sender().talk(1000, second.slice(0, 3)), { untilMs: 0 })
    intake.end()
    const chunks = recording.chunks.length
    intake.end()
    intake.tick(5000)
    expect(recording.chunks.length).toBe(chunks)
  })

  test('is not for ever: who comes back is heard again', () => {
    const { intake, recording } = listen()
    const sender = new Sender()
    deliver(intake, sender.talk(1000, second, 0), { untilMs: 0 })
    intake.end()
    deliver(intake, sender.talk(5000, second), { untilMs: 0 })
    expect(recording.stretches.map(([from]) => from)).toEqual([1000, 5000])
  })
})

test('silence frames between words do not cut them', () => {
  const { intake, recording } = listen()
  const payloads = second.flatMap((payload, i) => (i % 10 === 9 ? [payload, SILENCE_FRAME] : [payload]))
  deliver(intake, new Sender().talk(1000, payloads), { untilMs: 9000 })
  expect(intake.spokenMs).toBe(1000)
  expect(recording.stretches).toEqual([[1000, 2400]])
})
