import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../base/errors.ts'
import { isLocked, storeFailure } from './store-failure.ts'

/**
 * Keeps a second process out of a folder. It is SQLite's own lock on an empty database: the system takes it away
 * when the process dies, however it dies, so there is nothing stale to clear up by hand.
 */
export class FolderLock {
  readonly #database: DatabaseSync

  private constructor(database: DatabaseSync) {
    this.#database = database
  }

  static take(folder: string): FolderLock {
    const database = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 })
    try {
      database.exec('BEGIN EXCLUSIVE')
      return new FolderLock(database)
    } catch (error) {
      database.close()
      const failure = storeFailure(error)
      if (!isLocked(failure)) throw failure
      throw new StoreError(({ store }) => store.otherHansard, 'locked', { cause: error })
    }
  }

  /** Whether a process has the folder now. Changes nothing there; throws what SQLite throws. */
  static isTaken(folder: string): boolean {
    const file = join(folder, 'lock.sqlite')
    if (!existsSync(file)) return false
    const database = new DatabaseSync(file, { readOnly: true, timeout: 0 })
    try {
      database.prepare('SELECT count(*) FROM sqlite_schema').get()
      return false
    } catch (error) {
      if (isLocked(storeFailure(error))) return true
      throw error
    } finally {
      database.close()
    }
  }

  /** Twice is fine. */
  release(): void {
    if (this.#database.isOpen) this.#database.close()
  }
}
