import { channelId, guildId, type SessionId, speakerId } from '../base/ids.ts'
import type { Consents, Journal } from '../session/store.ts'
import type { ConsentEntry, ConsentNotice, ConsentRecord } from '../transcript/consent-record.ts'
import { brokenRow, number, type Row, text } from './row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

const ENTRY_COLUMNS = 'consents.guild AS guild, person, decision, at, through'

/** What people decided, one row for each time: the newest holds. */
export function consentsOf(database: SqliteDatabase): Consents {
  const newest = database.prepare(`SELECT ${ENTRY_COLUMNS} FROM consents
    WHERE key IN (SELECT max(key) FROM consents WHERE guild = :guild GROUP BY person) ORDER BY key`)
  const keep = database.prepare(`INSERT INTO consents (guild, person, decision, at, through)
    VALUES (:guild, :person, :decision, :at, :through)`)
  return {
    consents: (guild) => database.work(() => newest.all({ guild }).map(entryOf)),
    keepConsent: ({ guild, person, decision, at, through }) =>
      database.transaction(() => void keep.run({ guild, person, decision, at, through })),
  }
}

const NOTICE_COLUMNS = 'at_ms, mode, kind, channel, message, engine, kept_days'
/** What stands for text that is kept until somebody deletes it: nothing at all says that nobody knows. */
const KEPT = 0

export function noticesOf(database: SqliteDatabase): Pick<Journal, 'addNotice'> {
  const add = database.prepare(`INSERT INTO notices (session, ${NOTICE_COLUMNS})
    SELECT id, :at_ms, :mode, :kind, :channel, :message, :engine, :kept_days FROM sessions WHERE id = :session`)
  return {
    addNotice: (session, { atMs, mode, kind, channel, message, engine = null, keptDays }) => {
      const told = { engine, kept_days: keptDays === undefined ? null : (keptDays ?? KEPT) }
      const row = { session, at_ms: atMs, mode, kind, channel, message, ...told }
      return database.transaction(() => void add.run(row))
    },
  }
}

/** Reads how a session's people were told, and what those decided whom its record knows, up to its end. */
export function consentRecords(database: SqliteDatabase): (session: SessionId) => ConsentRecord {
  const notices = database.prepare(`SELECT ${NOTICE_COLUMNS} FROM notices
    WHERE session = :session ORDER BY key`)
  const entries = database.prepare(`SELECT ${ENTRY_COLUMNS} FROM consents
    JOIN sessions ON sessions.guild = consents.guild AND sessions.id = :session
    WHERE person IN (SELECT id FROM speakers WHERE session = :session)
      AND (state <> 'ended' OR at <= state_at) ORDER BY consents.key`)
  return (session) => ({
    notices: notices.all({ session }).map(noticeOf),
    decisions: entries.all({ session }).map(entryOf),
  })
}

const entryOf = (row: Row): ConsentEntry => ({
  guild: guildId(text(row, 'guild')),
  person: speakerId(text(row, 'person')),
  decision: oneOf(row, 'decision', ['agreed', 'opted-out']),
  at: number(row, 'at'),
  through: oneOf(row, 'through', ['notice', 'privacy']),
})

const noticeOf = (row: Row): ConsentNotice => ({
  atMs: number(row, 'at_ms'),
  mode: oneOf(row, 'mode', ['notice', 'ask']),
  kind: oneOf(row, 'kind', ['start', 'late', 'changed']),
  channel: channelId(text(row, 'channel')),
  message: text(row, 'message'),
  ...(row.engine !== null && { engine: text(row, 'engine') }),
  ...(row.kept_days !== null && { keptDays: number(row, 'kept_days') || null }),
})

function oneOf<T extends string>(row: Row, column: string, values: readonly T[]): T {
  const value = values.find((each) => each === row[column])
  if (value === undefined) throw brokenRow(column)
  return value
}
