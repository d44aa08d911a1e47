import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { EngineError } from '../../../../src/base/errors.ts'
import { unpack, type WantedFile } from '../../../../src/speech/sherpa/models/archive.ts'
import { ABSOLUTE, BOMB, FILES, GOOD, HARD_LINK, SYMBOLIC_LINK, UPWARDS } from './archives.ts'

let root: string
let folder: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hansard-archive-'))
  folder = join(root, 'to')
  await mkdir(folder)
})
afterEach(() => rm(root, { recursive: true }))

const PROVEN: readonly WantedFile[] = Object.entries(FILES).map(([name, content]) => ({
  name,
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
}))
const UNPROVEN = PROVEN.map(({ name }) => ({ name, bytes: null, sha256: null }))

async function unpacked(
  archive: Buffer,
  { wanted = PROVEN, signal = new AbortController().signal, onBytes = (_: number) => {} } = {},
) {
  await writeFile(join(root, 'archive'), archive)
  return unpack({ archive: join(root, 'archive'), bytes: archive.length, wanted, folder, signal, onBytes })
}

const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error) => error,
  )

describe('an archive', () => {
  test.each([
    ['proven by their hashes', PROVEN],
    ['of which nothing is known', UNPROVEN],
  ])('gives the wanted files, %s, and nothing else', async (_, wanted) => {
    const done: number[] = []
    const files = await unpacked(GOOD, { wanted, onBytes: (bytes) => done.push(bytes) })
    expect(files.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual(
      PROVEN.toSorted((a, b) => a.name.localeCompare(b.name)),
    )
    expect((await readdir(folder)).toSorted()).toEqual(Object.keys(FILES).toSorted())
    for (const [name, content] of Object.entries(FILES))
      expect((await readFile(join(folder, name))).equals(content)).toBe(true)
    expect(done.at(-1)).toBe(GOOD.length)
  })

  test('gives no file that differs from the published one', async () => {
    const wanted = PROVEN.map((file) =>
      file.name === 'joiner.int8.onnx' ? { ...file, sha256: '0'.repeat(64) } : file,
    )
    expect(await refusal(unpacked(GOOD, { wanted }))).toMatchObject({
      message:
        'The file joiner.int8.onnx of the archive is not the published one (its SHA-256 differs): nothing was kept.',
    })
  })

  const LACKS = 'The archive does not hold decoder.onnx as a file of its size: nothing was kept.'

  test('gives no file of another size', async () => {
    const wanted = PROVEN.map((file) => (file.name === 'decoder.onnx' ? { ...file, bytes: 299 } : file))
    expect(await refusal(unpacked(GOOD, { wanted }))).toMatchObject({ message: LACKS })
  })

  test.each([
    ['a path upwards', UPWARDS],
    ['a path from the root', ABSOLUTE],
    ['a symbolic link', SYMBOLIC_LINK],
    ['a hard link', HARD_LINK],
  ])('with %s writes nothing there', async (_, archive) => {
    for (const wanted of [PROVEN, UNPROVEN]) {
      expect(await refusal(unpacked(archive, { wanted }))).toMatchObject({ message: LACKS })
      expect(await readdir(root)).toEqual(['archive', 'to'])
      expect(existsSync('/decoder.onnx')).toBe(false)
      for (const name of await readdir(folder)) await rm(join(folder, name))
    }
  })

  test.each([
    ['grows too large', BOMB],
    ['was cut short', GOOD.subarray(0, 1_000)],
    ['is damaged', Buffer.concat([GOOD.subarray(0, 800), Buffer.alloc(8), GOOD.subarray(808)])],
    ['is none', Buffer.from('<html>not found</html>'.repeat(10))],
    ['is empty', Buffer.alloc(0)],
  ])('that %s is refused in one sentence', async (_, archive) => {
    const error = await refusal(unpacked(archive))
    expect(error).toBeInstanceOf(EngineError)
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^(The archive cannot be unpacked|The archive does not hold \S+ as a file of its size): nothing was kept\.$/,
      ),
    })
  })

  test('is left when that is asked for', async () => {
    const controller = new AbortController()
    const stopped = unpacked(GOOD, { signal: controller.signal, onBytes: () => controller.abort() })
    expect(await refusal(stopped)).toBe(controller.signal.reason)
  })

  test('does not overwrite what is there', async () => {
    await writeFile(join(folder, 'tokens.txt'), 'mine')
    expect(await refusal(unpacked(GOOD))).toMatchObject({ code: 'EEXIST' })
    expect(await readFile(join(folder, 'tokens.txt'), 'utf8')).toBe('mine')
  })
})
