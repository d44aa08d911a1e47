import { sessionId } from '../base/ids.ts'
import type { Archive, Hit } from '../session/store.ts'
import { postedLines } from './posted-lines.ts'
import { number, type Row, text } from './row.ts'
import { excerptOf, searchWords } from './search-words.ts'
import { SESSION_COLUMNS, sessionOf } from './session-rows.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { SPEAKER_COLUMNS, TURN_COLUMNS, turnOf } from './turn-rows.ts'

const HIT_COLUMNS = `lines.id AS line, cut, ${TURN_COLUMNS}, ${SPEAKER_COLUMNS}, ${SESSION_COLUMNS}`
const WHOLE_LINE = `JOIN speakers ON speakers.key = lines.speaker JOIN sessions ON sessions.id = lines.session AND state <> 'deleted'`

/** Of a session in one of the rooms that are not to be looked into. */
const HIDDEN = `sessions.room IN (SELECT value FROM json_each(:hidden))`

export function searchOf(database: SqliteDatabase): Pick<Archive, 'search'> {
  // The guild is a word of the index like others, so that one guild's search does not read through all of them.
  // It does not count for the rank.
  const ask = database.prepare(`SELECT excerpt, ${HIT_COLUMNS} FROM (
      SELECT rowid AS hit, bm25(turn_index, 0.0, 1.0) AS score,
        snippet(turn_index, 1, char(1), char(2), '…', 24) AS excerpt
      FROM turn_index WHERE turn_index MATCH :match AND (:hidden = '[]' OR NOT EXISTS (
        SELECT 1 FROM lines JOIN sessions ON sessions.id = lines.session
        WHERE lines.id = turn_index.rowid AND ${HIDDEN}
      )) ORDER BY score, rowid DESC LIMIT :limit
    ) JOIN lines ON lines.id = hit ${WHOLE_LINE} ORDER BY score, hit DESC`)
  const scan = database.prepare(`SELECT ${HIT_COLUMNS} FROM sessions JOIN lines ON lines.session = sessions.id
      JOIN speakers ON speakers.key = lines.speaker
    WHERE sessions.guild = :guild AND state <> 'deleted' AND NOT ${HIDDEN} AND lines.kind = 'turn' AND NOT EXISTS (
      SELECT 1 FROM json_each(:patterns) AS pattern WHERE lines.text NOT LIKE pattern.value ESCAPE '\\'
    ) ORDER BY started_at DESC, start_ms DESC LIMIT :limit`)
  const posts = postedLines(database)

  const hitOf = (row: Row, excerpt: string): Hit => {
    const line = number(row, 'line')
    const places = posts(sessionId(text(row, 'session_id')), line).get(line)
    return { session: sessionOf(row), turn: { ...turnOf(row), posts: places ?? [] }, excerpt }
  }
  return {
    search: (guild, typed, limit, rooms = []) =>
      database.work((): Hit[] => {
        const words = searchWords(typed, guild)
        const hidden = JSON.stringify(rooms)
        switch (words.kind) {
          case 'none':
            return []
          case 'index':
            return ask
              .all({ match: words.match, limit, hidden })
              .map((row) => hitOf(row, text(row, 'excerpt')))
          case 'scan': {
            const rows = scan.all({ guild, patterns: JSON.stringify(words.patterns), limit, hidden })
            return rows.map((row) => hitOf(row, excerptOf(text(row, 'text'), words.words)))
          }
        }
      }),
  }
}
