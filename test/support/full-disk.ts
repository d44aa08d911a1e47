import { DatabaseSync } from 'node:sqlite'

/**
 * To be loaded before a bot: SIGUSR2 makes its disk full, as far as SQLite can tell, and the next one gives it room
 * again. Pages are small from the start, so that the next line needs a new one.
 */

const { exec, prepare } = DatabaseSync.prototype
const used = new Set<DatabaseSync>()
let full = false

DatabaseSync.prototype.exec = function (sql: string) {
  if (sql.startsWith('PRAGMA journal_mode')) exec.call(this, 'PRAGMA page_size = 512')
  used.add(this)
  exec.call(this, sql)
}

process.on('SIGUSR2', () => {
  full = !full
  // It is never set below what the file has already.
  for (const database of used)
    if (database.isOpen) prepare.call(database, `PRAGMA max_page_count = ${full ? 1 : 1_000_000}`).get()
})
