import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { systemClock } from '../../src/base/clock.ts'
import { UserError } from '../../src/base/errors.ts'
import { attachmentFetch, clearFetched } from '../../src/discord/attachment-fetch.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { until } from '../support/until.ts'

jest.setTimeout(60_000)

const BYTES = Buffer.from('the sound of a message')

let folder = ''
let server: Server
let origin = ''
let asked = 0
let answer: (response: ServerResponse) => void = () => {}

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'fetch-')), 'fetched')
  asked = 0
  answer = (response) => response.end(BYTES)
  server = createServer((_, response) => {
    asked += 1
    answer(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  origin = `http://127.0.0.1:${address.port}`
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await rm(join(folder, '..'), { recursive: true, force: true, maxRetries: 5 })
})

const options = (mostBytes = 100) => ({ mostBytes, signal: new AbortController().signal })
const fetcher = (clock = systemClock) => attachmentFetch({ folder, apiUrl: `${origin}/api`, clock })
const wanted = () => ({ url: `${origin}/attachments/1/2/sound.ogg` })

async function refusal(promise: Promise<unknown>): Promise<string> {
  const [settled] = await Promise.allSettled([promise])
  if (settled?.status !== 'rejected') throw new Error('it was fetched')
  const reason: unknown = settled.reason
  if (!(reason instanceof UserError)) throw reason
  return reason.message
}
const left = () => readdir(folder).catch(() => [])

test('an attachment becomes a file that nobody else can read, until it is taken away', async () => {
  const { path, remove } = await fetcher()(wanted(), options())
  expect(await readFile(path)).toEqual(BYTES)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  await remove()
  await remove()
  expect(await left()).toEqual([])
})

test('what a process before left there is taken away', async () => {
  const { path } = await fetcher()(wanted(), options())
  await writeFile(`${path}-2`, 'more')
  await clearFetched(folder)
  await clearFetched(folder)
  expect(await left()).toEqual([])
})

test('what comes slowly and steadily is waited for', async () => {
  const clock = new ManualClock()
  const sent: ServerResponse[] = []
  answer = (response) => {
    sent.push(response)
    response.write('0')
  }
  const fetched = fetcher(clock)(wanted(), options())
  const [path, size] = [
    async () => join(folder, (await left())[0] ?? ''),
    async () => (await stat(await path())).size,
  ]
  for (let piece = 1; piece <= 5; piece += 1) {
    await until(`piece ${piece}`, async () => (await left()).length === 1 && (await size()) === piece)
    clock.advance(20_000)
    sent[0]?.write(`${piece}`)
  }
  sent[0]?.end()
  expect(await readFile((await fetched).path, 'utf8')).toBe('012345')
})

describe('nothing is left where', () => {
  const status =
    (code: number, headers = {}) =>
    (response: ServerResponse) =>
      void response.writeHead(code, headers).end('something else')
  test.each([
    ['it was deleted', status(404), /not there any more/],
    ['its address has expired', status(403), /not there any more/],
    ['Discord is in trouble', status(503), /could not fetch/],
    ['it is said to be elsewhere', status(302, { location: '/other' }), /could not fetch/],
    [
      'the connection breaks',
      (response: ServerResponse) => void response.write('a', () => response.destroy()),
      /could not fetch/,
    ],
    ['nobody answers', (response: ServerResponse) => void response.socket?.destroy(), /could not fetch/],
    [
      'more comes than was said',
      (response: ServerResponse) => void response.end(Buffer.alloc(101)),
      /larger than Discord said/,
    ],
  ])('%s', async (_, act, sentence) => {
    answer = act
    expect(await refusal(fetcher()(wanted(), options()))).toMatch(sentence)
    expect(await left()).toEqual([])
    expect(asked).toBe(1)
  })

  test.each([
    ['before anything comes', (_: ServerResponse) => {}],
    ['in the middle', (response: ServerResponse) => void response.write('a')],
  ])('it takes too long (%s)', async (_, act) => {
    answer = act
    const clock = new ManualClock()
    const done = refusal(fetcher(clock)(wanted(), options()))
    await until('a request', () => asked === 1)
    await until('its time is over', async () => {
      clock.advance(10_000)
      return (await Promise.race([done, null])) !== null
    })
    expect(await done).toMatch(/could not fetch/)
    expect(await left()).toEqual([])
  })

  test('it is not wanted any more', async () => {
    answer = (response) => void response.write('a')
    const controller = new AbortController()
    const done = fetcher()(wanted(), { mostBytes: 100, signal: controller.signal })
    done.catch(() => {})
    await until('a request', () => asked === 1)
    controller.abort(new Error('no more'))
    await expect(done).rejects.toThrow('no more')
    expect(await left()).toEqual([])
  })
})

test.each([
  ['http://127.0.0.1:1/attachments/1/2/sound.ogg'],
  ['http://cdn.discordapp.com/attachments/1/2/sound.ogg'],
  ['file:///etc/passwd'],
  ['data:audio/ogg;base64,AAAA'],
  ['https://somebody@cdn.discordapp.com/1'],
  ['no address'],
])('nothing but Discord is asked, and not without TLS: %s', async (url) => {
  expect(await refusal(fetcher()({ url }, options()))).toMatch(/from Discord alone/)
})

test('the real Discord is never asked without TLS', async () => {
  const real = attachmentFetch({ folder, apiUrl: 'https://discord.com/api', clock: systemClock })
  expect(await refusal(real(wanted(), options()))).toMatch(/from Discord alone/)
  expect(asked).toBe(0)
})
