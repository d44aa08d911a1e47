import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { SpeechServer, type SpeechServerOptions } from '../../../sandbox/speech/speech-server.ts'
import { CHUNK_MS } from '../../../src/audio/pcm.ts'
import { sleep } from '../../../src/base/clock.ts'
import type { EngineError } from '../../../src/base/errors.ts'
import { createLog } from '../../../src/base/log.ts'
import { createAssemblyAiEngine } from '../../../src/speech/assemblyai/engine.ts'
import type { AssemblyAiSettings } from '../../../src/speech/assemblyai/settings.ts'
import { PLAIN_TUNING, type SpeechEngine, type SpeechStream } from '../../../src/speech/engine.ts'
import { assemblyAiSettings } from '../../support/assemblyai-settings.ts'
import { inEnglish } from '../../support/in-english.ts'
import { chunksOf } from '../../support/pcm-chunks.ts'
import { SpeechRecorder } from '../../support/speech-recorder.ts'
import { toneSound, wordsOf } from '../../support/tone-sample.ts'
import { until } from '../../support/until.ts'
import { PatientClock } from '../patient-clock.ts'

jest.setTimeout(60_000)

/** The engine's time runs so much faster than ours, as the service's does; sound it judges by the sound's own. */
const SPEED = 4
const clock = new PatientClock(SPEED)
const KEY = assemblyAiSettings.apiKey
const WORDS = ['anchor', 'basket', 'candle']
/** What the service says then. */
const LONG_QUIET = 'Session terminated due to inactivity: No messages received for 120 seconds'

const toFree: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const free of toFree.splice(0).reverse()) await free()
})

async function serve(options: SpeechServerOptions = {}): Promise<SpeechServer> {
  const server = await SpeechServer.start({ secondMs: 1000 / SPEED, ...options })
  toFree.push(() => server.close())
  return server
}

function engineFor(settings: Partial<AssemblyAiSettings>): { engine: SpeechEngine; logged: () => string } {
  const lines = new PassThrough()
  const engine = createAssemblyAiEngine(
    { ...assemblyAiSettings, minTurnSilenceMs: 200, maxTurnSilenceMs: 400, ...settings },
    { clock, log: createLog('debug', lines) },
  )
  toFree.push(() => engine.close())
  return { engine, logged: () => String(lines.read() ?? '') }
}

function listen(engine: SpeechEngine, keyTerms: readonly string[] = []) {
  const heard = new SpeechRecorder()
  return {
    heard,
    stream: engine.open({ label: 'speaker 1', emit: heard.emit, tuning: { keyTerms, preset: null } }),
  }
}

async function speak(stream: SpeechStream, atMs = 0, tailMs = 600): Promise<void> {
  for (const chunk of chunksOf(toneSound(WORDS), atMs, tailMs)) {
    stream.send(chunk)
    await sleep(clock, CHUNK_MS / 1.25)
  }
}

/** The server notices a close a moment after the client. */
const allClosed = (server: SpeechServer): Promise<void> =>
  until('every session to be closed', () => server.open === 0)

/** Its session has begun. */
const begun = (heard: SpeechRecorder): Promise<void> =>
  heard.until(({ events }) => events.some((event) => event.kind === 'health' && event.state === 'live'))

const failureOf = (promise: Promise<void>): Promise<EngineError | null> =>
  promise.then(
    () => null,
    (error: EngineError) => error,
  )

describe('a check', () => {
  test('opens one session, ends it in good order, and is not repeated soon', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    await Promise.all([engine.check(), engine.check()])
    await engine.check()
    await allClosed(server)
    expect(server.connections).toBe(1)
    expect(server.sessions[0]?.closeCode).toBe(1000)
  })

  test('is not needed after a stream has begun a session', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const { stream } = listen(engine)
    await speak(stream, 0, 0)
    await stream.finish(20_000)
    await engine.check()
    expect(server.connections).toBe(1)
  })

  test('of a refused key makes exactly one connection, however often and by however many it is used', async () => {
    const server = await serve({ keys: ['another key'] })
    const { engine, logged } = engineFor({ streamingUrl: server.url })
    const errors = [await failureOf(engine.check()), await failureOf(engine.check())]
    for (const error of errors) {
      expect(error?.retryable).toBe(false)
      expect(error?.message).toBe('AssemblyAI refused the key: Invalid API key. Check ASSEMBLYAI_API_KEY.')
    }
    const listeners = [listen(engine), listen(engine), listen(engine)]
    for (const { stream } of listeners) await speak(stream, 0, 0)
    for (const { heard } of listeners)
      expect(heard.events.at(-1)).toEqual({ kind: 'ended', error: errors[0] })
    expect(server.connections).toBe(1)
    expect(logged()).not.toContain(KEY)
  })

  test('of a server that is not there says that it may work later, and is made again', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    await server.close()
    const error = await failureOf(engine.check())
    expect(error?.message).toBe('AssemblyAI could not be reached (ECONNREFUSED).')
    expect(error?.retryable).toBe(true)
  })

  test('of an overloaded server says that it may work later, and passes when it does', async () => {
    const server = await serve()
    server.faults.next({ upgradeStatus: 503 })
    const { engine } = engineFor({ streamingUrl: server.url })
    expect((await failureOf(engine.check()))?.retryable).toBe(true)
    await engine.check()
  })

  test('of a bad setting names it', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url, vadThreshold: 7 })
    const error = await failureOf(engine.check())
    expect(error?.message).toMatch(/^AssemblyAI refused a setting: .*vad_threshold/)
    expect(error?.retryable).toBe(false)
  })

  test.each([
    ['a key that can be in no header', { apiKey: 'k€y' }],
    ['an address that is none', { streamingUrl: 'streaming.assemblyai.com' }],
    ['an address with a path', { streamingUrl: 'wss://streaming.assemblyai.com/v2' }],
  ])('of %s fails without a connection', async (_name, settings) => {
    const { engine } = engineFor(settings)
    expect((await failureOf(engine.check()))?.retryable).toBe(false)
    const { heard, stream } = listen(engine)
    await speak(stream, 0, 0)
    expect(heard.story.at(-1)).toBe('ended')
    expect(stream.usage().connections).toBe(0)
  })

  test('is given up when the engine is closed', async () => {
    const server = await serve()
    server.faults.always({ begin: 'never' })
    const { engine } = engineFor({ streamingUrl: server.url })
    const checked = failureOf(engine.check())
    await until('the session of the check', () => server.open > 0)
    await engine.close()
    expect((await checked)?.retryable).toBe(true)
    expect((await failureOf(engine.check()))?.message).toBe('The speech engine is closed.')
  })
})

describe('a stream', () => {
  test('opens no session before the first sound, and one at it, with its key terms', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const { stream } = listen(engine, ['Tiamat'])
    for (const chunk of chunksOf(Buffer.alloc(32_000), 0)) stream.send(chunk)
    expect(stream.usage()).toEqual({ billedMs: 0, connections: 0, billing: false })
    await speak(stream, 1000, 0)
    await stream.finish(20_000)
    expect(server.sessions[0]?.params).toMatchObject({ keyterms_prompt: '["Tiamat"]', sample_rate: '16000' })
  })

  test('is billed for as long as its socket is open', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const { heard, stream } = listen(engine)
    await speak(stream)
    await begun(heard)
    const [session] = server.sessions
    // More than half a second, which the service rounds to a whole one.
    await until('a while to pass', () => (session?.billedMs ?? 0) > 600)
    const [during, livedMs] = [stream.usage().billedMs, session?.billedMs ?? 0]
    await stream.finish(20_000)
    const { billedMs, connections } = stream.usage()
    await allClosed(server)
    expect(during).toBeGreaterThan(0)
    expect(connections).toBe(1)
    // The service tells whole seconds, those that had passed when it was asked to end.
    expect(billedMs).toBeGreaterThanOrEqual(livedMs - 500)
    expect(billedMs).toBeLessThanOrEqual((session?.billedMs ?? 0) + 500)
    expect(session?.closeCode).toBe(1000)
  })

  test('that was closed by the service after a long quiet opens a new session at the next sound', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const { heard, stream } = listen(engine)
    await speak(stream)
    await heard.finalsAre(1)
    server.strike({ do: 'close', code: 3006, error: LONG_QUIET })
    await allClosed(server)
    // The first attempt after a loss comes within a second.
    await sleep(clock, 1500)
    expect(server.connections).toBe(1)
    await speak(stream, 90_000)
    await stream.finish(20_000)
    expect(heard.finals.map(({ text }) => wordsOf(text))).toEqual([WORDS, WORDS])
    expect(heard.finals[1]?.startMs).toBeGreaterThanOrEqual(90_000)
    expect(server.connections).toBe(2)
  })

  test('whose key is revoked in mid-call ends, and no other stream tries again', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const [first, second] = [listen(engine), listen(engine)]
    await speak(first.stream)
    await first.heard.finalsAre(1)
    server.revoke(KEY)
    await first.heard.ended()
    expect(first.heard.finals.map(({ text }) => wordsOf(text))).toEqual([WORDS])
    await speak(second.stream, 0, 0)
    await second.heard.ended()
    expect(second.heard.story).toEqual(['gap', 'ended'])
    expect(server.connections).toBe(1)
  })

  test('whose key is revoked while five sockets are open: each is told, and none tries again', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    await engine.check()
    const five = Array.from({ length: 5 }, () => listen(engine))
    await Promise.all(five.map(({ stream }) => speak(stream, 0, 0)))
    for (const { heard } of five) await begun(heard)
    server.revoke(KEY)
    for (const { heard } of five) {
      await heard.ended()
      expect(heard.events.at(-1)).toMatchObject({ error: { code: 1008, retryable: false } })
    }
    await Promise.all(five.map(({ stream }) => speak(stream, 5000, 0)))
    expect(server.connections).toBe(6)
  })

  test('of five that begin at once with a refused key only one makes a connection, without any check', async () => {
    const server = await serve({ keys: ['another key'], beginDelayMs: 20 })
    const { engine } = engineFor({ streamingUrl: server.url })
    const five = Array.from({ length: 5 }, () => listen(engine))
    await Promise.all(five.map(({ stream }) => speak(stream, 0, 0)))
    for (const { heard } of five) await heard.ended()
    expect(server.connections).toBe(1)
  })

  test('of five that begin at once four wait for the Begin of the first, and none loses a word', async () => {
    const server = await serve({ beginDelayMs: 100 })
    const { engine } = engineFor({ streamingUrl: server.url })
    const five = Array.from({ length: 5 }, () => listen(engine))
    await Promise.all(five.map(({ stream }) => speak(stream)))
    await Promise.all(five.map(({ stream }) => stream.finish(20_000)))
    for (const { heard } of five) expect(heard.finals.map(({ text }) => wordsOf(text))).toEqual([WORDS])
    const [first, ...others] = server.sessions
    for (const { openedAt } of others) expect(openedAt).toBeGreaterThanOrEqual(first?.beganAt ?? 0)
  })

  test('that rests and wakes ten times loses nothing, and each session ends in good order', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const { heard, stream } = listen(engine)
    for (let remark = 0; remark < 10; remark += 1) {
      await speak(stream, remark * 60_000, 0)
      stream.rest()
    }
    await heard.finalsAre(10)
    await allClosed(server)
    expect(stream.usage().billing).toBe(false)
    await stream.finish(20_000)
    expect(heard.finals.map(({ text }) => wordsOf(text))).toEqual(Array(10).fill(WORDS))
    expect(heard.finals.map(({ endMs }) => Math.floor(endMs / 60_000))).toEqual([...Array(10).keys()])
    expect(server.sessions.map(({ closeCode }) => closeCode)).toEqual(Array(10).fill(1000))
  })

  test('is billed as the service says, once it has', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const { stream } = listen(engine)
    await speak(stream)
    await stream.finish(20_000)
    expect(stream.usage().billedMs % 1000).toBe(0)
    expect(stream.usage().billing).toBe(false)
  })

  test('is to rest later when few further sessions may be opened', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url, sessionsPerMinute: 1 })
    expect(engine.restAfterMs).toBe(5000)
    const { stream } = listen(engine)
    await speak(stream)
    await stream.finish(20_000)
    expect(engine.restAfterMs).toBe(30_000)
  })

  test('tells its session what changed of its tuning, once', async () => {
    const server = await serve()
    const { engine } = engineFor({
      streamingUrl: server.url,
      minTurnSilenceMs: null,
      maxTurnSilenceMs: null,
    })
    const { heard, stream } = listen(engine, ['Tiamat'])
    await speak(stream)
    await heard.until(({ opens }) => opens.length > 0)
    stream.tune({ keyTerms: ['Tiamat', 'x'.repeat(51)], preset: null })
    stream.tune({ keyTerms: ['Tiamat', 'Kobold'], preset: 'quick' })
    await stream.finish(20_000)
    expect(server.sessions[0]?.updates).toEqual([
      { min_turn_silence: 160, max_turn_silence: 400, keyterms_prompt: ['Tiamat', 'Kobold'] },
    ])
    expect([engine.tailMs('quick'), engine.tailMs(null)]).toEqual([600, 1480])
  })

  test('that comes when there are too many sessions is heard when there is room, and the status says so', async () => {
    const server = await serve({ maxParallel: 1 })
    const { engine } = engineFor({ streamingUrl: server.url })
    const [first, second] = [listen(engine), listen(engine)]
    await speak(first.stream)
    await speak(second.stream)
    await until('the second to be refused', () => engine.trouble !== null)
    expect(inEnglish(engine.trouble)).toMatch(/only 5 speech sessions a minute/)
    first.stream.rest()
    await second.stream.finish(80_000)
    await first.stream.finish(20_000)
    expect(second.heard.finals.map(({ text }) => wordsOf(text))).toEqual([WORDS])
  })

  // A last word's end is told up to 240 ms late, or as it is: the other engine is to hear neither too much nor too little.
  test.each(['padded', 'exact'] as const)(
    'that surrenders leaves the rest to another engine, with %s word edges',
    async (edges) => {
      const [server, otherServer] = [await serve({ edges }), await serve()]
      const [one, other] = [server, otherServer].map(({ url }) =>
        listen(engineFor({ streamingUrl: url }).engine),
      )
      if (one === undefined || other === undefined) throw new Error('there are two')
      for (const chunk of chunksOf(toneSound([...WORDS, 'dragon', 'engine', 'engine']), 0)) {
        one.stream.send(chunk)
        if (chunk.atMs === 700) one.stream.endTurn()
        await sleep(clock, CHUNK_MS / 1.25)
      }
      await one.heard.until(({ opens }) => opens.some(({ text }) => text.includes('dragon')))
      for (const chunk of one.stream.surrender()) other.stream.send(chunk)
      await other.stream.finish(20_000)
      const words = [one, other].flatMap(({ heard }) => heard.finals.flatMap(({ text }) => wordsOf(text)))
      expect(words).toEqual([...WORDS, 'dragon', 'engine', 'engine'])
      expect(one.heard.finals.length).toBeGreaterThan(0)
      await allClosed(server)
      expect(server.sessions[0]?.closeCode).toBe(1000)
    },
  )

  test('that is aborted says Terminate, so that the service stops billing', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const { heard, stream } = listen(engine)
    await speak(stream, 0, 0)
    await begun(heard)
    stream.abort()
    await stream.finish(20_000)
    expect(heard.story.at(-1)).toBe('ended')
    await allClosed(server)
    expect(server.sessions[0]?.closeCode).toBe(1000)
  })

  test('may be told anything from within its own events', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const heard = new SpeechRecorder()
    const stream = engine.open({
      label: 'speaker 1',
      tuning: PLAIN_TUNING,
      emit: (event) => {
        heard.emit(event)
        stream.endTurn()
        if (event.kind === 'open') stream.abort()
      },
    })
    await speak(stream)
    await stream.finish(20_000)
    expect(heard.events.map(({ kind }) => kind)).toEqual(['health', 'health', 'open', 'ended'])
  })

  test('may be asked to surrender from within its own events', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const sound: number[] = []
    const stream = engine.open({
      label: 'speaker 1',
      tuning: PLAIN_TUNING,
      emit: ({ kind }) => {
        if (kind === 'open') sound.push(...stream.surrender().map(({ atMs }) => atMs))
      },
    })
    await speak(stream)
    await stream.finish(20_000)
    expect(sound[0]).toBe(0)
    expect(sound.length).toBeGreaterThan(3)
  })

  test('writes no word of what was said and no key to the log', async () => {
    const server = await serve()
    const { engine, logged } = engineFor({ streamingUrl: server.url })
    const { stream } = listen(engine, ['Tiamat'])
    await speak(stream)
    await stream.finish(20_000)
    const text = logged()
    expect(text).toContain('session began')
    for (const secret of [KEY, 'Tiamat', 'keyterms', server.url, ...WORDS])
      expect(text.toLowerCase()).not.toContain(secret.toLowerCase())
  })
})
