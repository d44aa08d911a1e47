import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { type Clock, sleep } from '../base/clock.ts'
import { StoreError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { verbatim } from '../wording/words.ts'
import { type DataFolder, openDataFolder, openDataFolderToRead } from './data-folder.ts'
import type { FolderLock } from './folder-lock.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Row } from './row.ts'
import { closedFailure, isLocked, storeFailure } from './store-failure.ts'
import { StoreWatch } from './store-watch.ts'

export interface SqliteOptions {
  /** Made if it is not there; `:memory:` keeps everything in memory, for tests and trials. */
  readonly folder: string
  readonly clock: Clock
  readonly log: Log
}

type Values = Readonly<Record<string, SQLInputValue>>

/** A statement that was prepared once. Its parameters are named, `:like_this`. */
export interface Statement {
  run(values?: Values): { readonly changes: number; readonly id: number }
  get(values?: Values): Row | undefined
  all(values?: Values): readonly Row[]
  /** One row at a time, for many large ones; to be used up before anything else is done. */
  each(values?: Values): Iterable<Row>
}

/** How long another program (a backup, an admin's shell) may hold a lock before what waits for it is given up. */
const PATIENCE_MS = 5000
const RETRY_MS = 50
/**
 * After one has waited for a lock in vain, those that come within this time try once and wait no more: each would wait
 * behind the others, and what people say would come minutes late.
 */
const IMPATIENCE_MS = 10_000
/** More than a page: what proves that there is room for more. */
const ROOM_BYTES = 20_000
/** What a long piece of work leaves to the rest of the process after each of its steps. */
const BREATH_MS = 5

/**
 * WAL with `synchronous = NORMAL`: what was committed survives the death of the process, kill -9 included, since it
 * was handed to the system; only a power cut can lose the last moments, and even that damages nothing
 * (sqlite.org/pragma.html#pragma_synchronous). No commit waits for the disk but one in about a thousand pages.
 * `secure_delete` overwrites what is deleted; `temp_store` keeps speech out of temporary files.
 */
const PRAGMAS = [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = NORMAL',
  'PRAGMA foreign_keys = ON',
  'PRAGMA secure_delete = ON',
  'PRAGMA temp_store = MEMORY',
  'PRAGMA trusted_schema = OFF',
  'PRAGMA journal_size_limit = 16777216',
]

/**
 * One SQLite file: opened, locked against a second process, brought to the newest version, and used by one piece of
 * work after another. Work is synchronous; it waits, without holding up the process, only while another program has
 * the file locked, and what came later waits behind it, so that the order of writing is the order of asking.
 */
export class SqliteDatabase {
  readonly #database: DatabaseSync
  readonly #lock: FolderLock | null
  readonly #clock: Clock
  readonly #log: Log
  /** Each piece of work sees the store as it is at one moment, whatever another process writes meanwhile. */
  readonly #snapshots: boolean
  /** What it could not do. */
  readonly watch = new StoreWatch(() => this.#proveRoom())
  #gaveUpMs = Number.NEGATIVE_INFINITY
  #tail: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #closing: Promise<void> | null = null

  private constructor({ database, lock }: DataFolder, { clock, log }: SqliteOptions, snapshots = false) {
    this.#database = database
    this.#lock = lock
    this.#clock = clock
    this.#log = log
    this.#snapshots = snapshots
  }

  /** Rejects with a StoreError that says what to do. */
  static async open(options: SqliteOptions): Promise<SqliteDatabase> {
    const opened = openDataFolder(options.folder)
    const database = new SqliteDatabase(opened, options)
    try {
      await database.work(() => {
        for (const pragma of PRAGMAS) opened.database.exec(pragma)
      })
      await database.transaction(() => migrate(opened.database))
      return database
    } catch (error) {
      await database.close()
      throw error
    }
  }

  /**
   * Opens it for reading alone, also while another process has the folder: nothing there is changed, made or brought
   * to another version. Rejects with a StoreError, also where the version is another one than this program's.
   */
  static async openToRead(options: SqliteOptions): Promise<SqliteDatabase> {
    const opened = openDataFolderToRead(options.folder)
    const database = new SqliteDatabase(opened, options, true)
    try {
      await database.work(() => checkVersion(opened.database))
      return database
    } catch (error) {
      await database.close()
      throw error
    }
  }

  prepare(sql: string): Statement {
    return statement(this.#database.prepare(sql))
  }

  /** Does this when all that was asked for before is done. */
  work<T>(task: () => T): Promise<T> {
    if (this.#closing !== null) return Promise.reject(closedFailure())
    return this.#queue(this.#snapshots ? () => this.#atomically(task, 'BEGIN') : task)
  }

  /** The same, all or nothing. */
  transaction<T>(task: () => T): Promise<T> {
    return this.work(() => this.#atomically(task))
  }

  /** Does steps of this, each all or nothing, until one says that it was the last; others come in between. */
  async steps(step: () => 'more' | 'done'): Promise<void> {
    while ((await this.transaction(step)) === 'more') await sleep(this.#clock, BREATH_MS)
  }

  /** Brings what was deleted out of the write-ahead log too, by emptying it. */
  async truncateLog(): Promise<void> {
    const deadline = this.#clock.now() + PATIENCE_MS
    while (!(await this.work(() => this.#checkpoint()))) {
      if (this.#clock.now() >= deadline) {
        // It is emptied after the next deletion, or on closing.
        this.#log.warn('write-ahead log not emptied: another program reads the store')
        return
      }
      await sleep(this.#clock, RETRY_MS)
    }
  }

  /** When all that was asked for before is done. */
  close(): Promise<void> {
    this.#closing ??= this.#queue(() => {
      this.#database.close()
    }).finally(() => this.#lock?.release())
    return this.#closing
  }

  async #queue<T>(task: () => T): Promise<T> {
    const deadline = this.#clock.now() + PATIENCE_MS
    const before = this.#waiting > 0 ? this.#tail : null
    this.#waiting += 1
    // The first piece of work is done at once, before this call returns.
    const doing =
      before === null ? this.#attempt(task, deadline) : before.then(() => this.#attempt(task, deadline))
    this.#tail = doing.catch(() => undefined)
    try {
      return await doing
    } finally {
      this.#waiting -= 1
    }
  }

  async #attempt<T>(task: () => T, deadline: number): Promise<T> {
    for (;;) {
      try {
        return task()
      } catch (error) {
        const failure = storeFailure(error)
        const locked = isLocked(failure)
        if (!locked || this.#isOver(deadline)) {
          if (locked) this.#gaveUpMs = this.#clock.now()
          if (failure instanceof StoreError) this.watch.failed(failure.trouble)
          throw failure
        }
      }
      await sleep(this.#clock, RETRY_MS)
    }
  }

  #isOver(deadline: number): boolean {
    const now = this.#clock.now()
    return now >= deadline || now - this.#gaveUpMs < IMPATIENCE_MS
  }

  /** In two transactions: what is undone within one is never written. */
  async #proveRoom(): Promise<void> {
    await this.transaction(() => {
      this.#database.exec('DROP TABLE IF EXISTS space_probe')
      this.#database.exec('CREATE TABLE space_probe (bytes BLOB)')
      this.#database.exec(`INSERT INTO space_probe VALUES (zeroblob(${ROOM_BYTES}))`)
    })
    await this.transaction(() => this.#database.exec('DROP TABLE space_probe'))
  }

  /** Answers false when somebody reads what is in the log. */
  #checkpoint(): boolean {
    const row: Row | undefined = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    return row?.['busy'] !== 1
  }

  #atomically<T>(task: () => T, begin = 'BEGIN IMMEDIATE'): T {
    this.#database.exec(begin)
    try {
      const result = task()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }
}

function migrate(database: DatabaseSync): void {
  const version = knownVersion(database)
  for (const step of MIGRATIONS.slice(version)) for (const sql of step) database.exec(sql)
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`)
}

function checkVersion(database: DatabaseSync): void {
  if (knownVersion(database) < MIGRATIONS.length)
    throw new StoreError(
      verbatim(
        'The database in DATA_DIR was made by an older Hansard: start the bot once, which brings it up to date.',
      ),
      'broken',
    )
}

/** How many of the steps were done. Throws a StoreError for more than there are. */
function knownVersion(database: DatabaseSync): number {
  const row: Row | undefined = database.prepare('PRAGMA user_version').get()
  const version = Number(row?.['user_version'])
  if (version > MIGRATIONS.length)
    throw new StoreError(({ store }) => store.newer(version, MIGRATIONS.length), 'broken')
  return version
}

function statement(prepared: StatementSync): Statement {
  return {
    run: (values = {}) => {
      const { changes, lastInsertRowid } = prepared.run(values)
      return { changes: Number(changes), id: Number(lastInsertRowid) }
    },
    get: (values = {}) => prepared.get(values),
    all: (values = {}) => prepared.all(values),
    each: (values = {}) => prepared.iterate(values),
  }
}
