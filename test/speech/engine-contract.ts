import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { CHUNK_MS, type PcmChunk } from '../../src/audio/pcm.ts'
import { sleep, systemClock } from '../../src/base/clock.ts'
import type { SessionMs } from '../../src/base/ids.ts'
import {
  PLAIN_TUNING,
  type SpeechEngine,
  type SpeechStream,
  type SpokenTurn,
} from '../../src/speech/engine.ts'
import { inEnglish } from '../support/in-english.ts'
import { chunksOf } from '../support/pcm-chunks.ts'
import { SpeechRecorder } from '../support/speech-recorder.ts'
import { until } from '../support/until.ts'

/** A short utterance for the engine to hear. */
export interface SpokenSample {
  /** 16 kHz mono s16le; begins and ends within 300 ms of speech. */
  readonly pcm: Buffer
  /** Whether a final's text is what is said in it: exactly for tones, roughly for people. */
  readonly isHeardAs: (text: string) => boolean
}

export interface EngineFixture {
  readonly engine: SpeechEngine
  /** Two utterances that cannot be taken for one another. */
  readonly samples: readonly [SpokenSample, SpokenSample]
  /** How many times real time the engine is fed. */
  readonly speed: number
  /** How far a turn's start may lie before its sound, and its end behind it, in ms. */
  readonly slackMs: { readonly early: number; readonly late: number }
  /** Sockets or child processes that the engine holds now. */
  readonly open: () => number
  /** Frees what the fixture made; the engine is closed already. */
  readonly dispose: () => Promise<void>
}

/** What every engine must do. Call it from the engine's own test file. */
export function engineContract(name: string, setup: () => Promise<EngineFixture>): void {
  // Most of them wait for speech to be heard, some for a model to be loaded.
  jest.setTimeout(60_000)
  describe(`${name} keeps the contract of engines`, () => {
    let fixture: EngineFixture
    beforeAll(async () => {
      fixture = await setup()
    })
    afterAll(async () => {
      await fixture.engine.close()
      await fixture.dispose()
    })

    const listen = () => {
      const heard = new SpeechRecorder()
      const stream = fixture.engine.open({ label: 'contract', emit: heard.emit, tuning: PLAIN_TUNING })
      return { heard, stream }
    }
    const say = (sample: SpokenSample, atMs: SessionMs, tailMs = fixture.engine.tailMs(null)) =>
      chunksOf(sample.pcm, atMs, tailMs)
    const feed = async (stream: SpeechStream, chunks: readonly PcmChunk[]) => {
      for (const chunk of chunks) {
        stream.send(chunk)
        await sleep(systemClock, CHUNK_MS / fixture.speed)
      }
    }
    /** Speech and its tail, then the wait for the final and the request for it, as a speaker's track does it. */
    const sayAndHear = async (who: ReturnType<typeof listen>, sample: SpokenSample, atMs: SessionMs) => {
      const before = who.heard.finals.length
      await feed(who.stream, say(sample, atMs))
      await who.heard.finalsAre(before + 1, fixture.engine.graceMs + 1).catch(() => who.stream.endTurn())
      await who.heard.finalsAre(before + 1)
    }
    const expectWithin = (turn: SpokenTurn | undefined, sample: SpokenSample, atMs: SessionMs) => {
      const { early, late } = fixture.slackMs
      expect(turn?.startMs).toBeGreaterThanOrEqual(atMs - early)
      expect(turn?.endMs).toBeLessThanOrEqual(atMs + sample.pcm.length / 32 + late)
      expect(turn?.startMs).toBeLessThan(turn?.endMs ?? 0)
    }

    test('says what it is', () => {
      const { engine } = fixture
      expect(engine.name).toMatch(/^[a-z]+$/)
      expect(inEnglish(engine.description)).not.toBe('')
      expect(engine.tailMs(null)).toBeGreaterThan(0)
      expect(engine.graceMs).toBeGreaterThanOrEqual(0)
    })

    test('a check of an engine in order passes, also twice at once', async () => {
      await Promise.all([fixture.engine.check(), fixture.engine.check()])
      await fixture.engine.check()
    })

    test('turns come in order of speech, at the session time of their sound, across a pause in which nothing was sent', async () => {
      const who = listen()
      const [first, second] = fixture.samples
      await sayAndHear(who, first, 12_340)
      await sayAndHear(who, second, 75_000)
      await who.stream.finish(30_000)
      const { finals } = who.heard
      expect(finals.map(({ text }) => [first.isHeardAs(text), second.isHeardAs(text)])).toEqual([
        [true, false],
        [false, true],
      ])
      expectWithin(finals[0], first, 12_340)
      expectWithin(finals[1], second, 75_000)
      for (const { words, startMs, endMs } of finals)
        for (const word of words) {
          expect(word.startMs).toBeLessThanOrEqual(word.endMs)
          expect(word.startMs).toBeGreaterThanOrEqual(startMs)
          expect(word.endMs).toBeLessThanOrEqual(endMs)
        }
      expectWellFormed(who.heard)
    })

    test('finish waits for the final of a turn that no silence has ended, and ends the stream', async () => {
      const { heard, stream } = listen()
      const [sample] = fixture.samples
      await feed(stream, say(sample, 0, 0))
      await stream.finish(30_000)
      expect(heard.finals).toHaveLength(1)
      expect(sample.isHeardAs(heard.finals[0]?.text ?? '')).toBe(true)
      expect(heard.events.at(-1)).toEqual({ kind: 'ended', error: null })
      expectWellFormed(heard)
    })

    test('endTurn ends the open turn without the tail', async () => {
      const { heard, stream } = listen()
      const [sample, next] = fixture.samples
      await feed(stream, say(sample, 500, 200))
      stream.endTurn()
      await heard.finalsAre(1)
      expect(sample.isHeardAs(heard.finals[0]?.text ?? '')).toBe(true)
      await feed(stream, say(next, 10_000, 0))
      await stream.finish(30_000)
      expect(next.isHeardAs(heard.finals[1]?.text ?? '')).toBe(true)
      expectWellFormed(heard)
    })

    test('endTurn with nothing open brings nothing', async () => {
      const { heard, stream } = listen()
      stream.endTurn()
      stream.endTurn()
      await stream.finish(5000)
      expect(heard.story).toEqual(['ended'])
    })

    test('two streams at once keep their words apart', async () => {
      const [one, other] = [listen(), listen()]
      const [first, second] = fixture.samples
      await Promise.all([
        feed(one.stream, say(first, 0)).then(() => one.stream.finish(30_000)),
        feed(other.stream, say(second, 0)).then(() => other.stream.finish(30_000)),
      ])
      expect(one.heard.finals.map(({ text }) => first.isHeardAs(text))).toEqual([true])
      expect(other.heard.finals.map(({ text }) => second.isHeardAs(text))).toEqual([true])
    })

    test('a stream that hears nothing costs nothing and finishes at once', async () => {
      const { heard, stream } = listen()
      expect(stream.usage()).toEqual({ billedMs: 0, connections: 0, billing: false })
      await stream.finish(30_000)
      expect(heard.events).toEqual([{ kind: 'ended', error: null }])
      expect(stream.usage()).toEqual({ billedMs: 0, connections: 0, billing: false })
    })

    test('abort drops what is in flight: nothing follows but the end', async () => {
      const { heard, stream } = listen()
      await feed(stream, say(fixture.samples[0], 0, 0))
      const before = heard.events.length
      stream.abort()
      await stream.finish(30_000)
      expect(heard.events.slice(before)).toEqual([{ kind: 'ended', error: null }])
      expect(heard.finals).toEqual([])
    })

    test('a rest loses nothing of what was said before it, nor of what is said after it', async () => {
      const who = listen()
      const [first, second] = fixture.samples
      await feed(who.stream, say(first, 1000))
      who.stream.rest()
      who.stream.rest()
      await sayAndHear(who, second, 60_000)
      await who.stream.finish(30_000)
      const { finals } = who.heard
      expect(finals.map(({ text }) => [first.isHeardAs(text), second.isHeardAs(text)])).toEqual([
        [true, false],
        [false, true],
      ])
      expectWellFormed(who.heard)
    })

    test('surrender ends the stream, and another is told what it gives back', async () => {
      const [one, other] = [listen(), listen()]
      const [first, second] = fixture.samples
      await sayAndHear(one, first, 0)
      await feed(one.stream, say(second, 30_000, 0))
      const sound = one.stream.surrender()
      expect(one.heard.events.at(-1)).toEqual({ kind: 'ended', error: null })
      expect(one.stream.surrender()).toEqual([])
      for (const { atMs } of sound) expect(atMs).toBeGreaterThan(0)
      await feed(other.stream, sound)
      await other.stream.finish(30_000)
      expect(one.heard.finals.map(({ text }) => first.isHeardAs(text))).toEqual([true])
      expect(other.heard.finals.map(({ text }) => second.isHeardAs(text))).toEqual([true])
      expectWellFormed(one.heard)
    })

    test('after the end all methods are harmless and silent, and the meter stands still', async () => {
      const { heard, stream } = listen()
      await feed(stream, say(fixture.samples[0], 0, 0))
      await stream.finish(30_000)
      const [said, used] = [heard.events.length, stream.usage()]
      for (const chunk of say(fixture.samples[1], 5000, 0)) stream.send(chunk)
      stream.endTurn()
      stream.rest()
      stream.tune(PLAIN_TUNING)
      expect(stream.surrender()).toEqual([])
      stream.abort()
      await stream.finish(1000)
      await stream.finish(0)
      expect(heard.events).toHaveLength(said)
      expect(stream.usage()).toEqual(used)
    })

    test('a deadline that is over ends the stream all the same', async () => {
      const { heard, stream } = listen()
      await feed(stream, say(fixture.samples[0], 0, 0))
      await stream.finish(0)
      await heard.ended()
      expectWellFormed(heard)
    })

    test('closing frees everything, also what streams in mid-speech hold; twice is fine', async () => {
      const { heard, stream } = listen()
      await feed(stream, say(fixture.samples[0], 0, 0))
      stream.abort()
      await fixture.engine.close()
      await fixture.engine.close()
      expect(heard.events.at(-1)?.kind).toBe('ended')
      // The other side notices a moment later.
      await until('the other side to have nothing open', () => fixture.open() === 0)
    })
  })
}

/** What holds for everything a stream says. */
function expectWellFormed({ events, finals }: SpeechRecorder): void {
  expect(events.filter(({ kind }) => kind === 'ended')).toHaveLength(1)
  expect(events.at(-1)?.kind).toBe('ended')
  expect(new Set(finals.map(({ key }) => key)).size).toBe(finals.length)
  for (const { text } of finals) expect(text.trim()).not.toBe('')
  const starts = finals.map(({ startMs }) => startMs)
  expect(starts).toEqual(starts.toSorted((a, b) => a - b))
  // A turn is never heard of again after its final or its withdrawal.
  const over = new Set<number>()
  for (const event of events) {
    if (event.kind !== 'open' && event.kind !== 'final' && event.kind !== 'withdrawn') continue
    const key = event.kind === 'withdrawn' ? event.key : event.turn.key
    expect(over).not.toContain(key)
    if (event.kind !== 'open') over.add(key)
  }
}
