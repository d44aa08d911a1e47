import { expect, test } from '@jest/globals'
import { engineLabel, engineTag } from '../../src/speech/engine-label.ts'
import { inEnglish } from '../support/in-english.ts'

test.each([
  [{ name: 'assemblyai' }, 'assemblyai', 'assemblyai'],
  [{ name: 'sherpa', model: null }, 'sherpa', 'sherpa (a local model that nobody has measured)'],
  [
    { name: 'sherpa', model: 'zipformer-en-3.3m' },
    'sherpa:zipformer-en-3.3m',
    'sherpa (local small model, about 1 word in 8 wrong)',
  ],
  [
    { name: 'sherpa', model: 'zipformer-en-3.3m-mobile' },
    'sherpa:zipformer-en-3.3m-mobile',
    'sherpa (local small model, about 1 word in 8 wrong)',
  ],
  [{ name: 'sherpa', model: 'kroko-en' }, 'sherpa:kroko-en', 'sherpa (local model kroko-en)'],
])('%j is kept as %s and shown as "%s"', (engine, tag, label) => {
  expect(engineTag(engine)).toBe(tag)
  expect(inEnglish(engineLabel(tag))).toBe(label)
})
