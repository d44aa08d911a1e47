import { copyFile, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { EngineError } from '../../../src/base/errors.ts'
import { chooseFiles, findModel } from '../../../src/speech/sherpa/model.ts'
import { type Assets, withAssets } from '../../support/assets.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

async function folderWith(names: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hansard-model-'))
  folders.push(folder)
  for (const name of names) await writeFile(join(folder, name), `not really ${name}`)
  return folder
}

const MOBILE = ['encoder.int8.fixed.onnx', 'decoder.onnx', 'joiner.int8.onnx', 'tokens.txt']

/** A folder with the real model, to spoil. */
async function copied({ models }: Assets): Promise<string> {
  const folder = await folderWith([])
  for (const name of MOBILE) await copyFile(join(models, 'zipformer-en-3.3m', name), join(folder, name))
  return folder
}

const refusal = (folder: string | null): Promise<unknown> => findModel(folder).catch((error) => error)

const HOW =
  'fetch one with "npm run model", or set SPEECH_MODEL_DIR to a folder that holds encoder, decoder, joiner and tokens.txt of a streaming zipformer.'

describe('choosing the files of a model', () => {
  const archive = ['epoch-12-avg-2', 'epoch-99-avg-1'].flatMap((checkpoint) =>
    ['encoder', 'decoder', 'joiner'].flatMap((role) => [
      `${role}-${checkpoint}-chunk-16-left-64.onnx`,
      `${role}-${checkpoint}-chunk-16-left-64.int8.onnx`,
    ]),
  )

  test.each([
    [
      'the downloaded archive: int8 encoder and joiner, full decoder, of the checkpoint that was measured',
      [...archive, 'tokens.txt', 'bpe.model', 'README.md'],
      [
        'encoder-epoch-12-avg-2-chunk-16-left-64.int8.onnx',
        'decoder-epoch-12-avg-2-chunk-16-left-64.onnx',
        'joiner-epoch-12-avg-2-chunk-16-left-64.int8.onnx',
      ],
    ],
    ['the repaired mobile variant', [...MOBILE, 'bpe.vocab', 'NOTICE.md'], MOBILE.slice(0, 3)],
    [
      'another model, full precision only',
      ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt'],
      ['encoder.onnx', 'decoder.onnx', 'joiner.onnx'],
    ],
    [
      'a checkpoint that is complete, where another is not',
      ['encoder-a.onnx', 'decoder-b.onnx', 'encoder-b.onnx', 'joiner-b.int8.onnx', 'tokens.txt'],
      ['encoder-b.onnx', 'decoder-b.onnx', 'joiner-b.int8.onnx'],
    ],
  ])('%s', (_, names, [encoder, decoder, joiner]) => {
    expect(chooseFiles(names)).toEqual({ encoder, decoder, joiner, tokens: 'tokens.txt' })
  })

  test.each([
    ['nothing', [], ['encoder', 'decoder', 'joiner', 'tokens']],
    ['no tokens', MOBILE.slice(0, 3), ['tokens']],
    [
      'a joiner of another checkpoint',
      ['encoder-a.onnx', 'decoder-a.onnx', 'joiner-b.onnx', 'tokens.txt'],
      ['joiner'],
    ],
    ['half of a download', ['encoder.onnx.part', 'decoder.onnx', 'tokens.txt'], ['encoder', 'joiner']],
  ])('says what is missing: %s', (_, names, missing) => {
    expect(chooseFiles(names)).toEqual(missing)
  })
})

describe('finding a model', () => {
  test('says in one sentence how to get one when none is set', async () => {
    for (const folder of [null, '']) {
      const error = await refusal(folder)
      expect(error).toBeInstanceOf(EngineError)
      expect(error).toMatchObject({ retryable: false, message: `There is no local speech model: ${HOW}` })
    }
  })

  test('says that the folder cannot be read', async () => {
    expect(await refusal(join(tmpdir(), 'hansard-no-such-folder'))).toMatchObject({
      message: `The folder of the local speech model cannot be read: ${HOW}`,
    })
  })

  test('says which files are missing', async () => {
    expect(await refusal(await folderWith(['encoder.onnx', 'tokens.txt']))).toMatchObject({
      message: `The local speech model is not complete (decoder, joiner missing): ${HOW}`,
    })
  })

  describe('in a folder with a folder for each', () => {
    const PLAIN = ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt']

    async function folderOf(models: Readonly<Record<string, readonly string[]>>): Promise<string> {
      const root = await folderWith(['lock.sqlite', 'kroko-en.tar.bz2.part'])
      for (const [model, names] of Object.entries(models)) {
        await mkdir(join(root, model))
        for (const name of names) await writeFile(join(root, model, name), `not really ${name}`)
      }
      return root
    }

    const models = { 'a-model-of-mine': PLAIN, 'kroko-en': PLAIN, 'silero-vad': ['silero_vad.onnx'] }

    test.each([
      ['the one of the catalogue', models, null, 'kroko-en'],
      [
        'the one that is fetched where none is named, among several',
        { ...models, 'zipformer-en-3.3m': PLAIN },
        null,
        'zipformer-en-3.3m',
      ],
      ['the one that is asked for', models, 'a-model-of-mine', 'a-model-of-mine'],
      ['the one that is whole', { 'kroko-en': PLAIN.slice(1), mine: PLAIN }, null, 'mine'],
      ['none that is still being unpacked', { 'kroko-en.part': PLAIN, mine: PLAIN }, null, 'mine'],
    ])('takes %s', async (_, there, name, taken) => {
      const root = await folderOf(there)
      const { paths } = await findModel({ folder: root, name })
      expect(paths.encoder).toBe(join(root, taken, 'encoder.onnx'))
    })

    test('says what is missing of the one that is asked for', async () => {
      const folder = await folderOf({ 'kroko-en': PLAIN.slice(1), mine: PLAIN })
      await expect(findModel({ folder, name: 'kroko-en' })).rejects.toThrow(
        `The local speech model is not complete (encoder missing): ${HOW}`,
      )
    })

    test('says that the one that is asked for is not there', async () => {
      const folder = await folderOf(models)
      await expect(findModel({ folder, name: 'zipformer-en-20m' })).rejects.toThrow(
        `There is no local speech model: ${HOW}`,
      )
    })

    test('says that there is none where nobody has fetched one yet', async () => {
      for (const folder of [await folderWith([]), join(tmpdir(), 'hansard-no-such-folder')])
        await expect(findModel({ folder, byDefault: true })).rejects.toThrow(
          `There is no local speech model: ${HOW}`,
        )
    })

    withAssets('finds the model and knows it', async (assets) => {
      expect(await findModel(assets.models)).toMatchObject({ name: 'zipformer-en-3.3m-mobile' })
    })
  })

  test('takes a model of which it knows nothing as it is', async () => {
    const folder = await folderWith(['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt'])
    expect(await findModel(folder)).toMatchObject({
      name: null,
      paths: {
        encoder: join(folder, 'encoder.onnx'),
        decoder: join(folder, 'decoder.onnx'),
        joiner: join(folder, 'joiner.onnx'),
        tokens: join(folder, 'tokens.txt'),
      },
    })
  })

  withAssets('knows the 3.3 M model by its hashes', async (assets) => {
    expect(await findModel(await copied(assets))).toMatchObject({ name: 'zipformer-en-3.3m-mobile' })
  })

  const DAMAGED = 'of the local speech model is damaged or not the published one: fetch it again.'

  withAssets('refuses a file that was cut short', async (assets) => {
    const folder = await copied(assets)
    await truncate(join(folder, 'encoder.int8.fixed.onnx'), 2_000_000)
    expect(await refusal(folder)).toMatchObject({ message: `The file encoder.int8.fixed.onnx ${DAMAGED}` })
  })

  withAssets('refuses a file with a wrong hash', async (assets) => {
    const folder = await copied(assets)
    await writeFile(join(folder, 'joiner.int8.onnx'), Buffer.alloc(163_380, 7))
    expect(await refusal(folder)).toMatchObject({ message: `The file joiner.int8.onnx ${DAMAGED}` })
  })
})
