import { describe, expect, test } from '@jest/globals'
import { StoreError } from '../../../src/base/errors.ts'
import { guildId } from '../../../src/base/ids.ts'
import { createLog } from '../../../src/base/log.ts'
import { ConsentBook } from '../../../src/session/consent/consent-book.ts'
import type { ConsentRule } from '../../../src/session/consent/consent-rule.ts'
import { readGuildSettings } from '../../../src/session/settings/guild-settings.ts'
import type { SettingsWatcher } from '../../../src/session/settings/settings-desk.ts'
import type { Consents } from '../../../src/session/store.ts'
import { openSqliteStore } from '../../../src/storage/sqlite-store.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { ANNA, BEN, GUILD } from '../../storage/samples.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { PLAIN_HOST } from '../../support/plain-host.ts'

const OTHER = guildId('9')

async function open() {
  const clock = new ManualClock()
  const log = createLog('silent')
  const store = await openSqliteStore({ folder: ':memory:', clock, log })
  const plain = readGuildSettings(new Map(), PLAIN_HOST)
  const watchers: SettingsWatcher[] = []
  const settings = {
    of: async () => plain,
    watch: (watcher: SettingsWatcher) => void watchers.push(watcher),
  }
  const rule = ({ mode: consent, hearBots }: ConsentRule) => {
    for (const watcher of watchers) watcher(GUILD, { ...plain, consent, hearBots })
  }
  const book = new ConsentBook({ store, settings, clock, log })
  const withStore = (store: Consents) => new ConsentBook({ store, settings, clock, log })
  return { book, store, rule, withStore, again: () => withStore(store) }
}

const optOut = { guild: GUILD, person: ANNA.id, decision: 'opted-out', through: 'notice' } as const

describe('the book of consent', () => {
  test('holds for one guild and person, and for the next process', async () => {
    const { book, again } = await open()
    await book.decide(optOut)
    expect((await book.of(GUILD)).standing(ANNA)).toBe('opted-out')
    expect((await book.of(GUILD)).standing(BEN)).toBe('heard')
    expect((await book.of(OTHER)).standing(ANNA)).toBe('heard')
    expect((await again().of(GUILD)).standing(ANNA)).toBe('opted-out')
  })

  test('tells each change within the call that makes it, and who is concerned', async () => {
    const { book, rule } = await open()
    const consent = await book.of(GUILD)
    const told: unknown[] = []
    const unwatch = consent.watch((person) => told.push([person, consent.hears(ANNA)]))
    consent.decide(ANNA.id, 'opted-out')
    expect(told).toEqual([[ANNA.id, false]])
    await book.decide({ ...optOut, decision: 'agreed' })
    rule({ mode: 'ask', hearBots: true })
    await Promise.resolve()
    // The same once more is no change.
    rule({ mode: 'ask', hearBots: true })
    await Promise.resolve()
    expect(told.slice(1)).toEqual([
      [ANNA.id, true],
      [null, true],
    ])
    expect([consent.standing(BEN), consent.standing({ ...BEN, bot: true })]).toEqual(['unasked', 'heard'])
    unwatch()
    consent.decide(BEN.id, 'agreed')
    expect(told).toHaveLength(3)
  })

  test('lets whoever opts out while their agreement is still being kept stay unheard', async () => {
    const { store, ...rest } = await open()
    const locked = Promise.withResolvers<void>()
    const book = rest.withStore({
      ...store,
      keepConsent: (entry) => locked.promise.then(() => store.keepConsent(entry)),
    })
    const agreed = book.decide({ ...optOut, decision: 'agreed' })
    const out = book.decide(optOut)
    const consent = await book.of(GUILD)
    locked.resolve()
    await Promise.all([agreed, out])
    expect(consent.standing(ANNA)).toBe('opted-out')
    expect((await rest.again().of(GUILD)).standing(ANNA)).toBe('opted-out')
    await book.decide({ ...optOut, decision: 'agreed' })
    expect(consent.standing(ANNA)).toBe('heard')
  })

  test('lets nobody be heard on a decision that could not be kept, and keeps nobody on whom it could not be', async () => {
    const { store, ...rest } = await open()
    const consent = await rest.book.of(GUILD)
    const real = store.keepConsent
    store.keepConsent = async () => {
      throw new StoreError(verbatim('The disk is full: make room.'), 'full')
    }
    await expect(rest.book.decide(optOut)).rejects.toThrow('The disk is full')
    expect(consent.standing(ANNA)).toBe('opted-out')
    await expect(rest.book.decide({ ...optOut, decision: 'agreed' })).rejects.toThrow('The disk is full')
    expect(consent.standing(ANNA)).toBe('opted-out')
    store.keepConsent = real
    await rest.book.decide({ ...optOut, decision: 'agreed' })
    expect(consent.standing(ANNA)).toBe('heard')
  })

  test('reads a guild anew where it could not be read', async () => {
    const { store, book } = await open()
    const real = store.consents
    store.consents = async () => {
      throw new StoreError(verbatim('It is locked.'), 'locked')
    }
    await expect(book.of(GUILD)).rejects.toThrow('It is locked.')
    store.consents = real
    expect((await book.of(GUILD)).hears(ANNA)).toBe(true)
  })
})
