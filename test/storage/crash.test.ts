import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { systemClock } from '../../src/base/clock.ts'
import { sessionId } from '../../src/base/ids.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { RecordingLog } from '../support/recording-log.ts'
import { seeded } from '../support/seeded.ts'

const LIMIT_MS = 60_000

describe('a process that is killed while it writes', () => {
  let folder: string
  let child: ChildProcess | null = null
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hansard-crash-'))
  })
  afterEach(async () => {
    await kill()
    await rm(folder, { recursive: true })
  })

  const open = () => openSqliteStore({ folder, clock: systemClock, log: new RecordingLog() })
  /** Resolves when the child has kept so many turns, with a list that goes on growing until it is dead. */
  async function write(session: string, turns: number): Promise<string[]> {
    const script = new URL('store-process.ts', import.meta.url).pathname
    child = spawn(process.execPath, ['--no-warnings', script, folder, session], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const kept: string[] = []
    const { stdout } = child
    if (stdout === null) throw new Error('no pipe')
    const lines = createInterface({ input: stdout })
    await new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => kept.push(line) === turns && resolve())
      lines.on('close', () => reject(new Error('the writer ended by itself')))
    })
    return kept
  }
  async function kill(): Promise<void> {
    if (child === null) return
    const dead = once(child, 'close')
    child.kill('SIGKILL')
    child = null
    await dead
  }

  test(
    'leaves a store that opens and holds every turn that was said to be kept',
    async () => {
      const random = seeded(5)
      const rounds = process.env['HANSARD_LONG'] === '1' ? 30 : 4
      for (let round = 0; round < rounds; round += 1) {
        const name = `round-${round}`
        const kept = await write(name, 1 + Math.floor(random() * 400))
        await kill()
        const store = await open()
        const transcript = await store.transcript(sessionId(name))
        const turns = transcript?.turns.map(({ id }) => id) ?? []
        expect(turns.slice(0, kept.length)).toEqual(kept)
        // At most the one that was being written.
        expect(turns.length - kept.length).toBeLessThanOrEqual(1)
        const posted = transcript?.turns.filter(({ posts }) => posts.length > 0).length ?? 0
        const leftOver = [
          ...(await store.outbox(sessionId(name)).pending()),
          ...(await unposted(store, name)),
        ]
        expect(turns.length - posted).toBe(leftOver.length)
        expect((await store.unended()).map(({ id }) => id)).toContain(name)
        await store.close()
        expectSound(join(folder, 'hansard.sqlite'))
      }
    },
    LIMIT_MS * 3,
  )

  const unposted = (store: Awaited<ReturnType<typeof open>>, name: string) =>
    store.outbox(sessionId(name)).unposted()

  test(
    'held the folder for itself until then, and not a moment longer',
    async () => {
      await write('first', 1)
      await expect(open()).rejects.toMatchObject({
        name: 'StoreError',
        trouble: 'locked',
        message:
          'Another Hansard already runs with this DATA_DIR: stop it, or give this one a folder of its own.',
      })
      await kill()
      await (await open()).close()
    },
    LIMIT_MS,
  )
})

/** The tables and the search index agree, with one another and with themselves. */
function expectSound(file: string): void {
  const database = new DatabaseSync(file)
  try {
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([])
    database.exec("INSERT INTO turn_index (turn_index, rank) VALUES ('integrity-check', 1)")
  } finally {
    database.close()
  }
}
