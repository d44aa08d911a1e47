import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { systemClock } from '../../src/base/clock.ts'
import { sessionId } from '../../src/base/ids.ts'
import type { Store } from '../../src/session/store.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { RecordingLog } from '../support/recording-log.ts'
import { BEN, GUILD, idsOf, person, post, record, TO_ITS_END, turn } from './samples.ts'

/** What must be found nowhere in the files once it is deleted. Each is also a word of its own in the index. */
const SECRETS = ['Quetzalcoatlus', 'wyvernesque', 'Xylotheque', 'zugzwangish', 'jabberwockian'] as const
const [NAME, SAID, HALF_SAID, ROOM, CONTENT] = SECRETS
/** The index writes of a word only what differs from the one before, so its end is looked for as well. */
const traces = SECRETS.flatMap((secret) => [secret, secret.toLowerCase(), secret.toLowerCase().slice(2)])

/** Hundreds of turns are written and overwritten. */
jest.setTimeout(30_000)

describe('what is deleted', () => {
  let folder: string
  let store: Store
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hansard-deletions-'))
    store = await open()
  })
  afterEach(async () => {
    await store.close()
    await rm(folder, { recursive: true })
  })

  const open = () => openSqliteStore({ folder, clock: systemClock, log: new RecordingLog() })
  /** By another process: closing a file here would take SQLite's own locks from it (sqlite.org/howtocorrupt.html, 2.2). */
  const raw = async () => {
    const files = (await readdir(folder)).map((name) => join(folder, name))
    return execFileSync('cat', files, { encoding: 'latin1', maxBuffer: 2 ** 28 })
  }
  const found = async () => {
    const bytes = await raw()
    return traces.filter((trace) => bytes.includes(trace))
  }
  const write = async (name: string, turns: number) => {
    const session = sessionId(name)
    const anna = person('901', NAME)
    await store.begin(record(name, { roomName: ROOM, starter: { id: anna.id, name: NAME } }))
    const outbox = store.outbox(session)
    for (let count = 0; count < turns; count += 1) {
      const line = await store.addTurn(session, turn(`901:${count}`, count * 1000, `so ${SAID} it is`, anna))
      const parts = [{ line, from: 0, to: TO_ITS_END }]
      const id = await outbox.begin({ ...post('n', parts), content: CONTENT }, 0)
      if (count % 2 === 0) await outbox.posted(id, `m${count}`)
    }
    await store.keepOpenTurn(session, turn('901:open', 0, HALF_SAID, anna))
    await store.addPresence(session, { speaker: anna, kind: 'joined', atMs: 0 })
    return session
  }
  /** Something that stays, with words around those that go. */
  const writeHarmless = async () => {
    await store.begin(record('harmless'))
    for (const word of ['question', 'wynd', 'xylophone', 'zulu', 'jab', 'able'])
      await store.addTurn(sessionId('harmless'), turn(`902:${word}`, 0, `${word} stays`, BEN))
  }

  test.each([
    ['a session', (session: ReturnType<typeof sessionId>) => store.deleteSession(session)],
    ['a guild', () => store.deleteGuild(GUILD)],
  ])('is in no file any more while the store is open: %s', async (_, remove) => {
    await writeHarmless()
    const session = await write('gone', 250)
    expect((await found()).toSorted()).toEqual(expect.arrayContaining([...SECRETS]))
    await remove(session)
    expect(await found()).toEqual([])
    await store.close()
    expect(await found()).toEqual([])
  })

  test('leaves what stays as it was, and the search with it', async () => {
    await writeHarmless()
    await store.deleteSession(await write('gone', 250))
    expect(await store.search(GUILD, SAID, 10)).toEqual([])
    for (const word of ['question', 'stays', 'zulu'])
      expect(await store.search(GUILD, word, 1)).toHaveLength(1)
    await store.close()
    const database = new DatabaseSync(join(folder, 'hansard.sqlite'))
    database.exec("INSERT INTO turn_index (turn_index, rank) VALUES ('integrity-check', 1)")
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    const rows = (table: string) => database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows']
    expect(['posts', 'post_parts', 'open_turns', 'unfinished', 'presence'].map(rows)).toEqual([0, 0, 0, 0, 0])
    expect(['sessions', 'speakers', 'lines'].map(rows)).toEqual([1, 1, 6])
    database.close()
  })

  test('is out of sight at once, and others are served while it goes', async () => {
    const session = await write('gone', 400)
    const order: string[] = []
    const deleted = store.deleteSession(session).then(() => order.push('deleted'))
    expect(await store.session(session)).toBeNull()
    expect(await store.transcript(session)).toBeNull()
    expect(await store.search(GUILD, SAID, 10)).toEqual([])
    expect(await store.sessions(GUILD, 10)).toEqual([])
    expect(await store.unended()).toEqual([])
    expect(await store.guilds()).toEqual([])
    await store.begin(record('meanwhile'))
    await store
      .addTurn(sessionId('meanwhile'), turn('902:0', 0, 'still heard', BEN))
      .then(() => order.push('heard'))
    await deleted
    expect(order).toEqual(['heard', 'deleted'])
    expect(idsOf(await store.unended())).toEqual(['meanwhile'])
  })

  test('by a process that ended in the middle of it is deleted by the next one', async () => {
    await writeHarmless()
    const broken = store.deleteSession(await write('gone', 400))
    const refused = expect(broken).rejects.toMatchObject({ name: 'StoreError', trouble: 'closed' })
    await store.session(sessionId('gone'))
    await store.close()
    await refused
    expect(await found()).toContain(SAID)
    store = await open()
    expect(await found()).toEqual([])
    expect(idsOf(await store.sessions(GUILD, 10))).toEqual(['harmless'])
  })

  test('in two places at once is deleted in both', async () => {
    const [one, two] = [await write('one', 250), await write('two', 250)]
    await Promise.all([store.deleteSession(one), store.deleteSession(two), store.deleteSession(one)])
    expect(await found()).toEqual([])
  })
})
