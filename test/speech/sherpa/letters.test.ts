import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { systemClock } from '../../../src/base/clock.ts'
import { PLAIN_TUNING } from '../../../src/speech/engine.ts'
import { findModel, type Model } from '../../../src/speech/sherpa/model.ts'
import { type ChildTraits, RecogniserChild } from '../../../src/speech/sherpa/recogniser-child.ts'
import { RecogniserPool } from '../../../src/speech/sherpa/recogniser-pool.ts'
import { SherpaStream } from '../../../src/speech/sherpa/stream.ts'
import { withAssets } from '../../support/assets.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { chunksOf } from '../../support/pcm-chunks.ts'
import { RecordingLog } from '../../support/recording-log.ts'
import { SpeechRecorder } from '../../support/speech-recorder.ts'
import { ScriptedChild } from './scripted-child.ts'

/** What a turn of this one word reads as. */
async function written(word: string, cased: boolean): Promise<string | undefined> {
  const clock = new ManualClock()
  const children: ScriptedChild[] = []
  const pool = new RecogniserPool({
    clock,
    log: new RecordingLog(),
    most: 1,
    find: async () => ({
      name: null,
      paths: { encoder: 'e', decoder: 'd', joiner: 'j', tokens: 't' },
      proof: '',
    }),
    begin: (_, listener) => {
      const child = new ScriptedChild(1, listener)
      children.push(child)
      return child
    },
  })
  const heard = new SpeechRecorder()
  const stream = new SherpaStream(pool, clock, { label: 'test', tuning: PLAIN_TUNING, emit: heard.emit })
  await clock.run(1)
  children[0]?.listens(cased)
  for (const chunk of chunksOf(Buffer.alloc(32_000, 1), 0)) stream.send(chunk)
  stream.endTurn()
  children[0]?.finished(1, [{ text: ` ${word}`, atMs: 500, confidence: 0.9 }])
  stream.abort()
  await pool.close()
  return heard.finals[0]?.text
}

describe('a turn is written', () => {
  test.each([
    ['NASA', true, 'NASA'],
    ['NASA', false, 'Nasa'],
    ['iPhone', true, 'iPhone'],
    ['hello', false, 'Hello'],
  ])('%s as what it is, whether the model knows case or not (%s): %s', async (word, cased, text) => {
    expect(await written(word, cased)).toBe(text)
  })
})

/** What a child with these files finds out. */
const traitsWith = (paths: Model['paths']): Promise<ChildTraits | null> =>
  new Promise((resolve) => {
    const child = new RecogniserChild({ name: null, paths, proof: '' }, systemClock, {
      listens: (traits) => {
        child.kill()
        child.gone.then(() => resolve(traits))
      },
      answered: () => {},
      ended: () => resolve(null),
    })
  })

withAssets('whether a model knows case is told by its list of tokens', async ({ models }) => {
  const folder = await mkdtemp(join(tmpdir(), 'hansard-tokens-'))
  try {
    const { paths } = await findModel(join(models, 'zipformer-en-3.3m'))
    expect(await traitsWith(paths)).toEqual({ cased: false })
    const tokens = join(folder, 'tokens.txt')
    await writeFile(tokens, (await readFile(paths.tokens, 'utf8')).replace('ING ', 'ing '))
    expect(await traitsWith({ ...paths, tokens })).toEqual({ cased: true })
  } finally {
    await rm(folder, { recursive: true })
  }
})
