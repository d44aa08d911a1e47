import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/base/clock.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { RecordingLog } from '../support/recording-log.ts'
import { storeContract } from './store-contract.ts'

storeContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hansard-store-'))
  const open = () => openSqliteStore({ folder, clock: systemClock, log: new RecordingLog() })
  let store = await open()
  return {
    store,
    reopen: async () => {
      store = await open()
      return store
    },
    dispose: async () => {
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
})
