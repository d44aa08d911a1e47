import { expect, test } from '@jest/globals'
import { guildId, sessionId } from '../../../src/base/ids.ts'
import { createLog } from '../../../src/base/log.ts'
import { Spend } from '../../../src/session/spend/spend.ts'
import { openSqliteStore } from '../../../src/storage/sqlite-store.ts'
import { ManualClock } from '../../support/manual-clock.ts'

test('tells how many servers have used up a cap of theirs, and whether all together have, until midnight', async () => {
  const clock = new ManualClock(Date.UTC(2026, 10, 22, 23))
  const log = createLog('silent')
  const store = await openSqliteStore({ folder: ':memory:', clock, log })
  const caps = { guildDay: 0.01, guildMonth: null, totalDay: 0.015, totalMonth: null }
  const spend = new Spend({ store, clock, log, caps, currency: 'USD', orphanMs: 120_000 })
  await spend.load()
  const engine = { name: 'cloud', billing: { by: 'socket', pricePerHour: 0.36 } } as const
  const [ann, bob] = [
    await spend.open(sessionId('s1'), guildId('1')),
    await spend.open(sessionId('s2'), guildId('2')),
  ]
  // At 0.36 an hour, a hundred seconds cost a hundredth.
  ann.update([{ engine, billedMs: 100_000, open: 0 }], 0)
  expect(spend.reached()).toEqual({ guilds: 1, total: false })
  bob.update([{ engine, billedMs: 99_000, open: 0 }], 0)
  expect(spend.reached()).toEqual({ guilds: 1, total: true })
  clock.advance(3_600_000)
  expect(spend.reached()).toEqual({ guilds: 0, total: false })
  await spend.close()
  await store.close()
})
