import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { systemClock } from '../../src/base/clock.ts'
import { sessionId } from '../../src/base/ids.ts'
import { DATABASE_FILE } from '../../src/storage/data-folder.ts'
import { MIGRATIONS } from '../../src/storage/migrations.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { RecordingLog } from '../support/recording-log.ts'
import { ANNA, record, turn } from './samples.ts'

const S = sessionId('session-1')

describe('the engine that told a turn', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hansard-told-by-'))
  })
  afterEach(async () => {
    await rm(folder, { recursive: true })
  })
  const open = () => openSqliteStore({ folder, clock: systemClock, log: new RecordingLog() })

  test('is kept with it, open or final, and found with it', async () => {
    const store = await open()
    await store.begin(record(S))
    const final = { ...turn('901:0', 0, 'Shall we'), engine: 'sherpa:kroko-en' }
    const half = { ...turn('901:1', 1000, 'I would'), engine: 'assemblyai' }
    await store.addTurn(S, final)
    await store.keepOpenTurn(S, half)
    expect((await store.transcript(S))?.turns).toEqual([{ ...final, posts: [] }])
    expect((await store.leftovers(S)).openTurns).toEqual([half])
    const [hit] = await store.search(record(S).guild, 'shall', 1)
    expect([hit?.turn.engine, hit?.session.engine]).toEqual(['sherpa:kroko-en', 'assemblyai'])
    await store.close()
  })

  test('is not known of turns that an older version kept', async () => {
    const old = new DatabaseSync(join(folder, DATABASE_FILE))
    const version = MIGRATIONS.findIndex((step) => step.some((sql) => sql.includes('told_by')))
    for (const sql of MIGRATIONS.slice(0, version).flat()) old.exec(sql)
    const { guild, room, channel } = record(S)
    old.exec(`PRAGMA user_version = ${version};
      INSERT INTO sessions (id, guild, room, room_name, channel, starter_id, starter_name, engine, started_at, runs,
        state, state_at) VALUES ('${S}', '${guild}', '${room}', 'Table', '${channel}', '901', 'Anna', 'assemblyai', 0, 1,
        'ended', 9000);
      INSERT INTO speakers (session, id, name, bot) VALUES ('${S}', '${ANNA.id}', 'Anna', 0);
      INSERT INTO lines (session, guild, kind, speaker, start_ms, end_ms, text, turn_id, words)
        VALUES ('${S}', '${guild}', 'turn', 1, 0, 500, 'Shall we', '901:0', '[]')`)
    old.close()
    const store = await open()
    const [before] = (await store.transcript(S))?.turns ?? []
    expect(before).toMatchObject({ text: 'Shall we' })
    expect(before).not.toHaveProperty('engine')
    await store.close()
  })
})
