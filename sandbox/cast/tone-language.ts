import { VOCABULARY } from './vocabulary.ts'

/**
 * The tone language: each word is a chord of three tones, one of each voice. A tone that is not heard, or another
 * that is, makes another word or none, so a recogniser that reads it has really heard the sound.
 *
 * The tones lie within what every Opus mode keeps (telephone band), no two are closer than 110 Hz, and none is twice
 * or three times another to within 25 Hz, so that harmonics of a distorted tone make no word. They end at 2.5 kHz
 * because libopus, at 24 kbit/s, may starve what is higher to nothing.
 */
export const VOICES: readonly (readonly number[])[] = [
  [410, 530, 640, 790],
  [930, 1110, 1310, 1510],
  [1750, 1990, 2270, 2530],
]

/** How long a chord sounds. */
export const WORD_MS = 220
/** The silence after each chord: without it a word said twice would be one long word. */
export const GAP_MS = 60
/** From the start of one word to the start of the next. */
export const WORD_STEP_MS = WORD_MS + GAP_MS
/** Each chord swells and fades over this time: a hard edge is a click, which codecs smear. */
const FADE_MS = 12

export interface Utterance {
  /** Samples per second, a multiple of 1000. Default 48000. */
  readonly rate?: number
  /** Peak of a chord in dB below full scale. Default -12. */
  readonly level?: number
}

export interface WordSpan {
  readonly startMs: number
  readonly endMs: number
}

/** The three frequencies (Hz) of the word with this place in the vocabulary. */
export function chord(index: number): readonly number[] {
  return VOICES.map((tones, voice) => tones[Math.floor(index / 4 ** voice) % 4] ?? 0)
}

/** The sound of these words, mono. Throws a RangeError for a word that the language does not have. */
export function utter(words: readonly string[], { rate = 48_000, level = -12 }: Utterance = {}): Int16Array {
  const samples = new Int16Array((words.length * WORD_STEP_MS * rate) / 1000)
  const sounds = new Map<string, Int16Array>()
  for (const [place, word] of words.entries()) {
    const samplesOfWord = sounds.get(word) ?? sound(word, rate, level)
    sounds.set(word, samplesOfWord)
    samples.set(samplesOfWord, (place * WORD_STEP_MS * rate) / 1000)
  }
  return samples
}

/** When each of so many words sounds within what `utter` makes of them. */
export function wordSpans(count: number): WordSpan[] {
  return Array.from({ length: count }, (_, place) => ({
    startMs: place * WORD_STEP_MS,
    endMs: place * WORD_STEP_MS + WORD_MS,
  }))
}

function sound(word: string, rate: number, level: number): Int16Array {
  const index = VOCABULARY.indexOf(word)
  if (index < 0) throw new RangeError('not a word of the tone language')
  const tones = chord(index)
  const amplitude = (32_767 * 10 ** (level / 20)) / tones.length
  const length = (WORD_MS * rate) / 1000
  const sum = new Float64Array(length)
  for (const hz of tones) addTone(sum, (2 * Math.PI * hz) / rate)
  const fade = (FADE_MS * rate) / 1000
  for (let at = 0; at < fade; at += 1) {
    const swell = (1 - Math.cos((Math.PI * at) / fade)) / 2
    sum[at] = (sum[at] ?? 0) * swell
    sum[length - 1 - at] = (sum[length - 1 - at] ?? 0) * swell
  }
  return Int16Array.from(sum, (value) => amplitude * value)
}

/** Adds a sine that turns by so many radians per sample, by the recurrence sin(n+1) = 2 cos(1) sin(n) - sin(n-1). */
function addTone(sum: Float64Array, radians: number): void {
  const twice = 2 * Math.cos(radians)
  let before = -Math.sin(radians)
  let value = 0
  for (let at = 0; at < sum.length; at += 1) {
    sum[at] = (sum[at] ?? 0) + value
    const next = twice * value - before
    before = value
    value = next
  }
}
