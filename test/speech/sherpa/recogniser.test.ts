import { join } from 'node:path'
import { expect } from '@jest/globals'
import { findModel } from '../../../src/speech/sherpa/model.ts'
import { TAIL_MS } from '../../../src/speech/sherpa/protocol.ts'
import { type Ear, Recogniser } from '../../../src/speech/sherpa/recogniser.ts'
import { wordsOf } from '../../../src/speech/sherpa/words.ts'
import { withAssets } from '../../support/assets.ts'
import { readPcm } from '../../support/clips.ts'
import { chunksOf } from '../../support/pcm-chunks.ts'

function understand(ear: Ear, pcm: Buffer): string {
  for (const chunk of chunksOf(pcm, 0)) ear.hear(chunk.pcm)
  return wordsOf(ear.finish(TAIL_MS))
    .map((word) => word.text)
    .join(' ')
}

/** A hum without words. */
function hum(ms: number): Buffer {
  const samples = Int16Array.from({ length: ms * 16 }, (_, at) => 600 * Math.sin(at / 10))
  return Buffer.from(samples.buffer)
}

withAssets('an utterance is understood the same, whatever the length of the one before', async (assets) => {
  const { paths } = await findModel(join(assets.models, 'zipformer-en-3.3m'))
  const recogniser = new Recogniser(paths)
  const clip = readPcm(join(assets.audio, 'librivox-0890.wav'))
  const texts = [0, 500, 550, 650, 700, 750, 1050].map((beforeMs) => {
    const ear = recogniser.ear()
    if (beforeMs > 0) understand(ear, hum(beforeMs))
    const text = understand(ear, clip)
    ear.close()
    return text
  })
  expect(texts[0]).toContain('SELFISH')
  expect(new Set(texts).size).toBe(1)
})
