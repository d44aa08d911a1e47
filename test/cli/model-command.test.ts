import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { systemClock } from '../../src/base/clock.ts'
import { modelCommand } from '../../src/cli/model-command.ts'
import { findModel } from '../../src/speech/sherpa/model.ts'
import { FolderLock } from '../../src/storage/folder-lock.ts'
import { FILES, GOOD } from '../speech/sherpa/models/archives.ts'
import { ReleaseServer } from '../speech/sherpa/models/release-server.ts'
import { SMALL, UNPROVEN } from '../speech/sherpa/models/small-model.ts'
import { until } from '../support/until.ts'

let root: string
let shelf: string
let server: ReleaseServer
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hansard-models-'))
  shelf = join(root, 'models')
  server = await ReleaseServer.start(GOOD)
})
afterEach(async () => {
  await server.close()
  await rm(root, { recursive: true })
})

interface Outcome {
  readonly out: string
  readonly errors: string
  readonly error: unknown
}

async function run(
  args: readonly string[],
  { environment = {}, signal = new AbortController().signal } = {},
): Promise<Outcome> {
  const [out, errors] = [new PassThrough(), new PassThrough()]
  const command = modelCommand(
    {
      out,
      errors,
      environment: { DATA_DIR: root, SPEECH_MODEL_URL: server.address, ...environment },
      folder: root,
      clock: systemClock,
      signal,
    },
    [SMALL, UNPROVEN],
  )
  const error = await command
    .exitOverride()
    .parseAsync(args, { from: 'user' })
    .then(
      () => null,
      (thrown: unknown) => thrown,
    )
  out.end()
  errors.end()
  return { out: await text(out), errors: await text(errors), error }
}

const FILE_NAMES = [...Object.keys(FILES), 'model.json'].toSorted()

describe('npm run model', () => {
  test('fetches a model by its name, with progress, and leaves only its files', async () => {
    const { out, errors, error } = await run(['small-en'])
    expect(error).toBeNull()
    expect(server.requests.map(({ path }) => path)).toEqual(['/models/small.tar.bz2'])
    expect((await readdir(join(shelf, 'small-en'))).toSorted()).toEqual(FILE_NAMES)
    expect((await readdir(shelf)).toSorted()).toEqual(['lock.sqlite', 'small-en'])
    expect(out).toContain('small-en is here now, whole and proven.')
    expect(out).toContain('These very files were not tried with Hansard yet')
    expect(errors).toMatch(/fetching {2}\[.*100 %/)
    expect(errors).toMatch(/unpacking \[.*100 %/)
  })

  test('fetches nothing that is there already', async () => {
    await run(['small-en'])
    const { out } = await run(['small-en'])
    expect(out).toBe('small-en is here already, whole and proven.\n')
    expect(server.requests).toHaveLength(1)
  })

  test('goes on with half a download', async () => {
    await mkdir(shelf)
    await writeFile(join(shelf, 'small-en.tar.bz2.part'), GOOD.subarray(0, 900))
    expect((await run(['--list'])).out).toContain('small-en (0.0 MB of it are here)')
    expect((await run(['small-en'])).error).toBeNull()
    expect(server.requests.map(({ range }) => range)).toEqual(['bytes=900-'])
  })

  test('keeps nothing of an archive with a wrong hash, and what was there before', async () => {
    await run(['small-en'])
    await truncate(join(shelf, 'small-en', 'decoder.onnx'), 10)
    server.body = Buffer.concat([GOOD.subarray(0, -1), Buffer.from([1])])
    const { error } = await run(['small-en'])
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^What 127\.0\.0\.1:\d+ sent is not the published archive \(its SHA-256 differs\): it was thrown away\.$/,
      ),
    })
    expect((await readdir(shelf)).toSorted()).toEqual(['lock.sqlite', 'small-en'])
  })

  test.each([SMALL, UNPROVEN])(
    'notices a spoilt file, and fetches the model again: $name',
    async ({ name }) => {
      await run([name])
      const folder = join(shelf, name)
      await writeFile(join(folder, 'decoder.onnx'), Buffer.alloc(300))
      const message =
        'The file decoder.onnx of the local speech model is damaged or not the published one: fetch it again.'
      await expect(findModel(folder)).rejects.toThrow(message)
      expect((await run(['--list'])).out).toContain(`${name} (damaged: ${message})`)
      expect((await run([name])).error).toBeNull()
      expect((await readFile(join(folder, 'decoder.onnx'))).equals(FILES['decoder.onnx'])).toBe(true)
    },
  )

  test('lists what is there and what could be', async () => {
    expect((await run(['--list'])).out).toContain('small-en (not here)')
    await run(['unproven-en'])
    const { out } = await run(['--list'])
    expect(out).toContain(`Models in ${shelf}:`)
    expect(out).toContain('small-en (not here)')
    expect(out).toContain('unproven-en (here)')
    expect(out).toContain('language en; 0.0 MB to fetch; licence: none')
  })

  test('removes a model and what has arrived of it', async () => {
    await run(['small-en'])
    await writeFile(join(shelf, 'small-en.tar.bz2.part'), 'half')
    expect((await run(['--remove', 'small-en'])).out).toBe('small-en was removed.\n')
    expect(await readdir(shelf)).toEqual(['lock.sqlite'])
    expect((await run(['--remove', 'small-en'])).error).toMatchObject({
      message: 'The model small-en is not here.',
    })
  })

  test('knows no other names', async () => {
    expect((await run(['../..'])).error).toMatchObject({
      message: 'There is no model called "../..": the catalogue has small-en, unproven-en.',
    })
  })

  test('keeps models in SPEECH_MODEL_DIR, or where it is told', async () => {
    await run(['small-en'], { environment: { SPEECH_MODEL_DIR: join(root, 'chosen') } })
    await run(['small-en', '--to', 'told'])
    for (const folder of ['chosen', 'told'])
      expect((await findModel(join(root, folder))).name).toBe('small-en')
  })

  test('puts no model beside the files of another, where the bot would not find it', async () => {
    await run(['small-en'])
    const folder = join(shelf, 'small-en')
    expect((await run(['unproven-en', '--to', folder])).error).toMatchObject({
      message: `${folder} is the folder of one model: name the folder above it, or another one with --to.`,
    })
  })

  test('fetches once at a time', async () => {
    await mkdir(shelf)
    const lock = FolderLock.take(shelf)
    const { error } = await run(['small-en'])
    lock.release()
    expect(error).toMatchObject({
      message: `Another download is under way in ${shelf}: wait until it is done.`,
    })
    expect(server.requests).toEqual([])
    expect((await run(['small-en'])).error).toBeNull()
  })

  test('says that it may not write there', async () => {
    await writeFile(shelf, 'a file')
    expect((await run(['small-en'])).error).toMatchObject({
      message: `The folder ${shelf} cannot be written to.`,
    })
  })

  test('says before it begins that the disk has no room', async () => {
    const huge = { ...SMALL, archive: { ...SMALL.archive, bytes: 1e18 } }
    const [out, errors] = [new PassThrough(), new PassThrough()]
    const command = modelCommand(
      {
        out,
        errors,
        environment: { DATA_DIR: root, SPEECH_MODEL_URL: server.address },
        folder: root,
        clock: systemClock,
        signal: new AbortController().signal,
      },
      [huge],
    )
    await expect(command.parseAsync(['small-en'], { from: 'user' })).rejects.toThrow(
      /^There is not enough room on the disk of \S+: \d+ MB are needed\.$/,
    )
    expect(server.requests).toEqual([])
  })

  test('refuses an address that is none', async () => {
    expect(
      (await run(['small-en'], { environment: { SPEECH_MODEL_URL: 'ftp://example.org' } })).error,
    ).toMatchObject({
      message: expect.stringContaining('SPEECH_MODEL_URL must be an address such as https://'),
    })
  })
})

describe('npm run model, as a process', () => {
  const PROGRAM = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

  function start(args: readonly string[], limitKilobytes: number | null = null) {
    const limit = limitKilobytes === null ? '' : `ulimit -f ${limitKilobytes} && `
    const child = spawn(
      'sh',
      ['-c', `${limit}exec "$0" "$@"`, process.execPath, '--no-warnings', PROGRAM, 'model', ...args],
      {
        cwd: root,
        env: { PATH: process.env['PATH'] ?? '', DATA_DIR: root, SPEECH_MODEL_URL: server.address },
      },
    )
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
    return {
      child,
      async end() {
        const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
        return { out, errors, code }
      },
    }
  }

  test('says in one sentence what is wrong, and ends with 1', async () => {
    const { errors, code } = await start([]).end()
    expect(errors).toMatch(
      /^What 127\.0\.0\.1:\d+ sends does not have the size of the published archive: it is not used\.\n$/,
    )
    expect(code).toBe(1)
  })

  test('ends with 2 when it is called in a wrong way', async () => {
    expect((await start(['--lost']).end()).code).toBe(2)
  })

  test('stops at Ctrl+C, keeps what has arrived, and says so', async () => {
    // As long as the default model's archive, so that it is taken for it until its end.
    server.body = Buffer.alloc(17_626_723)
    server.plan.push({ kind: 'stall', afterBytes: 100_000 })
    const { child, end } = start([])
    const part = join(shelf, 'zipformer-en-3.3m.tar.bz2.part')
    const ended = end()
    await until('a part of the model', () => existsSync(part) && statSync(part).size > 0)
    child.kill('SIGINT')
    const { errors, code } = await ended
    expect([code, errors.split('\n').at(-2)]).toEqual([130, 'Stopped.'])
    expect(statSync(part).size).toBeGreaterThan(0)
  })

  test('says that there is no room when the system takes no more', async () => {
    server.body = Buffer.alloc(17_626_723)
    const { errors, code } = await start([], 4_000).end()
    expect(errors.split('\n').at(-2)).toBe(`There is not enough room on the disk of ${shelf}.`)
    expect(code).toBe(1)
  })
})
