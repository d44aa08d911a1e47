import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { systemClock } from '../../src/base/clock.ts'
import { modelCommand } from '../../src/cli/model-command.ts'
import { CATALOGUE, KNOWN_MODELS } from '../../src/speech/sherpa/catalogue.ts'
import { FILES, GOOD } from '../speech/sherpa/models/archives.ts'
import { ReleaseServer } from '../speech/sherpa/models/release-server.ts'
import { SMALL, UNPROVEN } from '../speech/sherpa/models/small-model.ts'
import { withAssets } from '../support/assets.ts'

let root: string
let shelf: string
let server: ReleaseServer
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hansard-standing-'))
  shelf = join(root, 'models')
  server = await ReleaseServer.start(GOOD)
})
afterEach(async () => {
  await server.close()
  await rm(root, { recursive: true })
})

async function run(args: readonly string[], { folder = shelf, catalogue = [SMALL, UNPROVEN] } = {}) {
  const [out, errors] = [new PassThrough(), new PassThrough()]
  const surroundings = {
    out,
    errors,
    environment: { SPEECH_MODEL_DIR: folder, SPEECH_MODEL_URL: server.address },
    folder: root,
    clock: systemClock,
    signal: new AbortController().signal,
  }
  const error = await modelCommand(surroundings, catalogue)
    .exitOverride()
    .parseAsync(args, { from: 'user' })
    .then(
      () => null,
      (thrown: unknown) => thrown,
    )
  out.end()
  return { out: await text(out), error }
}

describe('a folder with the name of a model', () => {
  test('and files of something else is damaged, and the model is fetched', async () => {
    await mkdir(join(shelf, 'unproven-en'), { recursive: true })
    for (const name of ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt'])
      await writeFile(join(shelf, 'unproven-en', name), 'no')
    expect((await run(['--list'])).out).toContain(
      'unproven-en (damaged: Its files are not the published ones.)',
    )
    const { out } = await run(['unproven-en'])
    expect(out).toMatch(/\nunproven-en is here now, whole and proven\./)
    expect(server.requests).toHaveLength(1)
    expect((await run(['--list'])).out).toContain('unproven-en (here)')
  })

  test('and the files of another model is damaged too', async () => {
    await run(['small-en'])
    await mkdir(join(shelf, 'unproven-en'))
    for (const name of [...Object.keys(FILES), 'model.json'])
      await copyFile(join(shelf, 'small-en', name), join(shelf, 'unproven-en', name))
    expect((await run(['--list'])).out).toContain(
      'unproven-en (damaged: Its files are those of the model small-en.)',
    )
  })
})

describe("a folder that is one model's own", () => {
  test('says so before anything is told of another model, and what it is when asked for a list', async () => {
    await run(['small-en'])
    const folder = join(shelf, 'small-en')
    const sentence = `${folder} is the folder of one model: name the folder above it, or another one with --to.`
    const { out, error } = await run(['unproven-en'], { folder })
    expect([out, error]).toMatchObject(['', { message: sentence }])
    const list = (await run(['--list'], { folder })).out
    expect(list.startsWith(`${sentence}\n`)).toBe(true)
    expect(list).toContain('\nsmall-en (here)\n')
    expect(list).toContain('\nunproven-en (not here)\n')
    expect((await run(['small-en'], { folder })).out).toBe('small-en is here already, whole and proven.\n')
  })
})

test('that nobody has tried the very files of the catalogue is said once in the list', async () => {
  const { out } = await run(['--list'], { catalogue: [...CATALOGUE] })
  expect(out.match(/not tried/g)).toHaveLength(1)
})

withAssets('the variant that was measured counts as the default model', async ({ models }) => {
  const [name = '', mobile] = KNOWN_MODELS.map((model) => model.name)
  const { out } = await run(['--list'], { folder: models, catalogue: [...CATALOGUE] })
  expect(out).toContain(`\n${name} (here as ${mobile})\n`)
  expect((await run([], { folder: models, catalogue: [...CATALOGUE] })).out).toContain('is here already')
})
