import { chmod, mkdtemp, open as openFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Clock, systemClock } from '../../src/base/clock.ts'
import { StoreError, type StoreTrouble } from '../../src/base/errors.ts'
import { sessionId } from '../../src/base/ids.ts'
import type { Store } from '../../src/session/store.ts'
import { MIGRATIONS } from '../../src/storage/migrations.ts'
import { SqliteDatabase } from '../../src/storage/sqlite-database.ts'
import { openSqliteStore, storeIn } from '../../src/storage/sqlite-store.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { RecordingLog } from '../support/recording-log.ts'
import { record, turn } from './samples.ts'

const S = sessionId('session-1')
const SECRET = 'unspeakable'

describe('a database', () => {
  let folder: string
  let file: string
  let log: RecordingLog
  const open: { close(): unknown }[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hansard-database-'))
    file = join(folder, 'hansard.sqlite')
    log = new RecordingLog()
  })
  afterEach(async () => {
    for (const one of open.splice(0).toReversed()) await one.close()
    await rm(folder, { recursive: true })
  })

  const storeOf = async (clock: Clock = systemClock, at = folder): Promise<Store> => {
    const store = await openSqliteStore({ folder: at, clock, log })
    open.push(store)
    return store
  }
  /** A program beside the bot: a backup, an admin's shell. */
  const neighbour = () => {
    const database = new DatabaseSync(file)
    open.push({ close: () => database.isOpen && database.close() })
    return database
  }
  const written = async () => {
    const store = await storeOf()
    await store.begin(record('session-1'))
    for (let count = 0; count < 60; count += 1)
      await store.addTurn(S, turn(`901:${count}`, count * 1000, `${SECRET} ${'word '.repeat(100)}`))
    await store.close()
  }
  async function expectTrouble(doing: Promise<unknown>, trouble: StoreTrouble, sentence: RegExp) {
    const error: unknown = await doing.then(
      () => null,
      (reason: unknown) => reason,
    )
    if (!(error instanceof StoreError)) throw error ?? new Error('nothing failed')
    expect(error.trouble).toBe(trouble)
    expect(error.message).toMatch(sentence)
    expect(error.message).not.toContain(SECRET)
    expect(error.message).not.toContain(folder)
  }

  test('makes its folder and its files for this user alone', async () => {
    const deep = join(folder, 'a', 'b')
    const store = await storeOf(systemClock, deep)
    await store.begin(record('session-1'))
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
    expect(await modeOf(deep)).toBe('700')
    for (const name of await readdir(deep))
      if (name.startsWith('hansard')) expect([name, await modeOf(join(deep, name))]).toEqual([name, '600'])
  })

  test('leaves no write-ahead log behind when it is closed', async () => {
    await written()
    expect((await readdir(folder)).toSorted()).toEqual(['hansard.sqlite', 'lock.sqlite'])
  })

  test('is for one process at a time, and free again when that closed it', async () => {
    const first = await storeOf()
    await expectTrouble(storeOf(), 'locked', /^Another Hansard already runs with this DATA_DIR: stop it/)
    await first.begin(record('session-1'))
    await first.close()
    expect(await (await storeOf()).session(S)).not.toBeNull()
  })

  describe('of another version', () => {
    test('is brought to the newest one, with what it holds', async () => {
      const old = neighbour()
      // A file that was made and never used, as a process leaves it that died at its first start.
      old.exec('PRAGMA user_version = 0')
      old.close()
      await written()
      expect(neighbour().prepare('PRAGMA user_version').get()).toEqual({ user_version: MIGRATIONS.length })
      expect((await (await storeOf()).transcript(S))?.turns).toHaveLength(60)
    })

    test('is refused when it is newer than the program, and left as it is', async () => {
      await written()
      const newer = neighbour()
      newer.exec('PRAGMA user_version = 99')
      newer.close()
      await expectTrouble(storeOf(), 'broken', /made by a newer Hansard \(version 99 .* this one knows \d+\)/)
      expect(neighbour().prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 })
    })

    test('is left as it was when a step of its migration fails', async () => {
      const half = neighbour()
      // The last table of the first step is there already.
      half.exec('CREATE TABLE charges (id)')
      half.close()
      await expect(storeOf()).rejects.toThrow('already exists')
      const tables = neighbour().prepare('SELECT name FROM sqlite_schema').all()
      expect(tables).toEqual([{ name: 'charges' }])
    })
  })

  describe('on a disk that is full', () => {
    test('says so, keeps what it has, and goes on when there is space', async () => {
      const database = await SqliteDatabase.open({ folder, clock: systemClock, log })
      open.push(database)
      const store = await storeIn(database)
      await store.begin(record('session-1'))
      const pages = database.prepare('PRAGMA page_count').get()?.['page_count']
      const limit = (most: number) => database.prepare(`PRAGMA max_page_count = ${most}`).get()
      limit(Number(pages) + 20)
      let kept = 0
      const fill = async () => {
        for (; kept < 1000; kept += 1)
          await store.addTurn(S, turn(`901:${kept}`, kept, `${SECRET} ${'word '.repeat(100)}`))
      }
      await expectTrouble(fill(), 'full', /disk that DATA_DIR lies on is full: free some space/)
      expect(kept).toBeGreaterThan(5)
      expect((await store.transcript(S))?.turns).toHaveLength(kept)
      limit(1_000_000)
      await store.addTurn(S, turn(`901:${kept}`, kept, 'room again'))
      expect((await store.transcript(S))?.turns).toHaveLength(kept + 1)
    })
  })

  describe('in trouble', () => {
    /** A store whose database a test can get at. */
    const opened = async (clock: Clock = systemClock) => {
      const database = await SqliteDatabase.open({ folder, clock, log })
      open.push(database)
      const store = await storeIn(database)
      await store.begin(record('session-1'))
      return { store, set: (pragma: string) => database.prepare(`PRAGMA ${pragma}`).get() }
    }
    const fail = (doing: Promise<unknown>) => expect(doing).rejects.toThrow(StoreError)
    const long = (count: number) => turn(`901:${count}`, count, 'word '.repeat(2_000))

    test('says which, how often, and when it is over', async () => {
      const { store, set } = await opened()
      expect([store.health.trouble, store.health.failures.size]).toEqual([null, 0])
      set('max_page_count = 1')
      await fail(store.addTurn(S, long(0)))
      await fail(store.addTurn(S, long(1)))
      await store.health.look()
      expect(store.health.trouble).toBe('full')
      // The look that found no room was one more.
      expect(store.health.failures.get('full')).toBe(3)
      // What needs no room says nothing about the trouble.
      await store.lived(S, 7, [])
      expect(store.health.trouble).toBe('full')
      set('max_page_count = 1000000')
      await store.health.look()
      expect(store.health.trouble).toBeNull()
      await store.addTurn(S, long(2))
      expect(neighbour().prepare("SELECT name FROM sqlite_schema WHERE name = 'space_probe'").all()).toEqual(
        [],
      )
    })

    test('because it may only be read says so, and goes on when it may be written', async () => {
      const { store, set } = await opened()
      set('query_only = ON')
      await expectTrouble(store.addTurn(S, long(0)), 'read-only', /cannot be written: check the rights/)
      expect((await store.transcript(S))?.turns).toEqual([])
      await store.health.look()
      expect(store.health.trouble).toBe('read-only')
      set('query_only = OFF')
      await store.health.look()
      expect(store.health.trouble).toBeNull()
    })

    test('with another program’s lock lets those that come after one which waited in vain try once', async () => {
      const clock = new ManualClock()
      const { store } = await opened(clock)
      const other = neighbour()
      other.exec('BEGIN IMMEDIATE')
      const first = fail(store.addTurn(S, long(0)))
      await clock.run(5_200, 50)
      await first
      // At once: nothing moves the clock.
      await fail(store.addTurn(S, long(1)))
      await fail(store.addTurn(S, long(2)))
      await store.health.look()
      expect(store.health.trouble).toBe('locked')
      other.exec('COMMIT')
      await store.addTurn(S, long(3))
      await store.health.look()
      expect(store.health.trouble).toBeNull()
      // And patient again when that is some time ago.
      await clock.run(11_000, 1_000)
      other.exec('BEGIN IMMEDIATE')
      const later = store.addTurn(S, long(4))
      await clock.run(1_000, 50)
      other.exec('COMMIT')
      await clock.run(200, 50)
      await later
    })

    test('because it is damaged stays so, whatever else can be written', async () => {
      const { store, set } = await opened()
      set('wal_checkpoint(TRUNCATE)')
      const editor = neighbour()
      editor.exec(`INSERT INTO lines SELECT * FROM lines WHERE 0`)
      editor.close()
      await store.addTurn(S, turn('901:0', 0, SECRET))
      const vandal = neighbour()
      vandal.prepare('UPDATE lines SET words = ? WHERE id = 1').run('no words')
      vandal.close()
      await fail(store.transcript(S))
      await store.health.look()
      expect(store.health.trouble).toBe('broken')
    })
  })

  describe('that another program has locked', () => {
    let clock: ManualClock
    beforeEach(() => {
      clock = new ManualClock()
    })
    /** Lets what is waiting try again, until time has moved on so far. */
    const pass = (ms: number) => clock.run(ms, 50)

    test('is waited for without holding up the process, in the order of asking', async () => {
      const store = await storeOf(clock)
      await store.begin(record('session-1'))
      const other = neighbour()
      other.exec('BEGIN IMMEDIATE')
      const done: string[] = []
      const began = performance.now()
      const asked = [
        store.addTurn(S, turn('901:0', 0, 'one')).then(() => done.push('turn')),
        store.keepOpenTurn(S, turn('901:1', 500, 'half')).then(() => done.push('open turn')),
        store.transcript(S).then((transcript) => done.push(`${transcript?.turns.length} read`)),
      ]
      await pass(3000)
      expect(done).toEqual([])
      other.exec('COMMIT')
      await pass(500)
      await Promise.all(asked)
      expect(done).toEqual(['turn', 'open turn', '1 read'])
      // Sixty tries; had each waited within SQLite for a usual busy_timeout, it would be minutes.
      expect(performance.now() - began).toBeLessThan(10_000)
      expect(clock.pending).toBe(0)
    })

    test('can be read all the while', async () => {
      const store = await storeOf(clock)
      await store.begin(record('session-1'))
      await store.addTurn(S, turn('901:0', 0, 'one'))
      neighbour().exec('BEGIN IMMEDIATE')
      expect((await store.transcript(S))?.turns).toHaveLength(1)
      expect((await store.leftovers(S)).heard).toHaveLength(1)
      expect(await store.outbox(S).unposted()).toHaveLength(1)
      expect(await store.outbox(S).pending()).toEqual([])
      expect(await store.search(record('session-1').guild, 'one', 1)).toHaveLength(1)
    })

    test('is given up after 5 s for all that waits, and tried again for what comes then', async () => {
      const store = await storeOf(clock)
      await store.begin(record('session-1'))
      const other = neighbour()
      other.exec('BEGIN IMMEDIATE')
      const asked = ['901:0', '901:1', '901:2'].map((id) => store.addTurn(S, turn(id, 0, SECRET)))
      const failed = Promise.all(
        asked.map((one) => expectTrouble(one, 'locked', /Another program has locked the database/)),
      )
      await pass(5200)
      await failed
      other.exec('COMMIT')
      await store.addTurn(S, turn('901:3', 0, 'later'))
      expect((await store.transcript(S))?.turns.map(({ id }) => id)).toEqual(['901:3'])
    })

    test('is waited for at the start too', async () => {
      await written()
      const other = neighbour()
      other.exec('BEGIN EXCLUSIVE')
      const opening = storeOf(clock)
      await pass(1000)
      other.exec('COMMIT')
      await pass(500)
      expect(await (await opening).session(S)).not.toBeNull()
    })

    test('is closed in the end all the same, and its folder is free', async () => {
      const store = await storeOf(clock)
      await store.begin(record('session-1'))
      const other = neighbour()
      other.exec('BEGIN IMMEDIATE')
      const lost = expectTrouble(store.addTurn(S, turn('901:0', 0, SECRET)), 'locked', /locked/)
      const closed = store.close()
      await pass(5200)
      await lost
      await closed
      other.exec('COMMIT')
      expect(await (await storeOf()).session(S)).not.toBeNull()
    })

    test('only for reading does not keep anything from being written', async () => {
      const store = await storeOf(clock)
      await store.begin(record('session-1'))
      const reader = neighbour()
      reader.exec('BEGIN')
      reader.prepare('SELECT * FROM sessions').all()
      await store.addTurn(S, turn('901:0', 0, 'one'))
      const deleted = store.deleteSession(S)
      await pass(6000)
      await deleted
      expect(await store.session(S)).toBeNull()
      expect(log.lines.map(({ event }) => event)).toEqual([
        'write-ahead log not emptied: another program reads the store',
      ])
    })
  })

  describe('that cannot be used', () => {
    test('because it is no database', async () => {
      await writeFile(file, `${SECRET} `.repeat(1000))
      await expectTrouble(storeOf(), 'broken', /^hansard.sqlite in DATA_DIR is not a database: put a backup/)
      // And the folder is not kept from the one that is put in its place.
      await rm(file)
      await storeOf()
    })

    test('because it is damaged', async () => {
      await written()
      const { size } = await stat(file)
      const whole = new DatabaseSync(file)
      const root = Number(
        whole.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'lines'").get()?.['rootpage'],
      )
      whole.close()
      const handle = await openFile(file, 'r+')
      await handle.write(Buffer.alloc(4096, 0xa5), 0, 4096, (root - 1) * 4096)
      await handle.close()
      expect(size).toBeGreaterThan(root * 4096)
      const store = await storeOf()
      await expectTrouble(store.transcript(S), 'broken', /is damaged: put a backup in its place/)
      await expectTrouble(store.addTurn(S, turn('902:0', 0, SECRET)), 'broken', /is damaged/)
    })

    test.each([
      ['words', `[["${SECRET}", null, 2, null]]`],
      ['words', `[["${SECRET}", 1, "2", null]]`],
      ['words', `[["${SECRET}", 1, 2]]`],
      ['words', `[[1, 1, 2, null]]`],
      ['words', `["${SECRET}"]`],
      ['words', `{"${SECRET}": 1}`],
      ['words', `${SECRET}`],
      ['words', ''],
    ])('because somebody put other things into it: %s %s', async (column, value) => {
      await written()
      const editor = neighbour()
      editor.prepare(`UPDATE lines SET ${column} = ? WHERE id = 1`).run(value)
      editor.close()
      await expectTrouble((await storeOf()).transcript(S), 'broken', /holds something unreadable \(words\)/)
    })

    test('because DATA_DIR is a file', async () => {
      await writeFile(join(folder, 'file'), '')
      await expectTrouble(storeOf(systemClock, join(folder, 'file')), 'read-only', /^DATA_DIR is a file/)
    })

    test('because DATA_DIR lies below a file', async () => {
      await writeFile(join(folder, 'file'), '')
      const below = join(folder, 'file', 'data')
      await expectTrouble(
        storeOf(systemClock, below),
        'read-only',
        /^DATA_DIR is not a folder, or lies below/,
      )
    })

    test('because a folder lies in its place', async () => {
      await storeOf(systemClock, file)
      await expectTrouble(storeOf(), 'read-only', /^The database in DATA_DIR cannot be opened/)
    })
  })

  describe('that this user may only read', () => {
    const NOBODY = 65_534
    /** Rights do not bind root, so root does this as somebody else. */
    const asReader = async (doing: () => Promise<void>) => {
      const root = process.geteuid?.() === 0
      if (root) process.seteuid?.(NOBODY)
      try {
        await doing()
      } finally {
        if (root) process.seteuid?.(0)
      }
    }
    test('says so', async () => {
      await written()
      await chmod(folder, 0o555)
      for (const name of await readdir(folder)) await chmod(join(folder, name), 0o444)
      await asReader(() => expectTrouble(storeOf(), 'read-only', /DATA_DIR/))
      await chmod(folder, 0o700)
    })
    test('in a folder that cannot be made says so', async () => {
      await chmod(folder, 0o555)
      const inside = join(folder, 'data')
      await asReader(() =>
        expectTrouble(storeOf(systemClock, inside), 'read-only', /^This user may not write/),
      )
      await chmod(folder, 0o700)
    })
  })
})
