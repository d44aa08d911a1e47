import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from '../base/folder.ts'
import { FolderLock } from './folder-lock.ts'
import { storeFailure } from './store-failure.ts'

/** All that is kept, beside what SQLite itself puts there. */
export const DATABASE_FILE = 'hansard.sqlite'

export interface DataFolder {
  readonly database: DatabaseSync
  /** Null: it is in memory, where nobody else comes. */
  readonly lock: FolderLock | null
}

/** Makes DATA_DIR where it is missing, locks it, and opens the file in it. Throws a StoreError that says what to do. */
export function openDataFolder(folder: string): DataFolder {
  try {
    if (folder === ':memory:') return { database: new DatabaseSync(folder), lock: null }
    makeFolder(folder, 0o700)
    const lock = FolderLock.take(folder)
    try {
      const file = join(folder, DATABASE_FILE)
      makePrivate(file)
      // No waiting within SQLite, which would hold up the whole process.
      return { database: new DatabaseSync(file, { timeout: 0 }), lock }
    } catch (error) {
      lock.release()
      throw error
    }
  } catch (error) {
    throw storeFailure(error)
  }
}

/** Opens the file in DATA_DIR for reading alone, whoever else has it. Throws a StoreError. */
export function openDataFolderToRead(folder: string): DataFolder {
  try {
    return {
      database: new DatabaseSync(join(folder, DATABASE_FILE), { readOnly: true, timeout: 0 }),
      lock: null,
    }
  } catch (error) {
    throw storeFailure(error)
  }
}

/** SQLite gives its other files the rights of this one. An existing file keeps the rights it has. */
function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST'))
      throw error
  }
}
