import { Readable } from 'node:stream'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { utter } from '../../../../sandbox/cast/tone-language.ts'
import type { FileFault } from '../../../../sandbox/speech/file-faults.ts'
import { SpeechServer, type SpeechServerOptions } from '../../../../sandbox/speech/speech-server.ts'
import { systemClock } from '../../../../src/base/clock.ts'
import { EngineError } from '../../../../src/base/errors.ts'
import { createLog } from '../../../../src/base/log.ts'
import {
  Prerecorded,
  type PrerecordedOptions,
  type PrerecordedProgress,
  type PrerecordedRequest,
  type PrerecordedResult,
} from '../../../../src/speech/assemblyai/prerecorded/prerecorded.ts'
import { ManualClock } from '../../../support/manual-clock.ts'
import { until } from '../../../support/until.ts'
import { wavFile } from '../../../support/wav-file.ts'
import { PatientClock } from '../../patient-clock.ts'

jest.setTimeout(60_000)

const KEY = 'the-key-of-the-tests'
const servers: SpeechServer[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

interface Kit {
  readonly server: SpeechServer
  readonly api: Prerecorded
  readonly logged: string[]
}

async function kit(options: Partial<PrerecordedOptions> = {}, server?: SpeechServerOptions): Promise<Kit> {
  const started = await SpeechServer.start({ keys: [KEY], ...server })
  servers.push(started)
  const logged: string[] = []
  const api = new Prerecorded({
    apiKey: KEY,
    apiUrl: started.apiUrl,
    clock: systemClock,
    log: createLog('debug', { write: (line: string) => logged.push(line) }),
    pollMs: 5,
    backoff: { firstMs: 1, mostMs: 4 },
    ...options,
  })
  return { server: started, api, logged }
}

const silence = (ms: number) => new Int16Array(ms * 16)
const say = (...words: string[]) => utter(words, { rate: 16_000 })
const joined = (...parts: Int16Array[]) => Int16Array.from(parts.flatMap((part) => [...part]))
const file = (...words: string[]) => wavFile([joined(silence(300), say(...words), silence(400))])

const plain = { keyTerms: [], speakerLabels: false, languageCode: null }
const ask = (changes: Partial<PrerecordedRequest> = {}): PrerecordedRequest => ({
  ...plain,
  audio: file('river', 'castle', 'today'),
  ...changes,
})

/** What it rejects with. */
async function failureOf(promise: Promise<PrerecordedResult>): Promise<EngineError> {
  const [settled] = await Promise.allSettled([promise])
  if (settled?.status !== 'rejected') throw new Error('it was done')
  const reason: unknown = settled.reason
  if (!(reason instanceof EngineError)) throw reason
  return reason
}

describe('a file', () => {
  test('becomes words with their times, its length, language and model', async () => {
    const { api, server } = await kit()
    const result = await api.transcribe(ask())
    expect(result).toMatchObject({ text: 'River castle today.', durationMs: 2_000, language: 'en_us' })
    expect(result.model).toBe('universal-3-5-pro')
    expect(result.words.map(({ text }) => text)).toEqual(['River', 'castle', 'today.'])
    for (const [place, { startMs, endMs, confidence }] of result.words.entries()) {
      expect(Math.abs(startMs - (300 + place * 280))).toBeLessThan(30)
      expect(Math.abs(endMs - (520 + place * 280))).toBeLessThan(30)
      expect(confidence).toBeGreaterThan(0.9)
    }
    const [first, , last] = result.words
    expect(result.turns).toEqual([
      { speaker: null, text: result.text, startMs: first?.startMs, endMs: last?.endMs, words: result.words },
    ])
    expect(server.files.requests).toEqual(['upload', 'create', 'get', 'get', 'delete'])
  })

  test('has its speakers told apart where asked', async () => {
    const { api, server } = await kit()
    const ada = joined(say('river', 'castle'), silence(2_000))
    const bert = joined(silence(1_200), say('lemon', 'today'), silence(400))
    const result = await api.transcribe(ask({ audio: wavFile([ada, bert]), speakerLabels: true }))
    expect(result.turns.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['A', 'River castle.'],
      ['B', 'Lemon today.'],
    ])
    const [first, second] = result.turns
    expect(second?.startMs).toBeGreaterThan(1_150)
    expect(first?.words.map(({ text }) => text)).toEqual(['River', 'castle.'])
    expect(server.files.jobs[0]?.request.speakerLabels).toBe(true)
  })

  test('is asked about with the words to expect, the language and the models', async () => {
    const { api, server } = await kit({ models: ['universal-2'] })
    const keyTerms = [' Tiamat ', 'tiamat', '', 'x'.repeat(51), 'Dread Kobold']
    const result = await api.transcribe(ask({ keyTerms, languageCode: 'de' }))
    expect(server.files.jobs[0]?.request).toMatchObject({
      keyTerms: ['Tiamat', 'Dread Kobold'],
      languageCode: 'de',
      models: ['universal-2'],
      speakerLabels: false,
    })
    expect(result).toMatchObject({ language: 'de', model: 'universal-2' })
  })

  test.each([[null], ['en']])('in which nobody speaks has no words (language %s)', async (languageCode) => {
    const { api } = await kit()
    const result = await api.transcribe(ask({ audio: wavFile([silence(3_000)]), languageCode }))
    expect(result).toMatchObject({ text: '', words: [], turns: [], durationMs: 3_000 })
  })

  const sources: readonly (readonly [string, (bytes: Buffer) => PrerecordedRequest['audio']])[] = [
    ['bytes', (bytes) => bytes],
    ['a stream', (bytes) => Readable.from([bytes.subarray(0, 1_001), bytes.subarray(1_001)])],
    ['a function that opens it', (bytes) => () => Readable.from([bytes])],
  ]
  test.each(sources)('may be %s, and is sent whole', async (_, source) => {
    const { api, server } = await kit()
    const bytes = wavFile([joined(say('river', 'today'), silence(6_000))])
    const progress: PrerecordedProgress[] = []
    const result = await api.transcribe(
      ask({ audio: source(bytes), onProgress: (seen) => progress.push(seen) }),
    )
    expect(result.text).toBe('River today.')
    expect(server.files.uploadedBytes).toEqual([bytes.length])
    const sent = progress.flatMap((seen) => (seen.stage === 'uploading' ? [seen.uploadedBytes] : []))
    expect(sent).toEqual([...sent].sort((a, b) => a - b))
    expect(sent.at(-1)).toBe(bytes.length)
  })

  test('shows how far it is', async () => {
    const { api, server } = await kit()
    server.files.faults.nextJob({ states: ['queued', 'queued', 'processing'] })
    const progress: PrerecordedProgress[] = []
    await api.transcribe(ask({ onProgress: (seen) => progress.push(seen) }))
    const stages = progress.map(({ stage }) => stage)
    expect(stages.filter((stage) => stage !== 'uploading')).toEqual(['queued', 'queued', 'processing'])
    expect(stages[0]).toBe('uploading')
    const elapsed = progress.map(({ elapsedMs }) => elapsedMs)
    expect(elapsed).toEqual([...elapsed].sort((a, b) => a - b))
  })

  test('is deleted from the service at the end, with its transcript', async () => {
    const { api, server } = await kit()
    await api.transcribe(ask())
    expect(server.files.jobs).toMatchObject([{ deleted: true }])
  })

  test('stays there where that is wanted', async () => {
    const { api, server } = await kit({ deleteAfter: false })
    await api.transcribe(ask())
    expect(server.files.jobs).toMatchObject([{ deleted: false }])
  })

  test('has its result also when it cannot be deleted, which the log tells', async () => {
    const { api, server, logged } = await kit()
    server.files.faults.always('delete', { do: 'answer', status: 500 })
    expect((await api.transcribe(ask())).text).toBe('River castle today.')
    expect(logged.join()).toContain('stays with the service')
    expect(server.files.requests.filter((act) => act === 'delete')).toHaveLength(8)
  })

  test('leaves no speech, key or address in the log', async () => {
    const { api, server, logged } = await kit()
    await api.transcribe(ask({ keyTerms: ['Tiamat'] }))
    expect(logged.length).toBeGreaterThan(0)
    expect(logged.join()).not.toMatch(new RegExp(`castle|tiamat|${KEY}|https?:|${server.apiUrl}`, 'i'))
  })
})

describe('trouble that passes', () => {
  const passing: readonly (readonly [string, Parameters<SpeechServer['files']['faults']['next']>])[] = [
    ['a full service at the upload', ['upload', { do: 'answer', status: 429 }, 2]],
    ['a broken service at the upload', ['upload', { do: 'answer', status: 503 }, 3]],
    ['a connection cut in the upload', ['upload', { do: 'cut', when: 'early' }, 2]],
    ['an upload whose answer is lost', ['upload', { do: 'cut', when: 'late' }]],
    ['a job refused by an overloaded service', ['create', { do: 'answer', status: 503 }, 2]],
    ['too many jobs', ['create', { do: 'answer', status: 429, headers: { 'retry-after': '0' } }, 2]],
    ['a cut while waiting', ['get', { do: 'cut', when: 'late' }, 3]],
    ['errors while waiting', ['get', { do: 'answer', status: 502, body: '<html>' }, 3]],
    ["a proxy's page while waiting", ['get', { do: 'answer', status: 200, body: '<html>' }, 2]],
  ]
  test.each(passing)('is waited out: %s', async (_, [act, fault, count]) => {
    const { api, server } = await kit()
    server.files.faults.next(act, fault, count)
    expect((await api.transcribe(ask())).text).toBe('River castle today.')
    expect(server.files.jobs).toMatchObject([{ deleted: true }])
  })

  test('is waited out when an answer does not come', async () => {
    const { api, server } = await kit({ clock: new PatientClock(50), timeoutMs: 10_000 })
    server.files.faults.next('upload', { do: 'hang', when: 'late' })
    server.files.faults.next('get', { do: 'hang', when: 'early' })
    expect((await api.transcribe(ask())).text).toBe('River castle today.')
  })

  test('is waited out as long as the service asks', async () => {
    const clock = new PatientClock(50)
    const { api, server } = await kit({ clock })
    server.files.faults.next('get', { do: 'answer', status: 429, headers: { 'retry-after': '10' } })
    await api.transcribe(ask())
    expect(clock.now()).toBeGreaterThanOrEqual(10_000)
  })

  test('is given up after eight attempts, as one that may pass', async () => {
    const { api, server } = await kit()
    server.files.faults.always('upload', { do: 'answer', status: 500, error: 'secret' })
    const error = await failureOf(api.transcribe(ask()))
    expect(error).toMatchObject({ retryable: true, code: 500, message: 'AssemblyAI answered with HTTP 500.' })
    expect(server.files.requests).toHaveLength(8)
  })

  test('never makes a second job, which would be billed, when an answer is lost', async () => {
    const { api, server } = await kit()
    server.files.faults.next('create', { do: 'cut', when: 'late' })
    expect(await failureOf(api.transcribe(ask()))).toMatchObject({ retryable: true })
    expect(server.files.jobs).toHaveLength(1)
  })

  test('is not waited out with what can be read only once', async () => {
    const { api, server } = await kit()
    server.files.faults.next('upload', { do: 'answer', status: 503 })
    const once = Readable.from([file('river')])
    expect(await failureOf(api.transcribe(ask({ audio: once })))).toMatchObject({ retryable: true })
    expect(server.files.requests).toEqual(['upload'])
    expect(once.destroyed).toBe(true)
  })

  test('is told without an address when there is no service at all', async () => {
    const { api, server } = await kit()
    await server.close()
    const error = await failureOf(api.transcribe(ask()))
    expect(error.message).toBe('AssemblyAI could not be reached (ECONNREFUSED).')
    expect(error.retryable).toBe(true)
  })
})

describe('trouble that stays', () => {
  test('is a key that is refused, once', async () => {
    const { api, server } = await kit({ apiKey: 'a-wrong-key' })
    const error = await failureOf(api.transcribe(ask()))
    expect(error).toMatchObject({ retryable: false, code: 401 })
    expect(error.message).toContain('ASSEMBLYAI_API_KEY')
    expect(error.message).not.toContain('a-wrong-key')
    expect(server.files.requests).toEqual(['upload'])
  })

  test('is a key that no header can hold, which is not told', async () => {
    const { api, server } = await kit({ apiKey: 'secret\nkey' })
    const error = await failureOf(api.transcribe(ask()))
    expect(error).toMatchObject({ retryable: false })
    expect(error.message).not.toContain('secret')
    expect(server.files.requests).toEqual([])
  })

  test("is a refused setting, in the service's words but without ours", async () => {
    const { api, server } = await kit()
    const text = `Bad term Tiamat for ${KEY} at https://cdn.assemblyai.com/upload/x`
    server.files.faults.next('create', { do: 'answer', status: 400, error: text })
    const error = await failureOf(api.transcribe(ask({ keyTerms: ['Tiamat'] })))
    expect(error).toMatchObject({ retryable: false, code: 400 })
    expect(error.message).toBe('AssemblyAI refused the file or a setting (HTTP 400): Bad term … for … at …')
    expect(server.files.requests).toEqual(['upload', 'create'])
  })

  test('is a model that there is not', async () => {
    const { api } = await kit({ models: ['no-such-model'] })
    const error = await failureOf(api.transcribe(ask()))
    expect(error.message).toContain('speech_models')
  })

  test('is an address without such a service', async () => {
    const { api, server } = await kit()
    server.files.faults.next('upload', { do: 'answer', status: 404 })
    expect(await failureOf(api.transcribe(ask()))).toMatchObject({ retryable: false, code: 404 })
  })

  test('is a file that holds no sound: a failed job, told in a sentence, and deleted', async () => {
    const { api, server } = await kit()
    const error = await failureOf(api.transcribe(ask({ audio: Buffer.from('This is no sound.') })))
    expect(error.retryable).toBe(false)
    expect(error.message).toMatch(/^AssemblyAI could not transcribe the file: .*not appear to contain audio/)
    expect(server.files.jobs).toMatchObject([{ deleted: true }])
  })

  test.each([
    ['Server error, please try again.', true],
    ['Download error, unable to access file at https://cdn.assemblyai.com/upload/x', false],
  ])('is a failed job: %s', async (text, retryable) => {
    const { api, server } = await kit()
    server.files.faults.nextJob({ error: text })
    const error = await failureOf(api.transcribe(ask()))
    expect(error.retryable).toBe(retryable)
    expect(error.message).not.toContain('https:')
  })

  test('is a file that is too large, told by the service', async () => {
    const { api } = await kit({}, { maxFileBytes: 10_000 })
    const error = await failureOf(api.transcribe(ask()))
    expect(error).toMatchObject({ retryable: false, code: 413 })
  })

  test('is a file that is too large, of which no more is sent', async () => {
    const { api, server } = await kit({ mostBytes: 100_000 })
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(10_000))
      },
    })
    const error = await failureOf(api.transcribe(ask({ audio: endless })))
    expect(error).toMatchObject({ retryable: false, message: 'The file is larger than AssemblyAI takes.' })
    expect(server.files.uploadedBytes).toEqual([])
    expect(endless.destroyed).toBe(true)
  })

  test('is a file that cannot be read, with its own error', async () => {
    const { api, server } = await kit()
    const broken = async function* () {
      yield Buffer.alloc(1_000)
      throw new RangeError('the disk is gone')
    }
    await expect(api.transcribe(ask({ audio: broken }))).rejects.toThrow(new RangeError('the disk is gone'))
    expect(server.files.uploadedBytes).toEqual([])
  })

  const odd: readonly (readonly [string, 'upload' | 'create' | 'get', string])[] = [
    ['an upload without an address', 'upload', '{"upload_url": 7}'],
    ['a job without an id', 'create', '{"status": "queued"}'],
    ['an id that leads elsewhere', 'create', '{"id": "../../v1/secret", "status": "queued"}'],
    ['a status that is none', 'get', '{"id": "a", "status": "secret"}'],
    ['words without times', 'get', '{"id":"a","status":"completed","words":[{"text":"secret"}]}'],
    ['an array', 'get', '["secret"]'],
  ]
  test.each(odd)('is an answer that nobody expects: %s', async (_, act, body) => {
    const { api, server } = await kit()
    const fault: FileFault = { do: 'answer', status: 200, body }
    server.files.faults.next(act, fault)
    const error = await failureOf(api.transcribe(ask()))
    expect(error.message).toMatch(/^AssemblyAI's answer was not understood \(bad [\w.]+\)\.$/)
    expect(error.message).not.toContain('secret')
  })

  test.each(['upload', 'create', 'get'] as const)(
    'is a service that sends us elsewhere, where we do not go (%s)',
    async (act) => {
      const [{ api, server }, elsewhere] = [await kit(), await kit()]
      const headers = { location: `${elsewhere.server.apiUrl}/v2/${act === 'upload' ? act : 'transcript'}` }
      server.files.faults.always(act, { do: 'answer', status: 307, headers })
      expect(await failureOf(api.transcribe(ask()))).toMatchObject({ retryable: false, code: 307 })
      expect(elsewhere.server.files.requests).toEqual([])
    },
  )
})

describe('an end before its time', () => {
  test('comes when all of it takes too long, and the file is deleted', async () => {
    const clock = new ManualClock()
    const { api, server } = await kit({ clock, limitMs: 600_000 })
    server.files.faults.nextJob({ stuck: 'queued' })
    const failed = failureOf(api.transcribe(ask()))
    await until('the first question', () => (server.files.jobs[0]?.questions ?? 0) > 0)
    clock.advance(600_000)
    const error = await failed
    expect(clock.pending).toBe(0)
    expect(error).toMatchObject({ retryable: true })
    expect(error.message).toMatch(/did not finish the file within/)
    expect(server.files.jobs).toMatchObject([{ deleted: true }])
  })

  test('comes when the file is read no further', async () => {
    const { api } = await kit({ timeoutMs: 150 })
    const stuck = new Readable({ read() {} })
    stuck.push(Buffer.alloc(1_000))
    const error = await failureOf(api.transcribe(ask({ audio: stuck })))
    expect(error.message).toMatch(/did not answer within/)
    expect(stuck.destroyed).toBe(true)
  })

  test('can be asked for before the beginning', async () => {
    const { api, server } = await kit()
    const reason = new Error('enough')
    await expect(api.transcribe(ask({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason)
    expect(server.files.requests).toEqual([])
  })

  test('can be asked for in the upload', async () => {
    const { api, server } = await kit()
    const control = new AbortController()
    const stuck = new Readable({ read() {} })
    stuck.push(Buffer.alloc(1_000))
    const reason = new Error('enough')
    const onProgress = () => control.abort(reason)
    const done = api.transcribe(ask({ audio: stuck, signal: control.signal, onProgress }))
    await expect(done).rejects.toBe(reason)
    expect(stuck.destroyed).toBe(true)
    expect(server.files.jobs).toEqual([])
  })

  test('can be asked for while waiting, and the file is deleted', async () => {
    const { api, server } = await kit({ pollMs: 60_000 })
    server.files.faults.nextJob({ stuck: 'processing' })
    const control = new AbortController()
    const reason = new Error('enough')
    const done = api.transcribe(ask({ signal: control.signal }))
    await Promise.all([
      expect(done).rejects.toBe(reason),
      until('the first question', () => (server.files.jobs[0]?.questions ?? 0) > 0).then(() =>
        control.abort(reason),
      ),
    ])
    expect(server.files.jobs).toMatchObject([{ deleted: true }])
  })
})
