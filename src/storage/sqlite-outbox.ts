import type { SessionId } from '../base/ids.ts'
import type { LineId, Outbox, UnpostedLine } from '../session/store.ts'
import { doneTo, PART_COLUMNS, partOf, placeValues } from './post-parts.ts'
import { number, type Row, text } from './row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { pendingOf } from './sqlite-pending.ts'
import { gapOf, SPEAKER_COLUMNS, TURN_COLUMNS, turnOf } from './turn-rows.ts'

/** Ids in the database begin at 1. */
const UNKEPT_POST = 0

/** Makes the outbox of any session. A post that was withdrawn leaves no row: it never was. */
export function outboxesOf(database: SqliteDatabase): (session: SessionId) => Outbox {
  const insert = database.prepare(`INSERT INTO posts
      (session, channel, state, at, nonce, webhook, persona_name, persona_avatar_url, content)
    SELECT id, :channel, 'pending', :at, :nonce, :webhook, :name, :avatar_url, :content FROM sessions
    WHERE id = :session`)
  const insertPart = database.prepare(`INSERT INTO post_parts (post, ${PART_COLUMNS})
    SELECT :post, id, :from, :to, :first_line, :last_line FROM lines WHERE id = :line AND session = :session`)
  // Its text is in the lines; there is no reason to keep it twice.
  const settle =
    database.prepare(`UPDATE posts SET state = :state, message = :message, content = '', sent = NULL,
    persona_name = NULL, persona_avatar_url = NULL WHERE id = :id AND session = :session`)
  const withdraw = database.prepare('DELETE FROM posts WHERE id = :id AND session = :session')
  const shown = database.prepare(`SELECT message FROM posts WHERE session = :session AND state = 'posted'
    ORDER BY id DESC LIMIT :most`)
  const pending = pendingOf(database)
  const unposted = unpostedOf(database)
  return (session) => ({
    begin: (post, at) =>
      database.transaction(() => {
        const { channel, nonce, persona, content, parts } = post
        const { changes, id } = insert.run({
          session,
          channel,
          at,
          nonce,
          webhook: persona?.webhook ?? null,
          name: persona?.name ?? null,
          avatar_url: persona?.avatarUrl ?? null,
          content,
        })
        if (changes === 0) return UNKEPT_POST
        for (const { line, from, to, place } of parts)
          insertPart.run({ session, post: id, line, from, to, ...placeValues(place) })
        return id
      }),
    posted: (id, message) =>
      database.transaction(() => void settle.run({ id, session, state: 'posted', message })),
    refused: (id) =>
      database.transaction(() => void settle.run({ id, session, state: 'refused', message: null })),
    withdrawn: (id) => database.transaction(() => void withdraw.run({ id, session })),
    pending: () => database.work(() => pending(session)),
    shown: (most) =>
      database.work(() =>
        shown
          .all({ session, most })
          .map((row) => text(row, 'message'))
          .reverse(),
      ),
    unposted: () => database.work(() => unposted(session)),
  })
}

function unpostedOf(database: SqliteDatabase): (session: SessionId) => UnpostedLine[] {
  const lines = database.prepare(`SELECT id FROM lines WHERE session = :session AND NOT EXISTS (
      SELECT 1 FROM speakers JOIN forgettings ON person = speakers.id
      WHERE speakers.key = lines.speaker AND kind = 'turn' AND forgettings.guild = lines.guild AND lines.id <= up_to
    ) ORDER BY start_ms, id`)
  const parts = database.prepare(`SELECT ${PART_COLUMNS} FROM posts
    JOIN post_parts ON post_parts.post = posts.id WHERE posts.session = :session ORDER BY line, from_unit`)
  const line = database.prepare(`SELECT kind, cut, ${TURN_COLUMNS}, ${SPEAKER_COLUMNS} FROM lines
    LEFT JOIN speakers ON speakers.key = lines.speaker WHERE lines.id = :line`)
  return (session) => {
    const done = doneTo(parts.all({ session }).map(partOf))
    return lines.all({ session }).flatMap((row) => {
      const id = number(row, 'id')
      const upTo = done.get(id) ?? 0
      if (upTo >= Number.MAX_SAFE_INTEGER) return []
      const whole = line.get({ line: id })
      return whole === undefined ? [] : [unpostedLine(whole, { line: id, doneTo: upTo })]
    })
  }
}

const unpostedLine = (row: Row, place: { line: LineId; doneTo: number }): UnpostedLine =>
  text(row, 'kind') === 'turn'
    ? { ...place, kind: 'turn', turn: turnOf(row) }
    : { ...place, kind: 'gap', gap: gapOf(row) }
