import type { SessionId, SpeakerId } from '../base/ids.ts'
import type { Journal } from '../session/store.ts'
import { doneTo, PART_COLUMNS, partOf } from './post-parts.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { unwantPending } from './sqlite-pending.ts'

/** Of one person in one session. */
const THEIRS = `lines.session = :session AND kind = 'turn'
  AND lines.speaker IN (SELECT key FROM speakers WHERE session = :session AND speakers.id = :person)`

/** Takes a person's words out of what is kept of a session, as far as they were not posted. */
export function droppingOf(database: SqliteDatabase): Pick<Journal, 'dropUnposted'> {
  const dropOpen = database.prepare(`DELETE FROM open_turns WHERE session = :session
    AND speaker IN (SELECT key FROM speakers WHERE session = :session AND id = :person)`)
  const dropUnfinished = database.prepare(
    'DELETE FROM unfinished WHERE session = :session AND speaker = :person',
  )
  const dropLines = database.prepare(
    `DELETE FROM lines WHERE ${THEIRS} AND NOT EXISTS (SELECT 1 FROM post_parts WHERE line = lines.id)`,
  )
  const unwant = unwantPending(database)
  const closeLines = closingOf(database)
  return {
    async dropUnposted(session, person) {
      await database.transaction(() => {
        unwant({ session, person })
        for (const statement of [dropOpen, dropUnfinished, dropLines]) statement.run({ session, person })
        closeLines(session, person)
      })
      await database.truncateLog()
    },
  }
}

/** Of turns that are posted in part, nothing more is to be posted: the rest counts as refused. */
function closingOf(database: SqliteDatabase): (session: SessionId, person: SpeakerId) => void {
  const parts =
    database.prepare(`SELECT ${PART_COLUMNS} FROM lines JOIN post_parts ON post_parts.line = lines.id
    WHERE ${THEIRS} ORDER BY line, from_unit`)
  const refuse = database.prepare(`INSERT INTO posts (session, channel, state, at, nonce, content)
    SELECT id, channel, 'refused', state_at, '', '' FROM sessions WHERE id = :session`)
  const addPart = database.prepare(`INSERT INTO post_parts (post, line, from_unit, to_unit)
    VALUES (:post, :line, :from, ${Number.MAX_SAFE_INTEGER})`)
  return (session, person) => {
    for (const [line, from] of doneTo(parts.all({ session, person }).map(partOf)))
      if (from < Number.MAX_SAFE_INTEGER) addPart.run({ post: refuse.run({ session }).id, line, from })
  }
}
