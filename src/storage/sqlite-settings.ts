import type { Settings } from '../session/store.ts'
import { text } from './row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

export function settingsOf(database: SqliteDatabase): Settings {
  const read = database.prepare('SELECT name, value FROM guild_settings WHERE guild = :guild ORDER BY name')
  const keep =
    database.prepare(`INSERT INTO guild_settings (guild, name, value) VALUES (:guild, :name, :value)
    ON CONFLICT DO UPDATE SET value = excluded.value`)
  const forget = database.prepare('DELETE FROM guild_settings WHERE guild = :guild AND name = :name')
  return {
    guildSettings: (guild) =>
      database.work(() => new Map(read.all({ guild }).map((row) => [text(row, 'name'), text(row, 'value')]))),
    keepGuildSettings: (guild, changes) =>
      database.transaction(() => {
        for (const [name, value] of changes) {
          if (value === null) forget.run({ guild, name })
          else keep.run({ guild, name, value })
        }
      }),
  }
}
