import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { systemClock } from '../../../src/base/clock.ts'
import { engineLabel, engineTag } from '../../../src/speech/engine-label.ts'
import { createSherpaEngine } from '../../../src/speech/sherpa/engine.ts'
import { inEnglish } from '../../support/in-english.ts'
import { RecordingLog } from '../../support/recording-log.ts'

test('of a model that is none of the catalogue, no figure is told, once somebody has looked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hansard-unknown-'))
  // It need not be loaded: what it is, its files tell.
  for (const name of ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt'])
    await writeFile(join(folder, name), 'a model of our own')
  const engine = createSherpaEngine({ modelDir: folder }, { clock: systemClock, log: new RecordingLog() })
  try {
    expect(inEnglish(engine.description)).toMatch(/^a small local model \(.*about 1 word in \d+ is wrong\)$/)
    await expect(engine.check()).rejects.toThrow('could not be loaded')
    expect(inEnglish(engine.description)).toBe('a local model (sound stays on this machine)')
    expect(inEnglish(engineLabel(engineTag(engine)))).toBe('sherpa (a local model that nobody has measured)')
  } finally {
    await engine.close()
    await rm(folder, { recursive: true })
  }
}, 60_000)
