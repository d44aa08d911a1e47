import { sessionId } from '../../base/ids.ts'
import { plainLine } from '../../transcript/plain-line.ts'
import { utcMinute } from '../../transcript/session-time.ts'
import type { SessionRecord, Transcript } from '../../transcript/transcript.ts'
import type { Words } from '../../wording/words.ts'
import type { CommandRequest, Suggestion } from '../command.ts'
import type { Archive } from '../store.ts'

/** How far back sessions are offered; older ones can still be asked for by their id. */
const OFFERED = 200

type Asker = Pick<CommandRequest, 'guild' | 'canSee'>

/** The guild's sessions in rooms that the asker sees, newest first. */
export async function sessionsFor(asker: Asker, store: Archive): Promise<readonly SessionRecord[]> {
  const sessions = await store.sessions(asker.guild, OFFERED)
  return sessions.filter(({ room }) => asker.canSee(room))
}

/** A session's transcript, or null: there is none, it is another guild's, or the asker does not see its room. */
export async function transcriptFor(asker: Asker, store: Archive, id: string): Promise<Transcript | null> {
  const session = await store.session(sessionId(id))
  // One answer for all three: nobody learns from it what there is.
  if (session === null || session.guild !== asker.guild || !asker.canSee(session.room)) return null
  return store.transcript(session.id)
}

/** Those of the sessions whose label holds what was typed. */
export function sessionSuggestions(
  sessions: readonly SessionRecord[],
  typed: string,
  words: Words,
): readonly Suggestion[] {
  const wanted = typed.trim().toLowerCase()
  return sessions
    .map((session) => ({ label: sessionLabel(session, words), value: session.id }))
    .filter(({ label }) => label.toLowerCase().includes(wanted))
}

/** "2026-11-22 13:39 UTC, Table, 1 h 2 min" */
function sessionLabel({ startedAt, roomName, state }: SessionRecord, words: Words): string {
  const length = state.kind === 'ended' ? words.measures.length(state.at - startedAt) : words.exports.goesOn
  return `${utcMinute(startedAt)}, ${plainLine(roomName)}, ${length}`
}
