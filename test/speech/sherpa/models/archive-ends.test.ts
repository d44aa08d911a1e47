import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { unpack } from '../../../../src/speech/sherpa/models/archive.ts'

const bytes = (base64: readonly string[]): Buffer => Buffer.from(base64.join(''), 'base64')

/** 2.5 MB of zeros, which are more than is unpacked at a time, and a list of tokens behind them. */
const WHOLE = bytes([
  'QlpoOTFBWSZTWdKVSEMATSH/gMqQEABAAf2FQAAFAHKvnkAICCAAkglE0jUNNGEYTEYMoIqaU0YTRpoaABiH4y+62Yi0yVRAUIoR',
  'BUFC6MiClmSrIKEBUFCQEnj4zxLjSYV8JoaKiBD5kwDKLMtqjoOvMGO0yo+BjCW70MDLN++3EXftm5jRxEaRH6VTyJ+lgIgiAiB/',
  'F3JFOFCQ0pVIQw==',
])

/** The first million bytes of the same, packed as if they were all. */
const CUT = bytes([
  'QlpoOTFBWSZTWc8xFLUAHsPbwMiAQAH1gAEAcKOeQAgAAAggAHUNU/SGoNDTQZPU9QRUmhoNAAB5L4ARFYRFBEVh1OuMJUVKCIrB',
  'PXmkaZIApAFUAQnCkeCsCISqqBubWdmuzu8poCIr+LuSKcKEhnmIpag=',
])

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hansard-archive-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function unpacked(archive: Buffer, ...names: readonly string[]) {
  await writeFile(join(folder, 'archive'), archive)
  return unpack({
    archive: join(folder, 'archive'),
    // So that it does not count as one that grows too large.
    bytes: 3_000_000,
    wanted: names.map((name) => ({ name, bytes: null, sha256: null })),
    folder,
    signal: new AbortController().signal,
    onBytes: () => {},
  })
}

test.each([[['big.onnx', 'tokens.txt']], [['tokens.txt']]])(
  'the last file of an archive comes out, of %j',
  async (names) => {
    const files = await unpacked(WHOLE, ...names)
    expect(files.at(-1)).toMatchObject({ name: 'tokens.txt', bytes: 8 })
    expect(await readdir(folder)).toEqual(['archive', ...names])
  },
)

test.each(['big.onnx', 'tokens.txt'])(
  'an archive that was cut before it was packed is refused: %s is not whole in it',
  async (name) => {
    await expect(unpacked(CUT, name)).rejects.toThrow('The archive cannot be unpacked: nothing was kept.')
  },
)
