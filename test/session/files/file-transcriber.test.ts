import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { oggOpus } from '../../../sandbox/cast/ogg.ts'
import { encodeSpeech } from '../../../sandbox/cast/speech-packets.ts'
import { utter } from '../../../sandbox/cast/tone-language.ts'
import { wordErrors } from '../../../sandbox/cast/word-errors.ts'
import { SpeechServer } from '../../../sandbox/speech/speech-server.ts'
import { systemClock } from '../../../src/base/clock.ts'
import { EngineError, UserError } from '../../../src/base/errors.ts'
import { guildId } from '../../../src/base/ids.ts'
import { createLog } from '../../../src/base/log.ts'
import { FileTranscriber, type FileTranscriberOptions } from '../../../src/session/files/file-transcriber.ts'
import type { FileTranscript } from '../../../src/session/files/file-transcript.ts'
import type { FileErrand, FileProgress, FileWay } from '../../../src/session/files/file-way.ts'
import { StreamedFiles } from '../../../src/session/files/streamed-file.ts'
import { UploadedFiles } from '../../../src/session/files/uploaded-file.ts'
import { Spend } from '../../../src/session/spend/spend.ts'
import type { SpendCaps } from '../../../src/session/spend/spend-caps.ts'
import type { Store } from '../../../src/session/store.ts'
import { createAssemblyAiEngine } from '../../../src/speech/assemblyai/engine.ts'
import { Prerecorded } from '../../../src/speech/assemblyai/prerecorded/prerecorded.ts'
import type { StreamOptions } from '../../../src/speech/engine.ts'
import { createSherpaEngine } from '../../../src/speech/sherpa/engine.ts'
import { openSqliteStore } from '../../../src/storage/sqlite-store.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { assemblyAiSettings } from '../../support/assemblyai-settings.ts'
import { withAssets } from '../../support/assets.ts'
import { readClips } from '../../support/clips.ts'
import { fastClock } from '../../support/fast-clock.ts'
import { ScriptedEngine } from '../../support/scripted-engine.ts'
import { wordsOf } from '../../support/tone-sample.ts'
import { until } from '../../support/until.ts'
import { waveBytes } from '../../support/wave-bytes.ts'

/** All that was said, a turn to a line. */
const fileText = ({ turns }: Pick<FileTranscript, 'turns'>): string =>
  turns.map(({ speaker, text }) => (speaker === null ? text : `${speaker}: ${text}`)).join('\n')

const WORDS = ['river', 'castle', 'today', 'lemon']
const KEY = 'the-key-of-the-tests'
const guild = guildId('100000000000000001')
const NO_CAPS: SpendCaps = { guildDay: null, guildMonth: null, totalDay: null, totalMonth: null }
const log = createLog('silent')
const quick = fastClock(100)

let folder = ''
const closing: (() => Promise<void>)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'))
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  await rm(folder, { recursive: true, force: true })
})

async function service(): Promise<SpeechServer> {
  const server = await SpeechServer.start({ keys: [KEY] })
  closing.push(() => server.close())
  return server
}

function uploads(server: SpeechServer): FileWay {
  const api = new Prerecorded({
    apiKey: KEY,
    apiUrl: server.apiUrl,
    clock: systemClock,
    log,
    pollMs: 5,
    backoff: { firstMs: 1, mostMs: 4 },
  })
  return new UploadedFiles({
    name: 'assemblyai',
    description: verbatim('AssemblyAI (sound is sent to its servers)'),
    service: api,
    pricePerHour: 0.36,
  })
}

function streams(server: SpeechServer): FileWay {
  const settings = { ...assemblyAiSettings, apiKey: KEY, streamingUrl: server.url }
  const engine = createAssemblyAiEngine(settings, { clock: systemClock, log })
  closing.push(() => engine.close())
  return new StreamedFiles(engine, systemClock)
}

interface Kit {
  readonly transcriber: FileTranscriber
  readonly spend: Spend
  readonly store: Store
}

async function kit(
  ways: readonly FileWay[],
  options: Partial<FileTranscriberOptions> & { readonly caps?: Partial<SpendCaps> } = {},
): Promise<Kit> {
  const store = await openSqliteStore({ folder: ':memory:', clock: systemClock, log })
  const { caps, ...more } = options
  const spend = new Spend({
    store,
    clock: systemClock,
    log,
    caps: { ...NO_CAPS, ...caps },
    currency: 'USD',
    orphanMs: 0,
  })
  closing.push(async () => {
    await spend.close()
    await store.close()
  })
  const limits = { mostBytes: 1_000_000, mostMs: 600_000 }
  return {
    transcriber: new FileTranscriber({ ways, limits, toCloud: false, spend, log, ...more }),
    spend,
    store,
  }
}

async function file(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'sound')
  await writeFile(path, bytes)
  return path
}

const wave = () => waveBytes([utter(WORDS, { rate: 16_000 })], { rate: 16_000 })
const voiceMessage = () => oggOpus(encodeSpeech(utter(WORDS)))
const SOUND_MS = WORDS.length * 280

/** A way that does what a test says. */
const scripted = (
  way: Partial<FileWay>,
  act: (errand: FileErrand) => Promise<void> | void = () => {},
): FileWay & { errands: number } => {
  const made = {
    errands: 0,
    name: 'scripted',
    description: verbatim('a script'),
    place: 'here' as const,
    billing: { by: 'nothing' as const, pricePerHour: 0 },
    ...way,
    async transcribe(errand: FileErrand) {
      made.errands += 1
      await act(errand)
      const { name: engine, description } = made
      return { turns: [], gaps: [], durationMs: errand.durationMs ?? 0, language: null, engine, description }
    },
  }
  return made
}

const failure = async (promise: Promise<unknown>): Promise<Error> => {
  const [settled] = await Promise.allSettled([promise])
  if (settled?.status !== 'rejected') throw new Error('it was done')
  const reason: unknown = settled.reason
  if (reason instanceof UserError || reason instanceof EngineError) return reason
  throw reason
}

const engineFails = () => {
  throw new EngineError(verbatim('It is away.'), { retryable: true })
}

describe.each([
  ['a WAV file', wave],
  ['a voice message', voiceMessage],
])('%s', (_, bytes) => {
  test('is uploaded, told with its times and charged by its length', async () => {
    const server = await service()
    const { transcriber, spend } = await kit([uploads(server)])
    const progress: FileProgress[] = []
    const result = await transcriber.transcribe({
      path: await file(bytes()),
      guild,
      onProgress: (step) => progress.push(step),
    })
    expect(wordsOf(fileText(result))).toEqual(WORDS)
    expect(result).toMatchObject({ engine: 'assemblyai', gaps: [], language: 'en_us' })
    const [turn] = result.turns
    expect(Math.abs((turn?.words[1]?.startMs ?? 0) - 280)).toBeLessThan(40)
    expect(new Set(progress.map(({ stage }) => stage))).toEqual(new Set(['sending', 'waiting']))
    const { billedMs, cost, spokenMs } = spend.guildSpent(guild).day
    expect(billedMs).toBeGreaterThan(900)
    expect(cost).toBeCloseTo((billedMs / 3_600_000) * 0.36)
    expect(spokenMs).toBeGreaterThan(600)
  })

  test('is told to a live engine at the pace of speech, and charged by its socket', async () => {
    const server = await service()
    const { transcriber, spend } = await kit([streams(server)])
    const progress: FileProgress[] = []
    const began = performance.now()
    const result = await transcriber.transcribe({
      path: await file(bytes()),
      guild,
      onProgress: (step) => progress.push(step),
    })
    expect(wordsOf(fileText(result))).toEqual(WORDS)
    expect(result.engine).toBe('assemblyai')
    expect(performance.now() - began).toBeGreaterThan(SOUND_MS - 300)
    expect(progress[0]).toMatchObject({ stage: 'listening', heardMs: 1_000 })
    expect(spend.guildSpent(guild).day.billedMs).toBeGreaterThan(500)
    await until('the session is over', () => server.open === 0)
  })
})

describe('an engine on this machine', () => {
  test('is told a part at a time, which ends where it is quietest, and no more before it is done', async () => {
    // Two and a half minutes with a pause of half a second at 52 s, and another at 110 s.
    const sound = new Int16Array(150 * 16_000).map((_, at) => 3_000 * Math.sin(at / 5))
    for (const pauseAt of [52, 110]) sound.fill(0, pauseAt * 16_000, pauseAt * 16_000 + 8_000)
    const engine = new ScriptedEngine()
    const limits = { mostBytes: 10_000_000, mostMs: 600_000 }
    const { transcriber } = await kit([new StreamedFiles(engine, quick)], { limits })
    await transcriber.transcribe({ path: await file(waveBytes([sound], { rate: 16_000 })), guild })
    const told = engine.streams.map(({ chunks, state }) => [chunks.at(0)?.atMs, chunks.at(-1)?.atMs, state])
    expect(told).toEqual([
      [0, 52_450, 'finished'],
      [52_500, 110_450, 'finished'],
      [110_500, 149_950, 'finished'],
    ])
    expect(engine.checks).toBe(1)
    // Two and a half minutes of sound are a second of work where nothing else is going on.
  }, 60_000)

  test('that fails in the middle is not told the rest', async () => {
    class Breaking extends ScriptedEngine {
      override open(options: StreamOptions) {
        const stream = super.open(options)
        const send = stream.send.bind(stream)
        stream.send = (chunk) => {
          send(chunk)
          if (stream.chunks.length === 10) stream.fail('It broke.')
        }
        return stream
      }
    }
    const engine = new Breaking()
    const { transcriber } = await kit([new StreamedFiles(engine, quick)])
    const done = failure(transcriber.transcribe({ path: await file(wave()), guild: null }))
    expect((await done).message).toBe('It broke.')
    expect(engine.streams.map(({ chunks }) => chunks.length)).toEqual([10])
  })

  test('tells what it could not hear as gaps', async () => {
    class Deaf extends ScriptedEngine {
      override open(options: StreamOptions) {
        const stream = super.open(options)
        stream.lastWords = [{ kind: 'gap', fromMs: 200, toMs: 700, cause: 'engine-overloaded' }]
        return stream
      }
    }
    const { transcriber } = await kit([new StreamedFiles(new Deaf(), quick)])
    const { gaps } = await transcriber.transcribe({ path: await file(wave()), guild: null })
    expect(gaps).toEqual([{ fromMs: 200, toMs: 700 }])
  })
})

withAssets(
  'a real engine on this machine hears a file of human speech, faster than it was spoken',
  async ({ models, audio }) => {
    const [clip] = readClips(audio)
    if (clip === undefined) throw new Error('there are no clips')
    const model = { modelDir: join(models, 'zipformer-en-3.3m') }
    const engine = createSherpaEngine(model, { clock: systemClock, log })
    closing.push(() => engine.close())
    await engine.check()
    // Several times the same, so that it is told in more than one part.
    const times = 7
    const samples = new Int16Array((clip.pcm.length * times) / 2)
    for (let at = 0; at < samples.length; at += 1)
      samples[at] = clip.pcm.readInt16LE((at * 2) % clip.pcm.length)
    const limits = { mostBytes: 10_000_000, mostMs: 600_000 }
    const { transcriber } = await kit([new StreamedFiles(engine, systemClock)], { limits })
    const path = await file(waveBytes([samples], { rate: 16_000 }))
    const began = performance.now()
    const result = await transcriber.transcribe({ path, guild })
    expect(result.durationMs).toBeGreaterThan(60_000)
    expect(performance.now() - began).toBeLessThan(result.durationMs)
    expect(result.gaps).toEqual([])
    const reference = Array.from({ length: times }, () => clip.reference).join(' ')
    expect(wordErrors(reference, fileText(result)).rate).toBeLessThan(0.35)
  },
  120_000,
)

describe('what is in the way', () => {
  const cloud = { place: 'cloud' as const, billing: { by: 'audio' as const, pricePerHour: 3_600 } }

  test.each([
    ['large', 1_000_001, 8_000, 'This file is larger than the 1 MB that I may transcribe.'],
    ['long', 61_000, 1_000, 'This file is longer than the 1 minute that I may transcribe.'],
  ])('a file that is too %s costs nothing', async (_, samples, rate, sentence) => {
    const way = scripted(cloud)
    const { transcriber } = await kit([way], { limits: { mostBytes: 1_000_000, mostMs: 60_000 } })
    const path = await file(waveBytes([new Int16Array(samples)], { rate, coding: 'u8' }))
    expect((await failure(transcriber.transcribe({ path, guild }))).message).toBe(sentence)
    expect(way.errands).toBe(0)
  })

  test.each([
    ['reached', 0, /its cap is 0/],
    ['too near for the length of this file', 0.5, /may still spend on speech recognition today/],
  ])(
    'a cap that is %s stops what costs money, and lets through what does not',
    async (_, guildDay, sentence) => {
      const [paid, free] = [scripted(cloud), scripted({ name: 'free' })]
      const path = await file(wave())
      const { transcriber } = await kit([paid], { caps: { guildDay } })
      expect((await failure(transcriber.transcribe({ path, guild }))).message).toMatch(sentence)
      const { transcriber: both } = await kit([paid, free], { caps: { guildDay } })
      expect((await both.transcribe({ path, guild })).engine).toBe('free')
      expect(paid.errands).toBe(0)
    },
  )

  test.each([
    ['here', 'cloud', false, 'fails'],
    ['here', 'cloud', true, 'second'],
    ['cloud', 'here', false, 'second'],
    ['cloud', 'cloud', false, 'second'],
    ['here', 'here', false, 'second'],
  ] as const)(
    'an engine (%s) that fails gives way to the next (%s, may leave: %s)',
    async (first, second, toCloud, end) => {
      const ways = [
        scripted({ name: 'first', place: first }, engineFails),
        scripted({ name: 'second', place: second }),
      ]
      const { transcriber } = await kit(ways, { toCloud })
      const done = transcriber.transcribe({ path: await file(wave()), guild })
      if (end === 'fails') expect((await failure(done)).message).toBe('It is away.')
      else expect((await done).engine).toBe(end)
    },
  )

  test('a server’s own order of engines is kept', async () => {
    const { transcriber } = await kit([scripted({ name: 'one' }), scripted({ name: 'two' })])
    const path = await file(wave())
    expect((await transcriber.transcribe({ path, guild, engines: ['two'] })).engine).toBe('two')
    expect((await transcriber.transcribe({ path, guild, engines: ['none'] })).engine).toBe('one')
  })

  test('a file whose length nobody knows beforehand is charged by what the service heard', async () => {
    const path = process.env['PATH']
    process.env['PATH'] = folder
    try {
      const result = { text: '', words: [], turns: [], durationMs: 90_000, language: null, model: null }
      const service = { transcribe: async () => result }
      const way = new UploadedFiles({
        name: 'assemblyai',
        description: verbatim(''),
        service,
        pricePerHour: 3_600,
      })
      const { transcriber, spend } = await kit([way])
      await transcriber.transcribe({ path: await file(Buffer.from('ID3 and so on')), guild })
      expect(spend.guildSpent(guild).day).toMatchObject({ billedMs: 90_000, cost: 90 })
    } finally {
      process.env['PATH'] = path
    }
  })

  test('what is taken back ends at once, and what was billed stays charged', async () => {
    const controller = new AbortController()
    const way = scripted(cloud, (errand) => {
      errand.onBilled(500)
      controller.abort(new Error('taken back'))
      errand.signal.throwIfAborted()
    })
    const { transcriber, spend } = await kit([way, scripted({ name: 'other' })])
    const done = transcriber.transcribe({ path: await file(wave()), guild, signal: controller.signal })
    await expect(done).rejects.toThrow('taken back')
    expect(spend.guildSpent(guild).day.billedMs).toBe(500)
  })

  test('taking back also ends a stream', async () => {
    const server = await service()
    const { transcriber } = await kit([streams(server)])
    const controller = new AbortController()
    const done = transcriber.transcribe({ path: await file(wave()), guild, signal: controller.signal })
    done.catch(() => {})
    await until('a session', () => server.open === 1)
    controller.abort(new Error('taken back'))
    await expect(done).rejects.toThrow('taken back')
    await until('the session is over', () => server.open === 0)
  })
})
