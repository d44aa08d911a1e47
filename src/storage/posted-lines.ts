import { channelId, type SessionId } from '../base/ids.ts'
import type { LineId } from '../session/store.ts'
import type { PostedTurn } from '../transcript/transcript.ts'
import { number, type Row, text } from './row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

export const postedOf = (row: Row): PostedTurn => ({
  channel: channelId(text(row, 'channel')),
  message: text(row, 'message'),
})

/** Where the lines of a session can be read; of all of them, or of one. */
export function postedLines(
  database: SqliteDatabase,
): (session: SessionId, line?: LineId) => Map<LineId, PostedTurn[]> {
  const columns = 'SELECT line, channel, message FROM posts JOIN post_parts ON post_parts.post = posts.id'
  const ofSession = database.prepare(
    `${columns} WHERE session = :session AND state = 'posted' ORDER BY line, from_unit`,
  )
  const ofLine = database.prepare(`${columns} WHERE line = :line AND state = 'posted' ORDER BY from_unit`)
  return (session, line) => {
    const places = new Map<LineId, PostedTurn[]>()
    for (const row of line === undefined ? ofSession.all({ session }) : ofLine.all({ line })) {
      const id = number(row, 'line')
      const place = postedOf(row)
      const before = places.get(id) ?? []
      if (before.at(-1)?.message !== place.message) places.set(id, [...before, place])
    }
    return places
  }
}
