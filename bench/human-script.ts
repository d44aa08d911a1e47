import type { Line, Script } from '../sandbox/cast/script.ts'
import { FRAME_MS } from '../sandbox/cast/speech-packets.ts'

/** A clip as it is spoken: what it says, and its 20 ms Opus packets. */
export interface Utterance {
  readonly reference: string
  readonly packets: readonly Buffer[]
}

/** From the end of one clip to the beginning of the same person's next: long enough for turns of their own. */
const PAUSE_MS = 1_200

/**
 * Deals the utterances out to the speakers, the longest first, each to whoever is free first: so all are said as
 * early as can be, with several who talk at any time.
 */
export function dealOut(utterances: readonly Utterance[], speakers: readonly string[]): Script {
  const freeAt = new Map(speakers.map((speaker) => [speaker, 0]))
  const lines: Line[] = []
  for (const { reference, packets } of utterances.toSorted((a, b) => b.packets.length - a.packets.length)) {
    const [speaker = '', atMs = 0] = [...freeAt].sort((a, b) => a[1] - b[1])[0] ?? []
    const words = reference.split(' ')
    const durationMs = packets.length * FRAME_MS
    const stepMs = durationMs / words.length
    const spans = words.map((_, place) => ({ startMs: place * stepMs, endMs: (place + 1) * stepMs }))
    lines.push({ speaker, atMs, words, spans, packets })
    freeAt.set(speaker, atMs + durationMs + PAUSE_MS)
  }
  return lines.sort((a, b) => a.atMs - b.atMs)
}

interface SpeakerWords {
  readonly speaker: string
  readonly words: readonly string[]
}

/** All of one person's words on one side, as one text. */
export const textOf = (speaker: string, lines: readonly SpeakerWords[]): string =>
  lines.flatMap((line) => (line.speaker === speaker ? line.words : [])).join(' ')
