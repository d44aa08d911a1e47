import type { SessionMs } from '../../base/ids.ts'
import { enginesOf } from '../../transcript/engines.ts'
import type { SessionRecord, Transcript } from '../../transcript/transcript.ts'
import type { FinalTurn, Gap, LossCause, OpenTurn, Speaker } from '../../transcript/turn.ts'
import type { Leftovers } from '../store.ts'
import type { Before } from '../tally.ts'

/** The time between two processes that took up one session: what is to be made of what the first one left. Pure. */

const CAUSES = { suspended: 'restarted', open: 'not-running' } as const satisfies Record<string, LossCause>
/** In records from when causes were kept as sentences. */
const OLD_CAUSES = ['I was being restarted', 'I was not running']
/** Sound that came in the last moments may not have been noticed as speech when the process last looked. */
const UNNOTICED_MS = 300
/** A process that dies says for the last time that it lives at most so long before. */
const LAST_LOOK_MS = 2_000

/** When a process last had the session: wall time. */
export function leftAt({ state }: SessionRecord): number {
  return state.kind === 'open' ? state.livedAt : state.at
}

export interface Absence {
  readonly record: SessionRecord
  readonly leftovers: Leftovers
  /** When somebody can be heard again; null: the session is not taken up. */
  readonly backMs: SessionMs | null
  /** Who is in the room now. */
  readonly here: readonly Speaker[]
}

/** As far as it concerns those who are heard. */
export function onlyOf(absence: Absence, hears: (speaker: Speaker) => boolean): Absence {
  const { leftovers, here } = absence
  const { openTurns, unfinished, heard } = leftovers
  const unheard = new Set(heard.flatMap(({ speaker }) => (hears(speaker) ? [] : [speaker.id])))
  return {
    ...absence,
    leftovers: {
      ...leftovers,
      openTurns: openTurns.filter(({ speaker }) => hears(speaker)),
      unfinished: unfinished.filter(({ speaker }) => !unheard.has(speaker)),
      heard: heard.filter(({ speaker }) => hears(speaker)),
    },
    here: here.filter(hears),
  }
}

/** The lines that make up for it: the words of turns that were open, and who was not heard when. */
export function linesOfAbsence({ record, leftovers, backMs, here }: Absence): {
  readonly cuts: readonly FinalTurn[]
  readonly gaps: readonly Gap[]
} {
  const cuts = leftovers.openTurns.filter(({ text }) => text !== '').map(cutOff)
  const { state } = record
  if (state.kind === 'ended' || (state.kind === 'suspended' && backMs === null)) return { cuts, gaps: [] }
  const leftMs = leftAt(record) - record.startedAt
  const endMs = backMs ?? leftMs + LAST_LOOK_MS
  const cause = CAUSES[state.kind]
  const gone = new Set(leftovers.gone)
  const met = leftovers.heard.filter(({ speaker, lastWordMs }) => {
    const spoke = lastWordMs !== null || leftovers.unfinished.some((open) => open.speaker === speaker.id)
    return spoke && !speaker.bot && !gone.has(speaker.id)
  })
  const gaps: Gap[] = met.map(({ speaker, lastWordMs }) => {
    const startMs = state.kind === 'suspended' ? leftMs : unheardSince(speaker, lastWordMs, leftovers, leftMs)
    return { speaker, startMs: Math.min(startMs, endMs), endMs, cause }
  })
  const known = new Set(met.map(({ speaker }) => speaker.id))
  // Whoever had said nothing yet may have begun to in the meantime.
  if (backMs !== null && here.some(({ id, bot }) => !bot && !known.has(id))) {
    const startMs = state.kind === 'suspended' ? leftMs : Math.max(0, leftMs - UNNOTICED_MS)
    gaps.push({ speaker: null, startMs, endMs, cause })
  }
  return { cuts, gaps }
}

/**
 * After a crash: from their last journaled word where something of theirs was unfinished, else from when the process
 * last said that nothing was.
 */
function unheardSince(
  speaker: Speaker,
  lastWordMs: SessionMs | null,
  { unfinished }: Leftovers,
  leftMs: SessionMs,
): SessionMs {
  const sinceMs = unfinished.find((open) => open.speaker === speaker.id)?.sinceMs
  return Math.max(0, lastWordMs ?? 0, sinceMs ?? leftMs - UNNOTICED_MS)
}

function cutOff(turn: OpenTurn): FinalTurn {
  return { ...turn, endMs: turn.words.at(-1)?.endMs ?? turn.endMs, cut: true }
}

/** What the runs of a session have come to, as its transcript tells, with what is to be added to it. */
export function beforeThis(transcript: Transcript | null): Before {
  const { turns, gaps } = transcript ?? { turns: [], gaps: [] }
  const causes: readonly string[] = [...Object.values(CAUSES), ...OLD_CAUSES]
  return {
    told: {
      turns: turns.length,
      words: turns.reduce((sum, { words }) => sum + words.length, 0),
      speakers: [...new Set(turns.map(({ speaker }) => speaker.id))],
      engines: transcript === null || turns.length === 0 ? [] : enginesOf(transcript),
    },
    awayMs: covered(gaps.filter(({ cause }) => causes.includes(cause))),
  }
}

/** How much time these take up together, however they overlap. */
function covered(gaps: readonly Gap[]): SessionMs {
  let sumMs = 0
  let untilMs = 0
  for (const { startMs, endMs } of gaps.toSorted((a, b) => a.startMs - b.startMs)) {
    sumMs += Math.max(0, endMs - Math.max(startMs, untilMs))
    untilMs = Math.max(untilMs, endMs)
  }
  return sumMs
}
