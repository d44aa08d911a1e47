import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { systemClock } from '../../src/base/clock.ts'
import { modelFolder } from '../../src/cli/model-folder.ts'
import { GOOD } from '../speech/sherpa/models/archives.ts'
import { ReleaseServer } from '../speech/sherpa/models/release-server.ts'

const HOUSE = fileURLToPath(new URL('../..', import.meta.url))

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hansard-model-folder-'))
})
afterEach(async () => {
  await rm(root, { recursive: true })
})

describe('the model that the demo listens with', () => {
  test('is not one that cannot be loaded: that is said in a sentence', async () => {
    for (const name of ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt'])
      await writeFile(join(root, name), 'no model at all')
    const surroundings = {
      out: new PassThrough(),
      errors: new PassThrough(),
      environment: {},
      folder: root,
      clock: systemClock,
      signal: new AbortController().signal,
    }
    await expect(modelFolder('.', surroundings)).rejects.toMatchObject({
      name: 'EngineError',
      message: expect.stringContaining('The local speech model could not be loaded'),
    })
  }, 60_000)

  test('is not fetched where sherpa-onnx has no program for the machine: that is said in a sentence', async () => {
    copyWithoutProgram(root)
    const server = await ReleaseServer.start(GOOD)
    try {
      const demo = promisify(execFile)(process.execPath, ['src/cli/main.ts', 'demo', '--engine', 'sherpa'], {
        cwd: root,
        env: { PATH: process.env['PATH'] ?? '', DATA_DIR: root, SPEECH_MODEL_URL: server.address },
      })
      await expect(demo).rejects.toMatchObject({
        code: 1,
        stdout: '',
        stderr:
          'The local speech recogniser cannot run on this machine: the package sherpa-onnx-node has no program for it.\n',
      })
      expect(server.requests).toEqual([])
    } finally {
      await server.close()
    }
  }, 60_000)
})

/** All of it as it is on a machine for which sherpa-onnx publishes nothing. */
function copyWithoutProgram(folder: string): void {
  for (const name of ['src', 'sandbox', 'commands', 'package.json'])
    cpSync(join(HOUSE, name), join(folder, name), { recursive: true })
  const packages = join(HOUSE, 'node_modules')
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync(packages))
    if (!name.startsWith('sherpa-onnx')) symlinkSync(join(packages, name), join(folder, 'node_modules', name))
  // A link would lead to where the program is.
  cpSync(join(packages, 'sherpa-onnx-node'), join(folder, 'node_modules/sherpa-onnx-node'), {
    recursive: true,
  })
}
