import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Store, StoreHealth } from '../session/store.ts'
import { archiveOf } from './sqlite-archive.ts'
import { autoStartsOf } from './sqlite-auto-starts.ts'
import { consentsOf } from './sqlite-consent.ts'
import { copiesOf } from './sqlite-copies.ts'
import { SqliteDatabase } from './sqlite-database.ts'
import { finishingOf } from './sqlite-deletions.ts'
import { journalOf } from './sqlite-journal.ts'
import { outboxesOf } from './sqlite-outbox.ts'
import { settingsOf } from './sqlite-settings.ts'
import { leaveBehind, spendingsOf } from './sqlite-spendings.ts'

export interface SqliteStoreOptions {
  /** DATA_DIR: made if it is not there, for this user alone. `:memory:` keeps everything in memory. */
  readonly folder: string
  readonly clock: Clock
  readonly log: Log
}

export type WatchedStore = Store & { readonly health: StoreHealth }

/**
 * The store in one SQLite file, `hansard.sqlite`. What a promise of it has resolved for survives the death of the
 * process. Rejects with a StoreError that says what to do; one process at a time can have a folder.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<WatchedStore> {
  const database = await SqliteDatabase.open(options)
  try {
    return await storeIn(database)
  } catch (error) {
    await database.close()
    throw error
  }
}

/** The store in a database that is open; closing the store closes it. */
export async function storeIn(database: SqliteDatabase): Promise<WatchedStore> {
  await finishingOf(database)()
  await leaveBehind(database)
  return {
    ...journalOf(database),
    ...spendingsOf(database),
    ...archiveOf(database),
    ...consentsOf(database),
    ...settingsOf(database),
    ...autoStartsOf(database),
    ...copiesOf(database),
    outbox: outboxesOf(database),
    health: database.watch,
    close: () => database.close(),
  }
}
