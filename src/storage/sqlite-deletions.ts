import { guildId } from '../base/ids.ts'
import type { Archive } from '../session/store.ts'
import { text } from './row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/** Overwriting a line in the search index takes about 0.2 ms: the room goes on being heard between these. */
const LINES_PER_STEP = 100

type Deletions = Pick<Archive, 'deleteSession' | 'deleteGuild' | 'guilds' | 'guildLeft' | 'guildsLeftBefore'>

/**
 * Deleting takes seconds for a long session, so it is done in steps: the session is out of sight at once, and what a
 * crash leaves of it is deleted at the next start. Then the write-ahead log is emptied too.
 */
export function deletionsOf(database: SqliteDatabase): Deletions {
  const finish = finishingOf(database)
  const hideSession = database.prepare("UPDATE sessions SET state = 'deleted' WHERE id = :session")
  const hideSessions = database.prepare("UPDATE sessions SET state = 'deleted' WHERE guild = :guild")
  const deleteCharges = database.prepare('DELETE FROM charges WHERE guild = :guild')
  const deleteConsents = database.prepare('DELETE FROM consents WHERE guild = :guild')
  const deleteSettings = database.prepare('DELETE FROM guild_settings WHERE guild = :guild')
  const deleteAutoStarts = database.prepare('DELETE FROM auto_starts_done WHERE guild = :guild')
  const deleteCopies = database.prepare('DELETE FROM copies WHERE guild = :guild')
  const deleteWishes = database.prepare('DELETE FROM forgettings WHERE guild = :guild')
  const guilds = database.prepare(`SELECT guild FROM sessions WHERE state <> 'deleted'
    UNION SELECT guild FROM charges UNION SELECT guild FROM consents UNION SELECT guild FROM guild_settings
    UNION SELECT guild FROM copies UNION SELECT guild FROM forgettings UNION SELECT id FROM guilds ORDER BY guild`)
  // A bot that is told of it again at each start must not begin to count anew.
  const left = database.prepare(
    'INSERT INTO guilds (id, left_at) VALUES (:guild, :at) ON CONFLICT DO NOTHING',
  )
  const back = database.prepare('DELETE FROM guilds WHERE id = :guild')
  const leftBefore = database.prepare('SELECT id FROM guilds WHERE left_at < :at ORDER BY left_at, id')
  return {
    async deleteSession(session) {
      await database.transaction(() => void hideSession.run({ session }))
      await finish()
    },
    async deleteGuild(guild) {
      await database.transaction(() => {
        hideSessions.run({ guild })
        deleteCharges.run({ guild })
        deleteSettings.run({ guild })
        deleteAutoStarts.run({ guild })
        deleteConsents.run({ guild })
        deleteCopies.run({ guild })
        deleteWishes.run({ guild })
        back.run({ guild })
      })
      await finish()
    },
    guilds: () => database.work(() => guilds.all().map((row) => guildId(text(row, 'guild')))),
    guildLeft: (guild, at) =>
      database.transaction(() => void (at === null ? back.run({ guild }) : left.run({ guild, at }))),
    guildsLeftBefore: (at) =>
      database.work(() => leftBefore.all({ at }).map((row) => guildId(text(row, 'id')))),
  }
}

/** Makes what deletes all that is left of sessions that are to go; what hangs on a session's row goes with it. */
export function finishingOf(database: SqliteDatabase): () => Promise<void> {
  const find = database.prepare("SELECT id FROM sessions WHERE state = 'deleted' LIMIT 1")
  const deleteLines = database.prepare(`DELETE FROM lines WHERE id IN
    (SELECT id FROM lines WHERE session = :session LIMIT ${LINES_PER_STEP})`)
  const deleteSession = database.prepare('DELETE FROM sessions WHERE id = :session')
  return async () => {
    await database.steps(() => {
      const row = find.get()
      if (row === undefined) return 'done'
      const session = text(row, 'id')
      if (deleteLines.run({ session }).changes < LINES_PER_STEP) deleteSession.run({ session })
      return 'more'
    })
    await database.truncateLog()
  }
}
