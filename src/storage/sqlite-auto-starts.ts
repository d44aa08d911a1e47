import { guildId } from '../base/ids.ts'
import type { AutoStarts } from '../session/store.ts'
import { text } from './row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

export function autoStartsOf(database: SqliteDatabase): AutoStarts {
  const read = database.prepare('SELECT guild FROM auto_starts_done ORDER BY guild')
  const keep = database.prepare('INSERT INTO auto_starts_done (guild) VALUES (:guild) ON CONFLICT DO NOTHING')
  const forget = database.prepare('DELETE FROM auto_starts_done WHERE guild = :guild')
  return {
    autoStartsDone: () => database.work(() => read.all().map((row) => guildId(text(row, 'guild')))),
    keepAutoStartDone: (guild, done) =>
      database.transaction(() => void (done ? keep : forget).run({ guild })),
  }
}
