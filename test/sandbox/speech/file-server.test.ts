import { afterEach, describe, expect, test } from '@jest/globals'
import { utter } from '../../../sandbox/cast/tone-language.ts'
import type { FileAct } from '../../../sandbox/speech/file-faults.ts'
import { SpeechServer, type SpeechServerOptions } from '../../../sandbox/speech/speech-server.ts'
import { wavFile } from '../../support/wav-file.ts'

const servers: SpeechServer[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function start(options: SpeechServerOptions = {}): Promise<SpeechServer> {
  const server = await SpeechServer.start(options)
  servers.push(server)
  return server
}

interface Reply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

type Asked = readonly [method: string, path: string, body?: string | Uint8Array<ArrayBuffer>]

async function ask(server: SpeechServer, [method, path, body]: Asked, key = 'key'): Promise<Reply> {
  const headers = key === '' ? undefined : { authorization: key }
  const response = await fetch(`${server.apiUrl}${path}`, {
    method,
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
  })
  const parsed: unknown = await response.json()
  return { status: response.status, body: Object.fromEntries(Object.entries(Object(parsed))) }
}

const sound = (...words: string[]) => utter(words, { rate: 16_000 })
const silence = (ms: number) => new Int16Array(ms * 16)
const joined = (...parts: Int16Array[]) => Int16Array.from(parts.flatMap((part) => [...part]))

async function upload(server: SpeechServer, ...channels: Int16Array[]): Promise<string> {
  const { body } = await ask(server, ['POST', '/v2/upload', new Uint8Array(wavFile(channels))])
  return String(body['upload_url'])
}

async function create(server: SpeechServer, fields: Readonly<Record<string, unknown>>): Promise<Reply> {
  return ask(server, ['POST', '/v2/transcript', JSON.stringify(fields)])
}

/** The job's last state, and how often had to be asked. */
async function finished(
  server: SpeechServer,
  fields: Readonly<Record<string, unknown>>,
): Promise<Reply['body']> {
  const made = await create(server, fields)
  for (let question = 0; question < 20; question += 1) {
    const { body } = await ask(server, ['GET', `/v2/transcript/${String(made.body['id'])}`])
    if (body['status'] === 'completed' || body['status'] === 'error') return body
  }
  throw new Error('it never ends')
}

describe('the file API', () => {
  test('hears an uploaded file, by and by', async () => {
    const server = await start()
    const audio_url = await upload(server, joined(silence(500), sound('river', 'castle'), silence(1_000)))
    const made = await create(server, { audio_url, language_detection: true })
    expect(made).toMatchObject({ status: 200, body: { status: 'queued', text: null } })
    const path = `/v2/transcript/${String(made.body['id'])}`
    expect((await ask(server, ['GET', path])).body).toMatchObject({ status: 'processing', text: null })
    const { body } = await ask(server, ['GET', path])
    expect(body).toMatchObject({
      status: 'completed',
      text: 'River castle.',
      audio_duration: 2,
      language_code: 'en_us',
      speech_model_used: 'universal-3-5-pro',
      utterances: null,
      words: [{ text: 'River', speaker: null }, { text: 'castle.' }],
    })
    expect(server.files.jobs).toMatchObject([{ questions: 2, deleted: false }])
  })

  test('tells two speakers apart by channel, else by pause', async () => {
    const server = await start()
    const stereo = await upload(
      server,
      joined(sound('river'), silence(900)),
      joined(silence(500), sound('lemon')),
    )
    const mono = await upload(server, joined(sound('river'), silence(900), sound('lemon'), silence(300)))
    for (const audio_url of [stereo, mono]) {
      const body = await finished(server, { audio_url, speaker_labels: true })
      expect(body['utterances']).toMatchObject([
        { speaker: 'A', text: 'River.' },
        { speaker: 'B', text: 'Lemon.' },
      ])
    }
  })

  test('forgets what is deleted', async () => {
    const server = await start()
    const audio_url = await upload(server, sound('river', 'today'))
    await finished(server, { audio_url })
    const path = `/v2/transcript/${server.files.jobs[0]?.id ?? ''}`
    expect((await ask(server, ['DELETE', path])).status).toBe(200)
    expect((await ask(server, ['GET', path])).body).toMatchObject({ text: null })
    expect(server.files.jobs).toMatchObject([{ deleted: true }])
  })

  test.each([
    ['no sound', Buffer.from('text'), /not appear to contain audio/],
    ['no speech', wavFile([silence(1_000)]), /no spoken audio/],
    ['a file that was never uploaded', null, /unable to access file/],
  ])('fails the job for %s, with HTTP 200', async (_, bytes, text) => {
    const server = await start()
    const sent = bytes === null ? null : await ask(server, ['POST', '/v2/upload', new Uint8Array(bytes)])
    const audio_url = sent === null ? 'https://cdn.assemblyai.com/upload/x' : sent.body['upload_url']
    expect(await finished(server, { audio_url })).toMatchObject({
      status: 'error',
      error: expect.stringMatching(text),
    })
  })

  const refused: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp])[] = [
    ['no audio_url', { audio_url: null }, /audio_url/],
    ['the old speech_model', { speech_model: 'best' }, /Use "speech_models"/],
    ['an unknown model', { speech_models: ['best'] }, /speech_models/],
    ['no model', { speech_models: [] }, /speech_models/],
    ['key terms as text', { keyterms_prompt: 'Tiamat' }, /keyterms_prompt/],
    ['an unknown language', { language_code: 'xx' }, /language_code/],
    ['a language and its detection', { language_code: 'en', language_detection: true }, /exclude/],
    ['a flag that is none', { speaker_labels: 'yes' }, /speaker_labels/],
  ]
  test.each(refused)('refuses %s with 400', async (_, fields, text) => {
    const server = await start()
    const { status, body } = await create(server, {
      audio_url: 'https://cdn.assemblyai.com/upload/x',
      ...fields,
    })
    expect(status).toBe(400)
    expect(body['error']).toMatch(text)
    expect(server.files.jobs).toEqual([])
  })

  const others: readonly (readonly [string, Asked, string, number])[] = [
    ['a missing key', ['POST', '/v2/upload', 'x'], '', 401],
    ['a wrong key', ['POST', '/v2/upload', 'x'], 'wrong', 401],
    ['a bearer token', ['GET', '/v2/transcript/x'], 'Bearer good', 401],
    ['an unknown id', ['GET', '/v2/transcript/x'], 'good', 404],
    ['the deletion of an unknown id', ['DELETE', '/v2/transcript/x'], 'good', 404],
    ['an empty upload', ['POST', '/v2/upload', ''], 'good', 400],
    ['a body that is no JSON', ['POST', '/v2/transcript', '{'], 'good', 400],
    ['too large a file', ['POST', '/v2/upload', 'x'.repeat(101)], 'good', 413],
    ['another path', ['GET', '/v2/other'], 'good', 404],
    ['another method', ['PUT', '/v2/upload', 'x'], 'good', 404],
  ]
  test.each(others)('refuses %s', async (_, asked, key, status) => {
    const server = await start({ keys: ['good'], maxFileBytes: 100 })
    const reply = await ask(server, asked, key)
    expect(reply.status).toBe(status)
    expect(reply.body['error']).toEqual(expect.any(String))
  })
})

describe('faults of the file API', () => {
  const acts: readonly FileAct[] = ['upload', 'create', 'get', 'delete']
  const request = (act: FileAct): Asked => {
    if (act === 'upload') return ['POST', '/v2/upload', 'x']
    if (act === 'create') return ['POST', '/v2/transcript', '{}']
    return [act === 'get' ? 'GET' : 'DELETE', '/v2/transcript/x']
  }

  test.each(acts)('a status instead of an answer, then well again (%s)', async (act) => {
    const server = await start()
    const healthy = (await ask(server, request(act))).status
    server.files.faults.next(act, { do: 'answer', status: 503 })
    expect((await ask(server, request(act))).status).toBe(503)
    expect((await ask(server, request(act))).status).toBe(healthy)
    server.files.faults.always(act, { do: 'answer', status: 500 })
    expect((await ask(server, request(act))).status).toBe(500)
    server.files.faults.clear()
    expect((await ask(server, request(act))).status).toBe(healthy)
    expect(server.files.requests).toEqual([act, act, act, act, act])
  })

  test.each([
    ['early', 0],
    ['late', 1],
  ] as const)('a cut: %s', async (when, done) => {
    const server = await start()
    server.files.faults.next('upload', { do: 'cut', when })
    await expect(ask(server, ['POST', '/v2/upload', 'x'])).rejects.toThrow()
    expect(server.files.uploadedBytes).toHaveLength(done)
  })

  test('a job that is stuck, one that takes its time, and one that tells something else', async () => {
    const server = await start()
    const audio_url = await upload(server, sound('river', 'today'))
    server.files.faults.nextJob({ stuck: 'queued' })
    await expect(finished(server, { audio_url })).rejects.toThrow('it never ends')
    server.files.faults.nextJob({ states: ['queued', 'processing', 'processing'] })
    await finished(server, { audio_url })
    expect(server.files.jobs[1]?.questions).toBe(4)
    server.files.faults.nextJob({ fields: { words: null } })
    expect(await finished(server, { audio_url })).toMatchObject({ words: null, text: 'River today.' })
  })
})
