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

withAssets('a first word is heard though its sound begins with it', async (assets) => {
  const { paths } = await findModel(join(assets.models, 'zipformer-en-3.3m'))
  const recogniser = new Recogniser(paths)
  const clip = readPcm(join(assets.audio, 'librivox-0870.wav'))
  const ear = recogniser.ear()
  // Cut at the first sample that can be heard.
  const first = clip.findIndex(
    (_, at) => at % 2 === 0 && at + 1 < clip.length && Math.abs(clip.readInt16LE(at)) > 800,
  )
  expect(understand(ear, clip.subarray(first))).toMatch(/^AND MR JOHN/)
  ear.close()
})

withAssets('words have their times and how sure they are', async (assets) => {
  const { paths } = await findModel(join(assets.models, 'zipformer-en-3.3m'))
  const clip = readPcm(join(assets.audio, 'libri-84.wav'))
  const recogniser = new Recogniser(paths, { hotwords: true, vad: null })
  for (const terms of [[], ['rhymes']]) {
    const ear = recogniser.ear()
    ear.expect(terms)
    for (const chunk of chunksOf(clip, 0)) ear.hear(chunk.pcm)
    const words = wordsOf(ear.finish(TAIL_MS))
    expect(words.length).toBeGreaterThan(20)
    for (const { fromMs, toMs, confidence } of words) {
      expect(fromMs).toBeLessThan(toMs)
      expect(toMs).toBeLessThanOrEqual(clip.length / 32 + TAIL_MS)
      expect(confidence).toBeGreaterThan(0)
      expect(confidence).toBeLessThanOrEqual(1)
    }
    expect(words.map(({ fromMs }) => fromMs)).toEqual(
      words.map(({ fromMs }) => fromMs).toSorted((a, b) => a - b),
    )
    ear.close()
  }
})

withAssets(
  'a word is heard that is expected, from the next utterance on, and not where it is not',
  async (assets) => {
    const { paths } = await findModel(join(assets.models, 'zipformer-en-3.3m'))
    const recogniser = new Recogniser(paths, { hotwords: true, vad: null })
    const clip = readPcm(join(assets.audio, 'libri-84.wav'))
    const [ear, other] = [recogniser.ear(), recogniser.ear()]
    expect(understand(ear, clip)).toMatch(/THEIR RHINES$/)
    ear.hear(clip.subarray(0, 1_600))
    ear.expect(['Rhymes'])
    ear.finish(TAIL_MS)
    expect(understand(ear, clip)).toMatch(/THEIR RHYMES$/)
    expect(understand(other, clip)).toMatch(/THEIR RHINES$/)
    ear.expect([])
    expect(understand(ear, clip)).toMatch(/THEIR RHINES$/)
  },
)

withAssets('a model that has no hotwords is not asked for them', async (assets) => {
  const { paths } = await findModel(join(assets.models, 'zipformer-en-3.3m'))
  const ear = new Recogniser(paths, { hotwords: false, vad: null }).ear()
  ear.expect(['Rhymes'])
  expect(understand(ear, readPcm(join(assets.audio, 'libri-84.wav')))).toMatch(/THEIR RHINES$/)
})

withAssets('speech is understood through the voice gate, and a hum is nothing', async (assets) => {
  const { paths } = await findModel(join(assets.models, 'zipformer-en-3.3m'))
  const vad = join(assets.models, 'silero-vad', 'silero_vad_16k_op15.onnx')
  const ear = new Recogniser(paths, { hotwords: false, vad }).ear()
  expect(understand(ear, hum(3_000))).toBe('')
  expect(understand(ear, readPcm(join(assets.audio, 'librivox-0890.wav')))).toContain('SELFISH')
})
