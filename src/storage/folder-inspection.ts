import { randomUUID } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { access, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../base/errors.ts'
import { DATABASE_FILE, openDataFolderToRead } from './data-folder.ts'
import { FolderLock } from './folder-lock.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Row } from './row.ts'
import { storeFailure } from './store-failure.ts'

/** Checking a larger one takes longer than anybody waits; its head is looked at all the same. */
const MOST_CHECKED_BYTES = 200_000_000

/** What a bot would find in a DATA_DIR that it can use. */
export type FolderInspection =
  /** It would be made; this folder above it is there. */
  | { readonly kind: 'absent'; readonly above: string }
  | {
      readonly kind: 'there'
      /** A bot runs with it. */
      readonly taken: boolean
      readonly database: 'none yet' | 'current' | 'older'
    }

/**
 * Looks at a DATA_DIR without making or changing anything in it, also while a bot runs with it. Rejects with the
 * StoreError that the bot would end with.
 */
export async function inspectDataFolder(folder: string): Promise<FolderInspection> {
  try {
    if (!existsSync(folder)) {
      const above = existingAbove(folder)
      if (!(await stat(above)).isDirectory())
        throw new StoreError(({ store }) => store.belowAFile, 'read-only')
      await access(above, constants.W_OK)
      return { kind: 'absent', above }
    }
    await tryToWrite(folder)
    return { kind: 'there', taken: FolderLock.isTaken(folder), database: await inspectDatabase(folder) }
  } catch (error) {
    throw storeFailure(error)
  }
}

/** Of the SQLite that comes with Node; throws if it cannot be used. */
export function sqliteVersion(): string {
  const database = new DatabaseSync(':memory:')
  try {
    const row: Row | undefined = database.prepare('SELECT sqlite_version() AS version').get()
    return String(row?.['version'])
  } finally {
    database.close()
  }
}

function existingAbove(folder: string): string {
  const above = dirname(resolve(folder))
  return existsSync(above) || above === folder ? above : existingAbove(above)
}

async function tryToWrite(folder: string): Promise<void> {
  const file = join(folder, `${randomUUID()}.check`)
  try {
    await writeFile(file, 'x', { flag: 'wx' })
  } finally {
    await rm(file, { force: true })
  }
}

async function inspectDatabase(folder: string): Promise<'none yet' | 'current' | 'older'> {
  const file = join(folder, DATABASE_FILE)
  if (!existsSync(file)) return 'none yet'
  await access(file, constants.W_OK)
  const { size } = await stat(file)
  const { database } = openDataFolderToRead(folder)
  try {
    const row: Row | undefined = database.prepare('PRAGMA user_version').get()
    const version = Number(row?.['user_version'])
    if (version > MIGRATIONS.length)
      throw new StoreError(({ store }) => store.newer(version, MIGRATIONS.length), 'broken')
    if (size <= MOST_CHECKED_BYTES) {
      const found: Row | undefined = database.prepare('PRAGMA quick_check(1)').get()
      if (found?.['quick_check'] !== 'ok') throw new StoreError(({ store }) => store.damaged, 'broken')
    }
    return version < MIGRATIONS.length ? 'older' : 'current'
  } finally {
    database.close()
  }
}
