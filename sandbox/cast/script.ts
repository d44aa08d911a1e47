import { Random } from './random.ts'
import { type Encoding, encodeSpeech } from './speech-packets.ts'
import { utter, WORD_STEP_MS, type WordSpan, wordSpans } from './tone-language.ts'
import { upsample } from './upsample.ts'
import { CLOSING_WORDS, VOCABULARY } from './vocabulary.ts'
import type { Sound } from './wav.ts'

/** What one person says in one breath. Lines of one person never overlap. */
export interface Line {
  readonly speaker: string
  /** When it begins, in ms from the start of the play. */
  readonly atMs: number
  readonly words: readonly string[]
  /** When each word sounds, in ms from the start of the line. */
  readonly spans: readonly WordSpan[]
  /** The line as 20 ms Opus packets. */
  readonly packets: readonly Buffer[]
}

/** A play: lines in order of `atMs`. */
export type Script = readonly Line[]

export interface Voice extends Encoding {
  /** Peak of a chord in dB below full scale. */
  readonly level?: number
}

type Range = readonly [least: number, most: number]

export interface ConversationOptions {
  readonly seed: number
  readonly speakers: readonly string[]
  /** No line ends later. */
  readonly durationMs: number
  /** Default 3 to 9. */
  readonly wordsPerLine?: Range
  /** A person's silence between two lines, ms. Default 300 to 2500. */
  readonly pauseMs?: Range
  /** How each person sounds, in the order of `speakers`. Default: from loud (-6) to quiet (-30). */
  readonly voices?: readonly Voice[]
  /** When a line is made into packets: `spoken`, each time it is asked for, keeps none of them. Default `written`. */
  readonly encoded?: 'written' | 'spoken'
}

export interface MonologueOptions {
  readonly seed: number
  readonly speaker: string
  readonly durationMs: number
  /** The silences, ms; null for one line without a pause. */
  readonly pauseMs: Range | null
  readonly wordsPerLine?: Range
  readonly voice?: Voice
}

const LEVELS = [-6, -18, -30, -12, -24]
/** How many of a conversation's lines end with a closing word, so that a server is soon sure of their end. */
const CLOSED_SHARE = 0.8

const OPEN_WORDS = VOCABULARY.filter((word) => !CLOSING_WORDS.has(word))
const CLOSINGS = [...CLOSING_WORDS]

/** Everyone talks on their own, so at most times several talk at once. */
export function conversation(options: ConversationOptions): Script {
  const random = new Random(options.seed)
  const lines: Line[] = []
  for (const [place, speaker] of options.speakers.entries()) {
    const voice = options.voices?.[place] ?? { level: LEVELS[place % LEVELS.length] ?? -12 }
    const part = { ...options, speaker, voice, pauseMs: options.pauseMs ?? ([300, 2500] as const) }
    lines.push(...speakAlone(part, random))
  }
  return lines.sort((a, b) => a.atMs - b.atMs)
}

/** One person who hardly stops. */
export function monologue(options: MonologueOptions): Script {
  const { seed, speaker, durationMs, pauseMs, voice = {} } = options
  const random = new Random(seed)
  if (pauseMs !== null) return speakAlone({ ...options, voice, pauseMs }, random)
  const count = Math.floor(durationMs / WORD_STEP_MS)
  return [toneLine({ speaker, atMs: 0 }, phrase(count, 0, random), voice)]
}

/** A line in the tone language. */
export function toneLine(
  { speaker, atMs }: Pick<Line, 'speaker' | 'atMs'>,
  words: readonly string[],
  { level = -12, ...encoding }: Voice = {},
): Line {
  const packets = encodeSpeech(utter(words, { level }), encoding)
  return { speaker, atMs, words, spans: wordSpans(words.length), packets }
}

/** The same, but its packets are made whenever they are asked for, and not kept: for plays of many minutes. */
function unencodedLine(place: Pick<Line, 'speaker' | 'atMs'>, words: readonly string[], voice: Voice): Line {
  return {
    ...place,
    words,
    spans: wordSpans(words.length),
    get packets() {
      return toneLine(place, words, voice).packets
    },
  }
}

/**
 * A line in a human voice. When its words sound is not known: they are taken to share its time evenly.
 * Throws a RangeError for a sound whose rate is no whole part of 48 kHz.
 */
export function clipLine(
  { speaker, atMs }: Pick<Line, 'speaker' | 'atMs'>,
  words: readonly string[],
  { sound, ...encoding }: Encoding & { readonly sound: Sound },
): Line {
  const factor = 48_000 / sound.rate
  if (!Number.isInteger(factor)) throw new RangeError('the rate of the sound is no whole part of 48 kHz')
  const stepMs = (sound.samples.length * 1000) / sound.rate / Math.max(1, words.length)
  const spans = words.map((_, place) => ({ startMs: place * stepMs, endMs: (place + 1) * stepMs }))
  return { speaker, atMs, words, spans, packets: encodeSpeech(upsample(sound.samples, factor), encoding) }
}

interface Part {
  readonly speaker: string
  readonly durationMs: number
  readonly voice: Voice
  readonly pauseMs: Range
  readonly wordsPerLine?: Range
  readonly encoded?: ConversationOptions['encoded']
}

function speakAlone(part: Part, random: Random): Line[] {
  const [fewest, most] = part.wordsPerLine ?? [3, 9]
  const line = part.encoded === 'spoken' ? unencodedLine : toneLine
  const lines: Line[] = []
  for (let atMs = random.between(0, 800); ; ) {
    const words = phrase(random.between(fewest, most), CLOSED_SHARE, random)
    const lengthMs = words.length * WORD_STEP_MS
    if (atMs + lengthMs > part.durationMs) return lines
    lines.push(line({ speaker: part.speaker, atMs }, words, part.voice))
    atMs += lengthMs + random.between(...part.pauseMs)
  }
}

function phrase(count: number, closedShare: number, random: Random): string[] {
  const words = Array.from({ length: count }, () => random.pick(OPEN_WORDS))
  if (random.next() < closedShare) words[count - 1] = random.pick(CLOSINGS)
  return words
}
