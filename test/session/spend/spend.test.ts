import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { StoreError } from '../../../src/base/errors.ts'
import { type GuildId, guildId, sessionId } from '../../../src/base/ids.ts'
import type { EngineUse } from '../../../src/session/spend/session-ledger.ts'
import { Spend, type SpendOptions } from '../../../src/session/spend/spend.ts'
import type { SpendAccount } from '../../../src/session/spend/spend-account.ts'
import type { Spendings, Store } from '../../../src/session/store.ts'
import { openSqliteStore } from '../../../src/storage/sqlite-store.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { inEnglish } from '../../support/in-english.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { RecordingLog } from '../../support/recording-log.ts'

const cloud: EngineUse['engine'] = { name: 'cloud', billing: { by: 'socket', pricePerHour: 0.36 } }
const local: EngineUse['engine'] = { name: 'local', billing: { by: 'nothing', pricePerHour: 0 } }
const byAudio: EngineUse['engine'] = { name: 'by-audio', billing: { by: 'audio', pricePerHour: 3.6 } }
/** At 0.36 an hour, a hundred seconds cost a hundredth. */
const HUNDREDTH_MS = 100_000
const NO_CAPS = { guildDay: null, guildMonth: null, totalDay: null, totalMonth: null }
const NOON = Date.UTC(2026, 10, 22, 12)
const [ann, bob] = [guildId('1'), guildId('2')]
const [first, second] = [sessionId('s1'), sessionId('s2')]

let kept: Store
let clock: ManualClock
beforeEach(async () => {
  clock = new ManualClock(NOON)
  kept = await openSqliteStore({ folder: ':memory:', clock, log: new RecordingLog() })
})
afterEach(() => kept.close())

interface Setup extends Partial<SpendOptions> {
  readonly caps?: SpendOptions['caps']
}

/** A process on the store of this test, with a switch for the store's failing. */
async function process({ caps = NO_CAPS, ...rest }: Setup = {}) {
  const log = new RecordingLog()
  const state: { failing: 'full' | 'unreadable' | null; charged: number } = { failing: null, charged: 0 }
  const readable = () => {
    if (state.failing !== null) throw new StoreError(verbatim('The disk cannot be read.'), 'broken')
  }
  const store: Spendings = {
    async charge(charges) {
      if (state.failing === 'full') throw new StoreError(verbatim('The disk is full.'), 'full')
      state.charged += 1
      await kept.charge(charges)
    },
    async spent(query) {
      readable()
      return kept.spent(query)
    },
    async charges(session) {
      readable()
      return kept.charges(session)
    },
    async orphans() {
      readable()
      return kept.orphans()
    },
  }
  const spend = new Spend({ store, clock, log, caps, currency: 'USD', orphanMs: 120_000, ...rest })
  await spend.load()
  return { spend, log, state }
}

const uses = (billedMs: number, open = 1, engine = cloud): readonly EngineUse[] => [
  { engine, billedMs, open },
]
const day = (of = '2026-11-22') => kept.spent({ from: of, to: of })
/** Lets promises of the store settle. */
const settle = () => clock.run(1, 1)
const sentences = (account: SpendAccount) => account.takeNews().map(({ kind }) => kind)

describe('what sessions spend', () => {
  test('is counted at once by the price of each engine, for session, guild and all', async () => {
    const { spend } = await process()
    const account = await spend.open(first, ann)
    account.update([...uses(50_000), ...uses(5_000, 0, byAudio), ...uses(0, 0, local)], 40_000)
    const other = await spend.open(second, bob)
    other.update(uses(HUNDREDTH_MS), 0)
    expect(account.spend).toEqual({
      billedMs: 55_000,
      spokenMs: 40_000,
      cost: expect.closeTo(0.01, 9),
      currency: 'USD',
      caps: [],
    })
    expect(spend.guildSpent(ann).day).toEqual({
      billedMs: 55_000,
      spokenMs: 40_000,
      cost: expect.closeTo(0.01, 9),
    })
    expect(spend.total().month).toEqual({
      billedMs: 155_000,
      spokenMs: 40_000,
      cost: expect.closeTo(0.02, 9),
    })
    expect(spend.costs()).toEqual([
      { engine: 'cloud', billedMs: 150_000, cost: expect.closeTo(0.015, 9) },
      { engine: 'by-audio', billedMs: 5_000, cost: expect.closeTo(0.005, 9) },
      { engine: 'local', billedMs: 0, cost: 0 },
    ])
    await spend.close()
  })

  test('is kept when a connection opens, then every ten seconds, and not while nothing changes', async () => {
    const { spend, state } = await process()
    const account = await spend.open(first, ann)
    account.update(uses(0, 0), 1_000)
    await settle()
    expect(state.charged).toBe(0)
    account.update(uses(500), 1_000)
    await settle()
    expect(state.charged).toBe(1)
    account.update(uses(9_000), 1_000)
    await clock.run(9_000, 1_000)
    expect((await day()).billedMs).toBe(500)
    await clock.run(1_000, 1_000)
    expect((await day()).billedMs).toBe(9_000)
    await clock.run(60_000, 1_000)
    expect(state.charged).toBe(2)
    await spend.close()
  })

  test('of a session over midnight belongs to both days, by when it was seen', async () => {
    clock = new ManualClock(Date.UTC(2026, 10, 30, 23, 59, 50))
    const { spend } = await process({ caps: { ...NO_CAPS, guildDay: 1 } })
    const account = await spend.open(first, ann)
    account.update(uses(8_000), 6_000)
    await clock.run(12_000, 1_000)
    account.update(uses(20_000), 16_000)
    await spend.save()
    const [before, after] = [await day('2026-11-30'), await day('2026-12-01')]
    expect([before.billedMs, before.spokenMs]).toEqual([8_000, 6_000])
    expect([after.billedMs, after.spokenMs]).toEqual([12_000, 10_000])
    expect(spend.guildSpent(ann).day.billedMs).toBe(12_000)
    expect(spend.guildSpent(ann).month.billedMs).toBe(12_000)
    expect(account.spend.billedMs).toBe(20_000)
    // After a crash, what is open now is to be charged for once.
    expect((await kept.charges(first)).map(({ day, open }) => [day, open])).toEqual([
      ['2026-11-30', 0],
      ['2026-12-01', 1],
    ])
    expect(account.spend.caps).toEqual([{ period: 'day', cap: 1, spent: expect.closeTo(0.0012, 9) }])
    await account.close()
    expect(await kept.orphans()).toEqual([])
    await spend.close()
  })

  test('may shrink when the service tells its own figure, also from the day before', async () => {
    clock = new ManualClock(Date.UTC(2026, 10, 22, 23, 59, 58))
    const { spend } = await process()
    const account = await spend.open(first, ann)
    account.update(uses(30_000), 0)
    await clock.run(3_000, 1_000)
    account.update(uses(30_300), 0)
    account.update(uses(29_000, 0), 0)
    await account.close()
    expect((await day('2026-11-22')).billedMs).toBe(29_000)
    expect((await day('2026-11-23')).billedMs).toBe(0)
    expect(spend.guildSpent(ann).day.billedMs).toBe(0)
    expect(account.spend.billedMs).toBe(29_000)
    // What machines are told only grows.
    expect(spend.costs()[0]?.billedMs).toBe(30_300)
    await spend.close()
  })

  test('goes on from what was kept when a session is resumed', async () => {
    const before = await process()
    const account = await before.spend.open(first, ann)
    account.update([...uses(40_000), ...uses(1_000, 0, byAudio)], 30_000)
    account.update([...uses(40_000, 0), ...uses(1_000, 0, byAudio)], 30_000)
    await account.close()
    await before.spend.close()
    clock = new ManualClock(NOON + 60_000)
    const { spend } = await process()
    const resumed = await spend.open(first, ann)
    expect(resumed.spend).toMatchObject({ billedMs: 41_000, spokenMs: 30_000 })
    resumed.update(uses(10_000), 5_000)
    expect(resumed.spend).toMatchObject({ billedMs: 51_000, spokenMs: 35_000 })
    expect(spend.guildSpent(ann).day).toMatchObject({ billedMs: 51_000, spokenMs: 35_000 })
    await resumed.close()
    expect(await day()).toMatchObject({ billedMs: 51_000, spokenMs: 35_000 })
    expect(await kept.charges(first)).toHaveLength(2)
    await spend.close()
  })

  test('has no more open connections when its account is closed, and then does not change any more', async () => {
    const { spend } = await process()
    const account = await spend.open(first, ann)
    account.update(uses(5_000, 3), 0)
    await settle()
    expect((await kept.charges(first))[0]?.open).toBe(3)
    const forgotten = await spend.open(second, bob)
    forgotten.update(uses(1_000, 2), 0)
    await account.close()
    await account.close()
    account.update(uses(9_000, 3), 0)
    await spend.save()
    expect(await kept.charges(first)).toMatchObject([{ billedMs: 5_000, open: 0 }])
    await spend.close()
    await spend.close()
    expect(await kept.charges(second)).toMatchObject([{ billedMs: 1_000, open: 0 }])
    expect(clock.pending).toBe(0)
  })

  test('is kept whole when an account is closed while a save is under way', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    const store: Spendings = { ...kept, charge: (charges) => held.then(() => kept.charge(charges)) }
    const { spend } = await process({ store })
    const account = await spend.open(first, ann)
    account.update(uses(5_000), 0)
    await settle()
    account.update(uses(6_000, 0), 0)
    const closed = account.close()
    release()
    await closed
    expect(await kept.charges(first)).toMatchObject([{ billedMs: 6_000, open: 0 }])
    await spend.close()
  })
})

describe('after a crash', () => {
  test('what was left open is charged for as long as it may have been billed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spend-'))
    const reopen = async () => {
      await kept.close()
      kept = await openSqliteStore({ folder, clock, log: new RecordingLog() })
    }
    await reopen()
    const dead = await process()
    const account = await dead.spend.open(first, ann)
    account.update(uses(10_000, 2), 8_000)
    await dead.spend.save()
    // The process dies: nothing of it is closed, and the next one finds its store as it is.
    await reopen()
    const { spend, log } = await process()
    // Ten seconds since it was kept last, and two minutes until the service closes what it hears nothing from.
    expect(spend.total().day).toMatchObject({ billedMs: 10_000 + 2 * 130_000, spokenMs: 8_000 })
    expect(spend.total().day.cost).toBeCloseTo(0.027, 9)
    expect(await kept.charges(first)).toMatchObject([{ open: 0, billedMs: 270_000 }])
    expect(log.lines).toContainEqual({ event: 'speech sessions were left open', count: 2 })
    const resumed = await spend.open(first, ann)
    expect(resumed.spend.billedMs).toBe(270_000)
    await resumed.close()
    await spend.close()
    await reopen()
    expect(await kept.orphans()).toEqual([])
    await rm(folder, { recursive: true })
  })

  test('a connection that had only just been opened has a price too', async () => {
    const { spend } = await process()
    const account = await spend.open(first, ann)
    account.update(uses(0, 1), 0)
    await settle()
    const [charge] = await kept.charges(first)
    expect(charge).toMatchObject({ open: 1, billedMs: 1 })
    expect((charge?.cost ?? 0) / (charge?.billedMs ?? 1)).toBeCloseTo(0.36 / 3_600_000, 12)
    await spend.close()
  })
})

describe('a store that fails', () => {
  test('stops nothing, is logged, and is made up for later', async () => {
    const { spend, log, state } = await process()
    const account = await spend.open(first, ann)
    state.failing = 'full'
    account.update(uses(5_000), 4_000)
    await clock.run(25_000, 1_000)
    expect(log.lines.filter(({ event }) => event === 'spend not kept').length).toBeGreaterThanOrEqual(2)
    expect(account.spend.billedMs).toBe(5_000)
    account.update(uses(6_000, 0), 5_000)
    await account.close()
    expect((await day()).billedMs).toBe(0)
    state.failing = null
    await clock.run(10_000, 1_000)
    expect(await day()).toMatchObject({ billedMs: 6_000, spokenMs: 5_000 })
    await spend.close()
    expect(await kept.charges(first)).toMatchObject([{ billedMs: 6_000, open: 0 }])
  })

  test.each(['full', 'unreadable'] as const)(
    'that is %s is not written over: what a session had cost before is kept',
    async (failing) => {
      const before = await process()
      const account = await before.spend.open(first, ann)
      account.update(uses(40_000, 0), 30_000)
      await account.close()
      await before.spend.close()
      const { spend, state, log } = await process()
      state.failing = failing
      const resumed = await spend.open(first, ann)
      resumed.update(uses(2_000), 1_000)
      expect(log.lines.map(({ event }) => event)).toContain('spend not read')
      expect(resumed.spend.billedMs).toBe(2_000)
      await clock.run(10_000, 1_000)
      expect((await day()).billedMs).toBe(40_000)
      state.failing = null
      await spend.save()
      expect(resumed.spend).toMatchObject({ billedMs: 42_000, spokenMs: 31_000 })
      expect(spend.guildSpent(ann).day).toMatchObject({ billedMs: 42_000, spokenMs: 31_000 })
      expect(await day()).toMatchObject({ billedMs: 42_000, spokenMs: 31_000 })
      await spend.close()
    },
  )
})

describe('a cap', () => {
  const SPENDABLE = { ...NO_CAPS, guildDay: 0.1 }

  test('is warned of at 80 %, once in its day, over several sessions', async () => {
    const { spend } = await process({ caps: SPENDABLE })
    const account = await spend.open(first, ann)
    account.update(uses(7.9 * HUNDREDTH_MS), 0)
    expect(account.takeNews()).toEqual([])
    account.update(uses(8 * HUNDREDTH_MS), 0)
    expect(account.takeNews().map(({ kind, sentence }) => [kind, inEnglish(sentence)])).toEqual([
      ['warning', expect.stringMatching(/^80 % of what this server .* today is used: 0\.08 of 0\.10 USD\./)],
    ])
    account.update(uses(8.1 * HUNDREDTH_MS, 0), 0)
    expect(account.takeNews()).toEqual([])
    await account.close()
    const next = await spend.open(second, ann)
    next.update(uses(0.1 * HUNDREDTH_MS), 0)
    expect(next.takeNews()).toEqual([])
    // Another day, another warning.
    await clock.run(86_400_000, 3_600_000)
    next.update(uses(8.2 * HUNDREDTH_MS), 0)
    expect(sentences(next)).toEqual(['warning'])
    expect(spend.guildSpent(ann).day.billedMs).toBeCloseTo(8.1 * HUNDREDTH_MS, 3)
    expect(spend.guildSpent(ann).month.billedMs).toBeCloseTo(16.3 * HUNDREDTH_MS, 3)
    await spend.close()
  })

  test('of a guild of its own counts in that guild alone, and not in the next one', async () => {
    const own = { guildDay: 0.01, guildMonth: null }
    const guildCaps = (guild: GuildId) => (guild === ann ? own : { guildDay: 0.1, guildMonth: null })
    const { spend } = await process({ caps: SPENDABLE, guildCaps })
    const [annas, bobs] = [await spend.open(first, ann), await spend.open(second, bob)]
    for (const account of [annas, bobs]) account.update(uses(HUNDREDTH_MS), 0)
    expect([sentences(annas), sentences(bobs)]).toEqual([['spent'], []])
    expect(annas.spend.caps).toEqual([{ period: 'day', spent: expect.closeTo(0.01, 9), cap: 0.01 }])
    expect(inEnglish(await spend.refusal(ann, cloud))).toMatch(/0\.01 USD/)
    expect(await spend.refusal(bob, cloud)).toBeNull()
    // What it is changed to counts at once.
    own.guildDay = 0.05
    expect(await spend.refusal(ann, cloud)).toBeNull()
    await spend.close()
  })

  test('ends the session when it is used up, told once, and refuses the next until the day is over', async () => {
    const { spend } = await process({ caps: SPENDABLE })
    const account = await spend.open(first, ann)
    expect(await spend.refusal(ann, cloud)).toBeNull()
    account.update(uses(10 * HUNDREDTH_MS), 0)
    const [news, ...more] = account.takeNews()
    expect(news?.kind).toBe('spent')
    expect(inEnglish(news?.sentence ?? null)).toContain('(0.10 USD)')
    expect(more).toEqual([])
    account.update(uses(11 * HUNDREDTH_MS, 0), 0)
    expect(account.takeNews()).toEqual([])
    await account.close()
    expect(inEnglish(await spend.refusal(ann, cloud))).toBe(inEnglish(news?.sentence ?? null))
    expect(await spend.refusal(bob, cloud)).toBeNull()
    await clock.run(12 * 3_600_000, 3_600_000)
    expect(await spend.refusal(ann, cloud)).toBeNull()
    await spend.close()
  })

  test('counts what processes before this one have spent, before anything is opened', async () => {
    await kept.charge([
      {
        session: first,
        guild: ann,
        engine: 'cloud',
        day: '2026-11-03',
        billedMs: 1,
        spokenMs: 1,
        cost: 5,
        open: 0,
      },
    ])
    const month = { ...NO_CAPS, guildMonth: 5 }
    const { spend } = await process({ caps: month })
    expect(inEnglish(await spend.refusal(ann, cloud))).toMatch(/this month is used up/)
    expect(await spend.refusal(bob, cloud)).toBeNull()
    expect(spend.total().month.cost).toBe(5)
    expect(spend.total().day.cost).toBe(0)
    await spend.close()
  })

  test('for all is reached by two guilds together, and both stop', async () => {
    const { spend } = await process({ caps: { ...NO_CAPS, totalDay: 0.1 } })
    const [mine, other] = [await spend.open(first, ann), await spend.open(second, bob)]
    mine.update(uses(4 * HUNDREDTH_MS), 0)
    other.update(uses(4 * HUNDREDTH_MS), 0)
    expect([sentences(mine), sentences(other)]).toEqual([['warning'], ['warning']])
    mine.update(uses(5 * HUNDREDTH_MS), 0)
    other.update(uses(5 * HUNDREDTH_MS), 0)
    expect([sentences(mine), sentences(other)]).toEqual([['spent'], ['spent']])
    // What other servers spend is not this one's to read.
    expect(mine.spend.caps).toEqual([])
    await spend.close()
  })

  test('of nothing allows what is free, and nothing else', async () => {
    const { spend } = await process({ caps: { ...NO_CAPS, guildDay: 0 } })
    expect(await spend.refusal(ann, local)).toBeNull()
    expect(inEnglish(await spend.refusal(ann, cloud))).toMatch(/costs money is not allowed in this server/)
    const account = await spend.open(first, ann)
    account.update(uses(0, 0, local), 60_000)
    expect(account.takeNews()).toEqual([])
    expect(account.spend).toMatchObject({ billedMs: 0, spokenMs: 60_000, cost: 0 })
    // A service takes over from the engine on this machine: that is not free any more.
    account.update([...uses(0, 0, local), ...uses(1_000)], 61_000)
    expect(sentences(account)).toEqual(['spent'])
    await spend.close()
  })

  test('that was reached by others does not end a session that costs nothing', async () => {
    const { spend } = await process({ caps: { ...NO_CAPS, totalMonth: 0.01 } })
    const [paying, free] = [await spend.open(first, ann), await spend.open(second, bob)]
    free.update(uses(0, 0, local), 1_000)
    paying.update(uses(2 * HUNDREDTH_MS), 0)
    expect([sentences(paying), sentences(free)]).toEqual([['spent'], []])
    await spend.close()
  })
})
