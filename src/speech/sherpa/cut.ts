import { CHUNK_MS, type PcmChunk } from '../../audio/pcm.ts'
import type { PlacedWord } from './words.ts'

/** A last word that ended this long before the end of the sound was spoken whole. */
const WHOLE_WORD_MS = 400
/** A word that was written so much later than the one before was spoken after a pause. */
const PAUSE_MS = 500
/** Word times are right to about this much. */
const LEEWAY_MS = 100
/** At most so much sound without words is told again, so that every cut gets on. */
const MOST_RETOLD_MS = 1_500
/** A pause within speech is at least this long. */
const SHORTEST_PAUSE_MS = 150

export interface Cut {
  /** So many of the turn's words stay in it. */
  readonly kept: number
  /** The first chunk that the next turn is told. */
  readonly from: number
  /** What the next turn will hear again, though it belongs to this one; placed in the sound of this one. */
  readonly overlap: Overlap | null
}

/** The last word of a turn, told again to the next one, and where it ends in the sound of a turn. */
export interface Overlap {
  readonly text: string
  readonly untilMs: number
}

/**
 * Where to end a turn whose speaker goes on talking: after the last word that is surely whole. What comes after
 * it begins the next turn and is recognised again there. A word is understood badly when its sound begins with
 * it, so the next turn is told that last word once more, unless there was a pause.
 */
export function cutOf(chunks: readonly PcmChunk[], words: readonly PlacedWord[]): Cut {
  const endMs = chunks.length * CHUNK_MS
  const last = words.at(-1)
  if (last === undefined)
    return { kept: 0, from: quietest(chunks, endMs - WHOLE_WORD_MS, endMs), overlap: null }
  const whole = last.toMs <= endMs - WHOLE_WORD_MS
  const kept = whole ? words.length : words.length - 1
  const keptLast = words[kept - 1]
  if (keptLast === undefined) return { kept: words.length, from: chunks.length, overlap: null }
  const nextMs = whole ? endMs : last.fromMs
  if (nextMs - keptLast.toMs >= (whole ? WHOLE_WORD_MS + PAUSE_MS : PAUSE_MS))
    return {
      kept,
      from: quietest(chunks, Math.max(keptLast.toMs, endMs - MOST_RETOLD_MS), nextMs),
      overlap: null,
    }
  const from = Math.max(0, Math.floor((keptLast.fromMs - LEEWAY_MS) / CHUNK_MS))
  return { kept, from, overlap: { text: keptLast.text, untilMs: keptLast.toMs } }
}

/** The words without those that the turn before has already; `overlap` is placed in the sound of these words. */
export function wordsAfter(overlap: Overlap | null, words: readonly PlacedWord[]): readonly PlacedWord[] {
  if (overlap === null) return words
  const near = words.filter((word) => word.fromMs <= overlap.untilMs + LEEWAY_MS)
  const again = near.findIndex((word) => word.text === overlap.text)
  if (again !== -1) return words.slice(again + 1)
  return words.filter((word) => (word.fromMs + word.toMs) / 2 >= overlap.untilMs)
}

/** The speaker has paused: all of this time at the end is at least 20 dB below the loudest of the turn. */
export function endsInPause(chunks: readonly PcmChunk[], pauseMs = SHORTEST_PAUSE_MS): boolean {
  const loudest = chunks.reduce((most, chunk) => Math.max(most, chunk.level), 0)
  return chunks.slice(-pauseMs / CHUNK_MS).every((chunk) => chunk.level <= loudest / 10)
}

/** The quietest chunk of those that begin within this stretch of sound. */
function quietest(chunks: readonly PcmChunk[], fromMs: number, toMs: number): number {
  const first = Math.max(0, Math.ceil(fromMs / CHUNK_MS))
  let best = first
  for (let i = first + 1; i < chunks.length && i * CHUNK_MS <= toMs; i += 1) {
    if ((chunks[i]?.level ?? 0) < (chunks[best]?.level ?? 0)) best = i
  }
  return Math.min(best, chunks.length)
}
