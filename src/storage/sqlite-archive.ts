import type { SessionId } from '../base/ids.ts'
import type { Removals } from '../session/record/removals.ts'
import type { Archive } from '../session/store.ts'
import type { Presence, Transcript } from '../transcript/transcript.ts'
import type { Speaker } from '../transcript/turn.ts'
import { postedLines, postedOf } from './posted-lines.ts'
import { brokenRow, number, type Row } from './row.ts'
import { SESSION_COLUMNS, sessionOf } from './session-rows.ts'
import { consentRecords } from './sqlite-consent.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { deletionsOf } from './sqlite-deletions.ts'
import { forgettingOf } from './sqlite-forgetting.ts'
import { searchOf } from './sqlite-search.ts'
import { gapOf, SPEAKER_COLUMNS, speakerOf, TURN_COLUMNS, turnOf } from './turn-rows.ts'

export function archiveOf(database: SqliteDatabase): Archive & Removals {
  return {
    ...readingOf(database),
    ...searchOf(database),
    ...deletionsOf(database),
    ...forgettingOf(database),
  }
}

type Reading = Pick<Archive, 'session' | 'sessions' | 'transcript' | 'endedBefore' | 'messages'>

/** The part that reads sessions, and writes nothing. */
export function readingOf(database: SqliteDatabase): Reading {
  const session = database.prepare(`SELECT ${SESSION_COLUMNS} FROM sessions
    WHERE id = :session AND state <> 'deleted'`)
  const sessions = database.prepare(`SELECT ${SESSION_COLUMNS} FROM sessions
    WHERE guild = :guild AND state <> 'deleted' ORDER BY started_at DESC, key DESC LIMIT :limit`)
  const endedBefore = database.prepare(`SELECT ${SESSION_COLUMNS} FROM sessions
    WHERE state = 'ended' AND state_at < :at AND guild = ifnull(:guild, guild) ORDER BY state_at, key`)
  const messages = database.prepare(`SELECT channel, message, 0 AS place, id FROM posts
    WHERE session = :session AND state = 'posted'
    UNION ALL SELECT channel, message, 1, key FROM copies WHERE session = :session ORDER BY place, id`)
  const transcript = transcriptOf(database)
  return {
    session: (id) =>
      database.work(() => {
        const row = session.get({ session: id })
        return row === undefined ? null : sessionOf(row)
      }),
    sessions: (guild, limit) => database.work(() => sessions.all({ guild, limit }).map(sessionOf)),
    transcript: (id) =>
      database.work(() => {
        const row = session.get({ session: id })
        return row === undefined ? null : { session: sessionOf(row), ...transcript(id) }
      }),
    endedBefore: (at, guild) =>
      database.work(() => endedBefore.all({ at, guild: guild ?? null }).map(sessionOf)),
    messages: (id) => database.work(() => messages.all({ session: id }).map(postedOf)),
  }
}

function transcriptOf(database: SqliteDatabase): (session: SessionId) => Omit<Transcript, 'session'> {
  const speakers = database.prepare(`SELECT key, ${SPEAKER_COLUMNS} FROM speakers WHERE session = :session`)
  const turns = database.prepare(`SELECT id, speaker, cut, ${TURN_COLUMNS} FROM lines
    WHERE session = :session AND kind = 'turn' ORDER BY start_ms, id`)
  const posts = postedLines(database)
  const consent = consentRecords(database)
  const gaps = database.prepare(`SELECT start_ms, end_ms, text, ${SPEAKER_COLUMNS} FROM lines
    LEFT JOIN speakers ON speakers.key = lines.speaker
    WHERE lines.session = :session AND kind = 'gap' ORDER BY start_ms, lines.id`)
  const presence = database.prepare(`SELECT kind, at_ms, ${SPEAKER_COLUMNS} FROM presence
    JOIN speakers ON speakers.key = presence.speaker
    WHERE presence.session = :session ORDER BY at_ms, presence.key`)
  return (session) => {
    const people = new Map(speakers.all({ session }).map((row) => [number(row, 'key'), speakerOf(row)]))
    const posted = posts(session)
    const said = Array.from(turns.each({ session }), (row) => {
      const speaker = people.get(number(row, 'speaker'))
      if (speaker === undefined) throw brokenRow('speaker')
      return { ...turnOf(row, speaker), posts: posted.get(number(row, 'id')) ?? [] }
    })
    return {
      speakers: asTheyWereLast(said.map(({ speaker }) => speaker)),
      turns: said,
      gaps: gaps.all({ session }).map(gapOf),
      presence: presence.all({ session }).map(presenceOf),
      consent: consent(session),
    }
  }
}

/** Each person once, in the order in which they first come, under the name they had last. */
function asTheyWereLast(speakers: readonly Speaker[]): Speaker[] {
  return [...new Map(speakers.map((speaker) => [speaker.id, speaker])).values()]
}

function presenceOf(row: Row): Presence {
  const { kind } = row
  if (kind !== 'joined' && kind !== 'left') throw brokenRow('kind')
  return { speaker: speakerOf(row), kind, atMs: number(row, 'at_ms') }
}
