import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/base/clock.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { RecordingLog } from '../support/recording-log.ts'
import { consentContract } from './consent-contract.ts'
import { type StoreFixture, storeContract } from './store-contract.ts'

const inAFolder = async (): Promise<StoreFixture> => {
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
}

storeContract('SQLite', inAFolder)
consentContract('SQLite', inAFolder)
