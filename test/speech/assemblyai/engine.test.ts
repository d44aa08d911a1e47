import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, test } from '@jest/globals'
import { SpeechServer, type SpeechServerOptions } from '../../../sandbox/speech/speech-server.ts'
import { CHUNK_MS } from '../../../src/audio/pcm.ts'
import { sleep, systemClock } from '../../../src/base/clock.ts'
import type { EngineError } from '../../../src/base/errors.ts'
import { createLog } from '../../../src/base/log.ts'
import { createAssemblyAiEngine } from '../../../src/speech/assemblyai/engine.ts'
import type { AssemblyAiSettings } from '../../../src/speech/assemblyai/settings.ts'
import type { SpeechEngine, SpeechStream } from '../../../src/speech/engine.ts'
import { assemblyAiSettings } from '../../support/assemblyai-settings.ts'
import { chunksOf } from '../../support/pcm-chunks.ts'
import { SpeechRecorder } from '../../support/speech-recorder.ts'
import { toneSound, wordsOf } from '../../support/tone-sample.ts'

const KEY = assemblyAiSettings.apiKey
const WORDS = ['anchor', 'basket', 'candle']

const toFree: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const free of toFree.splice(0).reverse()) await free()
})

async function serve(options: SpeechServerOptions = {}): Promise<SpeechServer> {
  const server = await SpeechServer.start(options)
  toFree.push(() => server.close())
  return server
}

function engineFor(settings: Partial<AssemblyAiSettings>): { engine: SpeechEngine; logged: () => string } {
  const lines = new PassThrough()
  const engine = createAssemblyAiEngine(
    { ...assemblyAiSettings, minTurnSilenceMs: 200, maxTurnSilenceMs: 400, ...settings },
    { clock: systemClock, log: createLog('debug', lines) },
  )
  toFree.push(() => engine.close())
  return { engine, logged: () => String(lines.read() ?? '') }
}

function listen(engine: SpeechEngine, keyTerms: readonly string[] = []) {
  const heard = new SpeechRecorder()
  return { heard, stream: engine.open({ label: 'speaker 1', emit: heard.emit, keyTerms }) }
}

async function speak(stream: SpeechStream, atMs = 0, tailMs = 600): Promise<void> {
  for (const chunk of chunksOf(toneSound(WORDS), atMs, tailMs)) {
    stream.send(chunk)
    await sleep(systemClock, CHUNK_MS / 1.25)
  }
}

/** The server notices a close a moment after the client. */
async function allClosed(server: SpeechServer): Promise<void> {
  const until = performance.now() + 10_000
  while (server.open > 0 && performance.now() < until) await sleep(systemClock, 5)
  expect(server.open).toBe(0)
}

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
    await stream.finish(5000)
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
    while (server.open === 0) await sleep(systemClock, 5)
    await engine.close()
    expect((await checked)?.retryable).toBe(true)
  })
})

describe('a stream', () => {
  test('opens no session before the first sound, and one at it, with its key terms', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const { stream } = listen(engine, ['Tiamat'])
    for (const chunk of chunksOf(Buffer.alloc(32_000), 0)) stream.send(chunk)
    expect(stream.usage()).toEqual({ billedMs: 0, connections: 0 })
    await speak(stream, 1000, 0)
    await stream.finish(5000)
    expect(server.sessions[0]?.params).toMatchObject({ keyterms_prompt: '["Tiamat"]', sample_rate: '16000' })
  })

  test('is billed for as long as its socket is open', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const { stream } = listen(engine)
    await speak(stream)
    const during = stream.usage().billedMs
    await stream.finish(5000)
    const { billedMs, connections } = stream.usage()
    await allClosed(server)
    expect(during).toBeGreaterThan(0)
    expect(billedMs).toBeGreaterThanOrEqual(during)
    expect(connections).toBe(1)
    expect(Math.abs(billedMs - (server.sessions[0]?.billedMs ?? 0))).toBeLessThan(200)
    expect(server.sessions[0]?.closeCode).toBe(1000)
  })

  test('that was closed by the service after a long quiet opens a new session at the next sound', async () => {
    // The service's seconds are 10 ms here: its inactivity timeout of 60 s passes in 600 ms.
    const server = await serve({ secondMs: 10 })
    const { engine } = engineFor({ streamingUrl: server.url, inactivityTimeoutSeconds: 60 })
    const { heard, stream } = listen(engine)
    await speak(stream)
    await heard.finalsAre(1)
    await allClosed(server)
    expect(server.connections).toBe(1)
    await speak(stream, 90_000)
    await stream.finish(5000)
    expect(heard.finals.map(({ text }) => wordsOf(text))).toEqual([WORDS, WORDS])
    expect(heard.finals[1]?.startMs).toBeGreaterThanOrEqual(90_000)
    expect(server.connections).toBe(2)
  })

  test('whose key is revoked in mid-call ends, and no other stream tries again', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const [first, second] = [listen(engine), listen(engine)]
    await speak(first.stream)
    server.revoke(KEY)
    await first.heard.ended()
    expect(first.heard.finals.map(({ text }) => wordsOf(text))).toEqual([WORDS])
    await speak(second.stream, 0, 0)
    expect(second.heard.story).toEqual(['ended'])
    expect(server.connections).toBe(1)
  })

  test('that is aborted says Terminate, so that the service stops billing', async () => {
    const server = await serve()
    const { engine } = engineFor({ streamingUrl: server.url })
    const { heard, stream } = listen(engine)
    await speak(stream, 0, 0)
    stream.abort()
    await stream.finish(5000)
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
      keyTerms: [],
      emit: (event) => {
        heard.emit(event)
        stream.endTurn()
        if (event.kind === 'open') stream.abort()
      },
    })
    await speak(stream)
    await stream.finish(5000)
    expect(heard.events.map(({ kind }) => kind)).toEqual(['health', 'health', 'open', 'ended'])
  })

  test('writes no word of what was said and no key to the log', async () => {
    const server = await serve()
    const { engine, logged } = engineFor({ streamingUrl: server.url })
    const { stream } = listen(engine, ['Tiamat'])
    await speak(stream)
    await stream.finish(5000)
    const text = logged()
    expect(text).toContain('session began')
    for (const secret of [KEY, 'Tiamat', 'keyterms', server.url, ...WORDS])
      expect(text.toLowerCase()).not.toContain(secret.toLowerCase())
  })
})
