import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type Clock, systemClock } from '../../../../src/base/clock.ts'
import { EngineError } from '../../../../src/base/errors.ts'
import { download } from '../../../../src/speech/sherpa/models/download.ts'
import { ManualClock } from '../../../support/manual-clock.ts'
import { until } from '../../../support/until.ts'
import { type Answering, ReleaseServer } from './release-server.ts'

jest.setTimeout(60_000)

const BODY = randomBytes(200_000)
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Time twenty times as fast, but for the wait for an answer: a busy machine may be late with one that comes. */
const hurried: Clock = {
  ...systemClock,
  after: (ms, fn) => systemClock.after(ms === 5_000 ? ms : ms / 20, fn),
}

let folder: string
let server: ReleaseServer
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hansard-download-'))
  server = await ReleaseServer.start(BODY)
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

const NOBODY = (_: number): unknown => null
const file = (): string => join(folder, 'archive')

function fetchIt({
  clock = systemClock as Clock,
  signal = new AbortController().signal,
  onBytes = NOBODY,
} = {}) {
  return download(
    { address: `${server.address}/tag/archive`, bytes: BODY.length, sha256: sha256(BODY), file: file() },
    { clock, signal, onBytes },
  )
}

const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error) => error,
  )
const ranges = (): (string | null)[] => server.requests.map(({ range }) => range)

async function expectWhole(): Promise<void> {
  expect((await readFile(file())).equals(BODY)).toBe(true)
  expect(existsSync(`${file()}.part`)).toBe(false)
  expect(existsSync(`${file()}.part.etag`)).toBe(false)
}

describe('a download', () => {
  test('arrives whole under its name, and tells how far it is', async () => {
    const seen: number[] = []
    await fetchIt({ onBytes: (done) => seen.push(done) })
    await expectWhole()
    expect([seen[0], seen.at(-1)]).toEqual([0, BODY.length])
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  })

  test('is not asked for again when it is there', async () => {
    await fetchIt()
    await fetchIt()
    expect(server.requests).toHaveLength(1)
  })

  test('follows a redirection to another server, with its range', async () => {
    const other = await ReleaseServer.start(BODY)
    await writeFile(`${file()}.part`, BODY.subarray(0, 50_000))
    server.plan.push({ kind: 'redirect', to: `${other.address}/elsewhere` })
    await fetchIt().finally(() => other.close())
    await expectWhole()
    expect(other.requests).toEqual([{ path: '/elsewhere', range: 'bytes=50000-' }])
  })

  test('that breaks off goes on where it was', async () => {
    server.plan.push({ kind: 'stall', afterBytes: 70_000 }, { kind: 'stall', afterBytes: 60_000 })
    await fetchIt({ onBytes: (done) => (done === 70_000 || done === 130_000) && server.cut() })
    await expectWhole()
    expect(ranges()).toEqual([null, 'bytes=70000-', 'bytes=130000-'])
  })

  test('on which nothing comes any more goes on over another connection', async () => {
    server.plan.push({ kind: 'stall', afterBytes: 70_000 })
    const clock = new ManualClock()
    const stalled = Promise.withResolvers<void>()
    const fetched = fetchIt({ clock, onBytes: (done) => done === 70_000 && stalled.resolve() })
    await stalled.promise
    clock.advance(10_000)
    await until('the pause before another attempt', () => clock.pending > 0)
    clock.advance(500)
    await fetched
    expect(clock.pending).toBe(0)
    await expectWhole()
    expect(ranges()).toEqual([null, 'bytes=70000-'])
  })

  test('that an earlier process has left goes on where it was', async () => {
    await writeFile(`${file()}.part`, BODY.subarray(0, 123_456))
    await writeFile(`${file()}.part.etag`, `"${sha256(BODY)}"`)
    await fetchIt()
    await expectWhole()
    expect(ranges()).toEqual(['bytes=123456-'])
  })

  test('begins again where the server knows no ranges', async () => {
    await writeFile(`${file()}.part`, BODY.subarray(0, 123_456))
    server.plan.push({ kind: 'no-ranges' })
    await fetchIt()
    await expectWhole()
  })

  test('begins again where the server has something else by now', async () => {
    await writeFile(`${file()}.part`, randomBytes(1_000))
    await writeFile(`${file()}.part.etag`, '"of another release"')
    await fetchIt()
    await expectWhole()
    expect(ranges()).toEqual(['bytes=1000-'])
  })

  test('that was put together of pieces which do not fit begins again by itself', async () => {
    await writeFile(`${file()}.part`, randomBytes(1_000))
    await fetchIt()
    await expectWhole()
    expect(ranges()).toEqual(['bytes=1000-', null])
  })

  test('begins again when more has arrived than there should be', async () => {
    await writeFile(`${file()}.part`, randomBytes(BODY.length + 1))
    await fetchIt()
    await expectWhole()
    expect(ranges()).toEqual([null])
  })

  test('begins again when as much has arrived as there should be, and it is something else', async () => {
    await writeFile(`${file()}.part`, randomBytes(BODY.length))
    await fetchIt()
    await expectWhole()
    expect(ranges()).toEqual([null])
  })

  test('is done when all of it has arrived before', async () => {
    await writeFile(`${file()}.part`, BODY)
    await fetchIt()
    await expectWhole()
    expect(ranges()).toEqual([])
  })

  test('begins again, once, where the server does not have the rest', async () => {
    await writeFile(`${file()}.part`, randomBytes(1_000))
    server.plan.push({ kind: 'status', status: 416 })
    await fetchIt({ clock: hurried })
    await expectWhole()
    expect(ranges()).toEqual(['bytes=1000-', null])
  })

  test.each<Answering>([{ kind: 'status', status: 503 }, { kind: 'status', status: 429 }, { kind: 'reset' }])(
    'that has begun goes on after %j',
    async (trouble) => {
      server.plan.push({ kind: 'stall', afterBytes: 70_000 }, trouble, trouble)
      await fetchIt({ clock: hurried, onBytes: (done) => done === 70_000 && server.cut() })
      await expectWhole()
      expect(ranges()).toEqual([null, ...Array(3).fill('bytes=70000-')])
    },
  )

  test('ends at once when it is aborted, and keeps what has arrived', async () => {
    const controller = new AbortController()
    server.plan.push({ kind: 'stall', afterBytes: 70_000 })
    const onBytes = (done: number): void => {
      if (done === 70_000) controller.abort()
    }
    expect(await refusal(fetchIt({ onBytes, signal: controller.signal }))).toBe(controller.signal.reason)
    expect((await readFile(`${file()}.part`)).equals(BODY.subarray(0, 70_000))).toBe(true)
  })
})

describe('a download is given up in one sentence', () => {
  const host = (): string => new URL(server.address).host

  test.each<[string, Answering]>([
    ['does not answer', { kind: 'silent' }],
    ['sends no more than headers', { kind: 'stall', afterBytes: 0 }],
  ])('when the server %s within five seconds', async (_, answering) => {
    const waits: number[] = []
    const clock: Clock = {
      ...systemClock,
      after(ms, fn) {
        waits.push(ms)
        return systemClock.after(ms / 100, fn)
      },
    }
    server.plan.push(answering)
    const error = await refusal(fetchIt({ clock }))
    expect(error).toBeInstanceOf(EngineError)
    expect(error).toMatchObject({
      retryable: true,
      message: `${host()} does not answer: look after the connection and run it again, it goes on where it was.`,
    })
    expect(waits).toEqual([5_000])
  })

  test('when nobody is there', async () => {
    await server.close()
    expect(await refusal(fetchIt())).toMatchObject({
      retryable: true,
      message: `${host()} cannot be reached: look after the connection and run it again, it goes on where it was.`,
    })
  })

  test.each([404, 503])('when the server says %i', async (status) => {
    server.plan.push({ kind: 'status', status })
    expect(await refusal(fetchIt())).toMatchObject({
      code: status,
      message: `${host()} answered with status ${status} instead of the model: try again later.`,
    })
  })

  test('when the connection breaks off again and again without bringing anything', async () => {
    server.plan.push(...Array.from({ length: 5 }, () => ({ kind: 'cut' }) as const))
    expect(await refusal(fetchIt({ clock: hurried }))).toMatchObject({
      message: `The connection to ${host()} breaks off again and again: run it again later, it goes on where it was.`,
    })
    expect(server.requests).toHaveLength(3)
  })

  test.each<[Answering, string]>([
    [{ kind: 'status', status: 503 }, 'answered with status 503 instead of the model'],
    [{ kind: 'reset' }, 'cannot be reached'],
  ])('when it has begun, and then comes three times %j', async (trouble, why) => {
    server.plan.push({ kind: 'stall', afterBytes: 70_000 }, ...Array<Answering>(5).fill(trouble))
    const fetched = fetchIt({ clock: hurried, onBytes: (done) => done === 70_000 && server.cut() })
    expect(await refusal(fetched)).toMatchObject({ message: expect.stringContaining(why) })
    expect(server.requests).toHaveLength(4)
    expect((await readFile(`${file()}.part`)).equals(BODY.subarray(0, 70_000))).toBe(true)
  })

  test('when the server does not have the rest time and again', async () => {
    const again = { kind: 'status', status: 416 } as const
    await writeFile(`${file()}.part`, randomBytes(1_000))
    server.plan.push(again, { kind: 'stall', afterBytes: 70_000 }, again)
    const fetched = fetchIt({ clock: hurried, onBytes: (done) => done === 70_000 && server.cut() })
    expect(await refusal(fetched)).toMatchObject({ code: 416 })
    expect(server.requests).toHaveLength(3)
  })

  test('when what comes has another size', async () => {
    server.body = randomBytes(BODY.length - 1)
    expect(await refusal(fetchIt())).toMatchObject({
      message: `What ${host()} sends does not have the size of the published archive: it is not used.`,
    })
  })

  test('when what came has another hash, and it is thrown away', async () => {
    server.body = randomBytes(BODY.length)
    expect(await refusal(fetchIt())).toMatchObject({
      retryable: false,
      message: `What ${host()} sent is not the published archive (its SHA-256 differs): it was thrown away.`,
    })
    expect(existsSync(file())).toBe(false)
    expect(existsSync(`${file()}.part`)).toBe(false)
  })

  test('when it came in pieces that do not fit, twice', async () => {
    server.body = randomBytes(BODY.length)
    await writeFile(`${file()}.part`, randomBytes(1_000))
    server.plan.push({ kind: 'well' }, { kind: 'stall', afterBytes: 70_000 })
    const error = await refusal(
      fetchIt({ onBytes: (done) => server.requests.length === 2 && done === 70_000 && server.cut() }),
    )
    expect(error).toMatchObject({ message: expect.stringContaining('is not the published archive') })
    expect(ranges()).toEqual(['bytes=1000-', null, 'bytes=70000-'])
    expect(existsSync(`${file()}.part`)).toBe(false)
  })
})
