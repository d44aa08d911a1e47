import type { SessionMs } from '../../base/ids.ts'
import type { SpokenWord } from '../engine.ts'
import type { Hypothesis } from './protocol.ts'

/** The model writes a piece of a word about so long after it was begun (first words of 22 clips, median). */
const WRITING_DELAY_MS = 200
/** How long after its writing the last piece of a word may sound on, with the delay taken off. */
const LAST_PIECE_MS = 100

/** A word with its place in the sound of its utterance. */
export interface PlacedWord {
  readonly text: string
  /** Ms of the utterance's sound. */
  readonly fromMs: number
  readonly toMs: number
  readonly confidence: number | null
}

/** Puts the pieces together to words, in the model's own letters. */
export function wordsOf(hypothesis: Hypothesis): PlacedWord[] {
  const words: PlacedWord[] = []
  for (const piece of hypothesis) {
    // Marks such as <unk> are no words.
    if (piece.text.startsWith('<')) continue
    const fromMs = Math.max(0, piece.atMs - WRITING_DELAY_MS)
    const last = words.at(-1)
    if (last === undefined || piece.text.startsWith(' ')) {
      if (last !== undefined) words[words.length - 1] = { ...last, toMs: Math.min(last.toMs, fromMs) }
      words.push({
        text: piece.text.trimStart(),
        fromMs,
        toMs: fromMs + LAST_PIECE_MS,
        confidence: piece.confidence,
      })
    } else {
      words[words.length - 1] = {
        text: last.text + piece.text,
        fromMs: last.fromMs,
        toMs: fromMs + LAST_PIECE_MS,
        confidence: lower(last.confidence, piece.confidence),
      }
    }
  }
  return words.filter((word) => word.text !== '')
}

/** A word is as sure as its least sure piece. */
const lower = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.min(a, b)

interface Reading {
  /** Whether the model writes capitals and small letters as people do. */
  readonly cased: boolean
  readonly place: (utteranceMs: number) => SessionMs
}

/**
 * The words as a reader wants them. A model without case writes capitals only, or small letters only: then lower case,
 * with a capital for the first word and for "I". Full stops and commas are not invented.
 */
export function readable(words: readonly PlacedWord[], { cased, place }: Reading): SpokenWord[] {
  return words.map((word, i) => ({
    text: cased ? word.text : written(word.text, i === 0),
    startMs: place(word.fromMs),
    endMs: place(word.toMs),
    confidence: word.confidence,
  }))
}

function written(capitals: string, first: boolean): string {
  const text = capitals.toLowerCase()
  return first || /^i('|$)/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text
}
