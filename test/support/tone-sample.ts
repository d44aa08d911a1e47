import { utter } from '../../sandbox/cast/tone-language.ts'

/** These words of the tone language as 16 kHz mono s16le sound. */
export function toneSound(words: readonly string[]): Buffer {
  const samples = utter(words, { rate: 16_000 })
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
}

/** The words of a text, lower case, without punctuation. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+/g) ?? []
}
