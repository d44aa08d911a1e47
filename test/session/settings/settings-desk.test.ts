import { beforeEach, describe, expect, test } from '@jest/globals'
import { StoreError, UserError } from '../../../src/base/errors.ts'
import { type GuildId, guildId } from '../../../src/base/ids.ts'
import type { GuildSettings } from '../../../src/session/settings/guild-settings.ts'
import { SettingsDesk } from '../../../src/session/settings/settings-desk.ts'
import type { Settings } from '../../../src/session/store.ts'
import { openSqliteStore } from '../../../src/storage/sqlite-store.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { PLAIN_HOST } from '../../support/plain-host.ts'
import { RecordingLog } from '../../support/recording-log.ts'

const [ours, theirs] = [guildId('100'), guildId('200')]

describe('the settings desk', () => {
  let store: Settings
  let reads: number
  let log: RecordingLog
  let desk: SettingsDesk
  let told: [GuildId, Partial<GuildSettings>][]
  const open = () => {
    const next = new SettingsDesk({ store, host: PLAIN_HOST, log })
    told = []
    next.watch((guild, { consent, thread }) => told.push([guild, { consent, thread }]))
    return next
  }
  beforeEach(async () => {
    log = new RecordingLog()
    const kept = await openSqliteStore({ folder: ':memory:', clock: new ManualClock(), log })
    reads = 0
    store = {
      guildSettings: (guild) => {
        reads += 1
        return kept.guildSettings(guild)
      },
      keepGuildSettings: (guild, changes) => kept.keepGuildSettings(guild, changes),
    }
    desk = open()
  })

  test('keeps a change, tells it, and answers with it, also as the next process', async () => {
    await desk.change(ours, 'consent', 'Ask')
    expect(told).toEqual([[ours, { consent: 'ask', thread: false }]])
    expect(await desk.of(ours)).toMatchObject({ consent: 'ask' })
    expect(desk.known(ours)).toMatchObject({ consent: 'ask' })
    desk = open()
    expect(desk.known(ours)).toMatchObject({ consent: 'notice' })
    expect(await desk.of(ours)).toMatchObject({ consent: 'ask' })
    expect(Object.fromEntries(await desk.chosen(ours))).toEqual({ consent: 'ask' })
  })

  test('takes no other guild’s settings for this one’s', async () => {
    await desk.change(ours, 'consent', 'ask')
    await desk.change(theirs, 'thread', 'on')
    expect(await desk.of(ours)).toMatchObject({ consent: 'ask', thread: false })
    expect(await desk.of(theirs)).toMatchObject({ consent: 'notice', thread: true })
    expect([...(await desk.chosen(ours)).keys()]).toEqual(['consent'])
  })

  test('forgets nothing that another process has kept', async () => {
    await desk.change(ours, 'thread', 'on')
    desk = open()
    await desk.change(ours, 'consent', 'ask')
    expect(told).toEqual([[ours, { consent: 'ask', thread: true }]])
    expect(await desk.of(ours)).toMatchObject({ consent: 'ask', thread: true })
  })

  test('goes back to what the host has set', async () => {
    await desk.change(ours, 'thread', 'on')
    await desk.change(ours, 'thread', null)
    expect(await desk.of(ours)).toMatchObject({ thread: false })
    expect((await desk.chosen(ours)).size).toBe(0)
  })

  test.each([
    ['consent', 'off', 'Consent must be notice or ask.'],
    ['nonsense', 'on', 'There is no such setting. Choose one of those that are offered.'],
  ])('refuses %s = %s with a sentence, and nothing has changed', async (name, text, sentence) => {
    await expect(desk.change(ours, name, text)).rejects.toEqual(new UserError(verbatim(sentence)))
    expect([told, (await store.guildSettings(ours)).size]).toEqual([[], 0])
  })

  test('changes nothing that could not be kept', async () => {
    await desk.of(ours)
    store.keepGuildSettings = async () => {
      throw new StoreError(verbatim('The disk is full.'), 'full')
    }
    await expect(desk.change(ours, 'thread', 'on')).rejects.toThrow('The disk is full.')
    expect([desk.known(ours).thread, told]).toEqual([false, []])
  })

  test('loses none of two changes at once', async () => {
    await Promise.all([desk.change(ours, 'thread', 'on'), desk.change(ours, 'consent', 'ask')])
    expect(await desk.of(ours)).toMatchObject({ thread: true, consent: 'ask' })
    desk = open()
    expect(await desk.of(ours)).toMatchObject({ thread: true, consent: 'ask' })
  })

  test('reads a guild once, and anew when it has come back', async () => {
    await desk.of(ours)
    await desk.of(ours)
    expect(reads).toBe(1)
    await store.keepGuildSettings(ours, new Map([['thread', 'on']]))
    desk.forget(ours)
    expect(await desk.of(ours)).toMatchObject({ thread: true })
  })

  test('writes no value into the log', async () => {
    await desk.change(ours, 'key-terms', 'Mordenkainen')
    expect(JSON.stringify(log)).not.toContain('Mordenkainen')
    expect(JSON.stringify(log)).toContain('key-terms')
  })
})
