import type { SessionMs } from '../base/ids.ts'
import type { Saying } from '../wording/words.ts'
import { engineOfTurn } from './engines.ts'
import { overlaps } from './overlap.ts'
import type { Presence, RecordedTurn, Transcript } from './transcript.ts'
import { causeWords, type Gap } from './turn.ts'

/** Something that happened in a session, with its place in it. */
export type Event =
  | {
      readonly kind: 'turn'
      readonly atMs: SessionMs
      readonly turn: RecordedTurn
      /** Earlier turns of others that were not over when this one began. */
      readonly overlaps: readonly string[]
    }
  | { readonly kind: 'gap'; readonly atMs: SessionMs; readonly gap: Gap }
  | { readonly kind: 'presence'; readonly atMs: SessionMs; readonly presence: Presence }
  /** Turns are told by another engine from here on, by its tag; what the first was is not told here. */
  | { readonly kind: 'engine'; readonly atMs: SessionMs; readonly engine: string }

/** At the same moment: who came, then what could not be heard, then what was said. */
const RANK = { presence: 0, gap: 1, engine: 2, turn: 3 } as const

/** All that a transcript tells, in order. */
export function storyOf(transcript: Transcript): readonly Event[] {
  const overlapped = overlaps(transcript.turns)
  const events: Event[] = [
    ...transcript.presence.map((presence) => ({ kind: 'presence', atMs: presence.atMs, presence }) as const),
    ...transcript.gaps.map((gap) => ({ kind: 'gap', atMs: gap.startMs, gap }) as const),
    ...transcript.turns.map(
      (turn) =>
        ({ kind: 'turn', atMs: turn.startMs, turn, overlaps: overlapped.get(turn.id) ?? [] }) as const,
    ),
    ...changesOfEngine(transcript),
  ]
  return events.toSorted((a, b) => a.atMs - b.atMs || RANK[a.kind] - RANK[b.kind])
}

function changesOfEngine(transcript: Transcript): Event[] {
  const changes: Event[] = []
  let last: string | null = null
  for (const turn of transcript.turns) {
    const engine = engineOfTurn(turn, transcript)
    if (last !== null && engine !== last) changes.push({ kind: 'engine', atMs: turn.startMs, engine })
    last = engine
  }
  return changes
}

/** "Ada was not heard for 12 s: the speech service could not be reached"; `name` is null when it was everybody. */
export const gapSentence =
  ({ startMs, endMs, cause }: Gap, name: string | null): Saying =>
  (words) => {
    const { notHeard, nobodyHeard } = words.exports
    const length = words.measures.length(endMs - startMs)
    const why = causeWords(cause)(words)
    return name === null ? nobodyHeard(length, why) : notHeard(name, length, why)
  }

/** "Ada joined". */
export const presenceSentence =
  ({ kind }: Presence, name: string): Saying =>
  (words) =>
    words.exports[kind](name)

/** How long a session was: until its end, or as far as its record goes. */
export function lastedMs({ session, turns, gaps }: Transcript): number {
  const { state, startedAt } = session
  const recorded = Math.max(lastEnd(turns), lastEnd(gaps))
  switch (state.kind) {
    case 'ended':
    case 'suspended':
      return Math.max(recorded, state.at - startedAt)
    case 'open':
      return Math.max(recorded, state.livedAt - startedAt)
  }
}

const lastEnd = (pieces: readonly { readonly endMs: SessionMs }[]): SessionMs =>
  pieces.reduce((latest, { endMs }) => Math.max(latest, endMs), 0)

/** A turn's words as they are read: one that was broken off ends with "…". */
export function spokenText(turn: RecordedTurn, plain: (text: string) => string): string {
  const text = plain(turn.text)
  return turn.cut && !text.endsWith('…') ? `${text}…` : text
}
