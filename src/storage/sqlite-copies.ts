import type { Copies } from '../session/record/removals.ts'
import { postedOf } from './posted-lines.ts'
import { number } from './row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/** Of texts of sounds that were posted before a moment, in one guild or in all. */
const OLD_REPLIES = "kind = 'reply' AND at < :at AND guild = ifnull(:guild, guild)"

/** Where words stand that are in no post. */
export function copiesOf(database: SqliteDatabase): Copies {
  const keep = database.prepare(`INSERT INTO copies (guild, kind, session, author, channel, message, at)
    SELECT :guild, :kind, :session, :author, :channel, :message, :at
    WHERE :session IS NULL OR EXISTS (SELECT 1 FROM sessions WHERE id = :session AND state <> 'deleted')`)
  const turns = database.prepare(
    "SELECT count(*) AS turns FROM lines WHERE session = :session AND kind = 'turn'",
  )
  const old = database.prepare(`SELECT channel, message FROM copies WHERE ${OLD_REPLIES} ORDER BY key`)
  const deleteOld = database.prepare(`DELETE FROM copies WHERE ${OLD_REPLIES}`)
  return {
    keepCopy: (copy) =>
      database.transaction(() => {
        const { guild, kind, channel, message, at } = copy
        const session = 'session' in copy ? copy.session : null
        const author = 'author' in copy ? copy.author : null
        keep.run({ guild, kind, session, author, channel, message, at })
      }),
    turnsOf: (session) => database.work(() => number(turns.get({ session }) ?? {}, 'turns')),
    repliesBefore: (at, guild) => database.work(() => old.all({ at, guild: guild ?? null }).map(postedOf)),
    deleteReplies: (at, guild) =>
      database.transaction(() => void deleteOld.run({ at, guild: guild ?? null })),
  }
}
