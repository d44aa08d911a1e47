import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../base/errors.ts'
import type { SessionId } from '../base/ids.ts'
import type { SessionRecord, Transcript } from '../transcript/transcript.ts'
import { verbatim } from '../wording/words.ts'
import { DATABASE_FILE } from './data-folder.ts'
import { number, type Row } from './row.ts'
import { SESSION_COLUMNS, sessionOf } from './session-rows.ts'
import { readingOf } from './sqlite-archive.ts'
import { SqliteDatabase, type SqliteOptions } from './sqlite-database.ts'

/** A session, and what is in its record so far. */
export interface SessionOverview extends SessionRecord {
  /** People who said something. */
  readonly speakers: number
  readonly turns: number
  /** Words as spaces part them. */
  readonly words: number
  /** Until its end, or as far as its record goes, in ms. */
  readonly lastedMs: number
}

/** What is kept of all servers, for reading alone. All of it rejects with a StoreError. */
export interface Records {
  /** Newest first. */
  newest(limit: number): Promise<readonly SessionOverview[]>
  /** Sessions whose id begins so, newest first, at most so many. */
  beginningWith(id: string, limit: number): Promise<readonly SessionRecord[]>
  transcript(id: SessionId): Promise<Transcript | null>
  close(): Promise<void>
}

/**
 * Opens what is kept in a folder beside a bot that may be running with it: SQLite's write-ahead log lets others read.
 * Rejects with a UserError where nothing is there, with a StoreError where it cannot be read.
 */
export async function openRecords(options: SqliteOptions): Promise<Records> {
  if (!existsSync(join(options.folder, DATABASE_FILE)))
    throw new UserError(
      verbatim(`Nothing is kept in DATA_DIR (${options.folder}): no bot has run with it yet.`),
    )
  const database = await SqliteDatabase.openToRead(options)
  try {
    return recordsIn(database)
  } catch (error) {
    await database.close()
    throw error
  }
}

function recordsIn(database: SqliteDatabase): Records {
  const { transcript } = readingOf(database)
  const spoken = `SELECT count(*) AS turns, count(DISTINCT speakers.id) AS speakers,
      ifnull(sum(length(text) - length(replace(text, ' ', '')) + 1), 0) AS words,
      ifnull(max(end_ms), 0) AS last_ms
    FROM lines JOIN speakers ON speakers.key = lines.speaker
    WHERE lines.session = :session AND kind = 'turn'`
  const spokenIn = database.prepare(spoken)
  const newest = database.prepare(`SELECT ${SESSION_COLUMNS} FROM sessions
    WHERE state <> 'deleted' ORDER BY started_at DESC, key DESC LIMIT :limit`)
  // No LIKE: what is typed may hold its wild cards.
  const beginning = database.prepare(`SELECT ${SESSION_COLUMNS} FROM sessions
    WHERE state <> 'deleted' AND substr(id, 1, length(:id)) = :id
    ORDER BY started_at DESC, key DESC LIMIT :limit`)
  return {
    newest: (limit) =>
      database.work(() =>
        newest
          .all({ limit })
          .map(sessionOf)
          .map((session) => overviewOf(session, spokenIn.get({ session: session.id }))),
      ),
    beginningWith: (id, limit) => database.work(() => beginning.all({ id, limit }).map(sessionOf)),
    transcript,
    close: () => database.close(),
  }
}

function overviewOf(session: SessionRecord, row: Row = {}): SessionOverview {
  const { state, startedAt } = session
  const knownAt = state.kind === 'open' ? state.livedAt : state.at
  return {
    ...session,
    speakers: number(row, 'speakers'),
    turns: number(row, 'turns'),
    words: number(row, 'words'),
    lastedMs: Math.max(0, knownAt - startedAt, number(row, 'last_ms')),
  }
}
