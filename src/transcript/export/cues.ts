import type { SessionMs, SpeakerId } from '../../base/ids.ts'
import type { Words } from '../../wording/words.ts'
import { namesOf, peopleOf } from '../people.ts'
import { plainLine } from '../plain-line.ts'
import { type Event, gapSentence, spokenText, storyOf } from '../story.ts'
import { clippedToWidth, textWidth } from '../text-width.ts'
import type { Transcript } from '../transcript.ts'
import type { Gap } from '../turn.ts'
import {
  ATOM_COLUMNS,
  cutIntoCues,
  LINE_COLUMNS,
  LONGEST_CUE_MS,
  linesOf,
  type Room,
  SHORTEST_CUE_MS,
} from './cue-cut.ts'
import { type Atom, atomsOf } from './timed-text.ts'

/** A timed piece of a subtitle file. */
export interface Cue {
  readonly startMs: SessionMs
  readonly endMs: SessionMs
  /** As it stands in the file; null: it is no speech, but tells of something. */
  readonly name: string | null
  /** It begins a turn that began before another speaker's had ended. */
  readonly overlap: boolean
  /** One or two, each of at most 42 columns with what `before` says; plain text. */
  readonly lines: readonly string[]
}

/** What a format writes on the first line before the words. Counted in columns. */
export type Prefix = (name: string, overlap: boolean) => string

/** Leaves room for words on a line of 42 columns. */
const NAME_COLUMNS = 20

/** One speaker's cues, or the gaps of one. */
interface Lane {
  readonly cues: Cue[]
  /** The last one. Those before it have no atoms any more: a call of hours has hundreds of thousands. */
  last: Draft | null
}

/** A cue before it has its lines: atoms may still be added. */
interface Draft {
  startMs: SessionMs
  endMs: SessionMs
  readonly name: string | null
  readonly overlap: boolean
  atoms: readonly Atom[]
}

/**
 * A transcript in cues of readable length, by their beginning: at most two lines, at least a second, never two of
 * one speaker at once. What two people say at once overlaps in time. Speech within less than a second of the same
 * speaker's last is joined to it where it fits, and else shown when that one's second is over.
 */
export function cuesOf(transcript: Transcript, prefix: Prefix, words: Words): readonly Cue[] {
  const names = namesOf(peopleOf(transcript), words)
  const nameOf = (id: SpeakerId): string => clippedToWidth(names.get(id) ?? id, NAME_COLUMNS)
  const lanes = new Map<string, Lane>()
  const roomOf = ({ name, overlap }: Pick<Draft, 'name' | 'overlap'>): Room =>
    LINE_COLUMNS - (name === null ? 0 : textWidth(prefix(name, overlap)))
  for (const event of storyOf(transcript)) {
    if (event.kind === 'presence' || event.kind === 'engine') continue
    const key = event.kind === 'turn' ? event.turn.speaker.id : `gap ${event.gap.speaker?.id}`
    const lane = lanes.get(key) ?? { cues: [], last: null }
    lanes.set(key, lane)
    const drafts =
      event.kind === 'turn' ? turnDrafts(event, nameOf, roomOf) : gapDrafts(event.gap, nameOf, words)
    for (const draft of drafts) place(lane, draft, roomOf)
  }
  for (const lane of lanes.values()) finish(lane, roomOf)
  return [...lanes.values()].flatMap(({ cues }) => cues).sort((a, b) => a.startMs - b.startMs)
}

function turnDrafts(
  { turn, overlaps }: Extract<Event, { kind: 'turn' }>,
  nameOf: (id: SpeakerId) => string,
  roomOf: (draft: Pick<Draft, 'name' | 'overlap'>) => Room,
): Draft[] {
  const name = nameOf(turn.speaker.id)
  const overlapping = overlaps.length > 0
  const text = spokenText(turn, cueText)
  const atoms = atomsOf({ text, words: turn.words, startMs: turn.startMs, endMs: turn.endMs }, ATOM_COLUMNS)
  const overlapAt = (cue: number): boolean => overlapping && cue === 0
  return cutIntoCues(atoms, (cue) => roomOf({ name, overlap: overlapAt(cue) })).map((piece, cue) =>
    draftOf(piece, { name, overlap: overlapAt(cue) }),
  )
}

/** A gap's length is in its words, so its cue need not stay for all of it. */
function gapDrafts(gap: Gap, nameOf: (id: SpeakerId) => string, words: Words): Draft[] {
  const sentence = gapSentence(gap, gap.speaker === null ? null : nameOf(gap.speaker.id))(words)
  const { startMs } = gap
  const endMs = Math.min(gap.endMs, startMs + LONGEST_CUE_MS)
  const atoms = atomsOf({ text: cueText(sentence), words: [], startMs, endMs }, ATOM_COLUMNS)
  // A column less for each bracket.
  return cutIntoCues(atoms, () => LINE_COLUMNS - 1).map((piece) =>
    draftOf(bracketed(piece), { name: null, overlap: false }),
  )
}

const bracketed = (atoms: readonly Atom[]): readonly Atom[] =>
  atoms.map((atom, at) => {
    const [before, after] = [at === 0 ? '[' : '', at === atoms.length - 1 ? ']' : '']
    const width = atom.width + before.length + after.length
    return { ...atom, text: before + atom.text + after, width }
  })

function draftOf(atoms: readonly Atom[], of: Pick<Draft, 'name' | 'overlap'>): Draft {
  const startMs = atoms[0]?.startMs ?? 0
  return { startMs, endMs: Math.max(startMs, atoms.at(-1)?.endMs ?? startMs), ...of, atoms }
}

/** Puts a cue behind the last of its lane, so that both can be read. */
function place(lane: Lane, draft: Draft, roomOf: (draft: Draft) => Room): void {
  const { last } = lane
  if (last && draft.startMs < last.endMs) {
    const atoms = [...last.atoms, ...draft.atoms]
    const fits =
      // Where somebody begins to speak over others is told at a cue's beginning.
      (last.overlap || !draft.overlap) &&
      draft.endMs - last.startMs <= LONGEST_CUE_MS &&
      linesOf(atoms, roomOf(last)) !== null
    if (fits) {
      last.atoms = atoms
      last.endMs = Math.max(last.endMs, draft.endMs)
      return
    }
    draft.startMs = last.endMs
  }
  draft.endMs = Math.max(draft.endMs, draft.startMs + SHORTEST_CUE_MS)
  finish(lane, roomOf)
  lane.last = draft
}

/** Nothing will be added to the last cue. */
function finish(lane: Lane, roomOf: (draft: Draft) => Room): void {
  if (lane.last === null) return
  const { startMs, endMs, name, overlap, atoms } = lane.last
  lane.cues.push({ startMs, endMs, name, overlap, lines: linesOf(atoms, roomOf(lane.last)) ?? [] })
  lane.last = null
}

/** Square brackets are for what the transcript itself tells. */
const cueText = (text: string): string => plainLine(text).replaceAll('[', '(').replaceAll(']', ')')
