import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type GuildId, guildId, sessionId } from '../../../src/base/ids.ts'
import type { Posted } from '../../../src/session/record/removals.ts'
import { Retention, type RetentionOptions } from '../../../src/session/record/retention.ts'
import type { Store } from '../../../src/session/store.ts'
import { openSqliteStore } from '../../../src/storage/sqlite-store.ts'
import { CHANNEL, GUILD, idsOf, OTHER_GUILD, post, record, turn } from '../../storage/samples.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { RecordingLog } from '../../support/recording-log.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

describe('retention', () => {
  let clock: ManualClock
  let log: RecordingLog
  let store: Store
  let retention: Retention

  beforeEach(async () => {
    clock = new ManualClock()
    log = new RecordingLog()
    store = await openSqliteStore({ folder: ':memory:', clock: new HurriedClock(), log })
  })
  afterEach(async () => {
    await retention.close()
    await store.close()
    expect(clock.pending).toBe(0)
  })

  const retain = (more: Partial<RetentionOptions> = {}) => {
    retention = new Retention({ store, clock, log, days: 7, ...more })
    return retention
  }
  /** A session that ended now, with a message. */
  const ended = async (id: string, guild: GuildId = GUILD) => {
    const session = sessionId(id)
    await store.begin(record(id, { guild, startedAt: clock.wall() }))
    const line = await store.addTurn(session, turn('901:0', 0, 'kept words'))
    const outbox = store.outbox(session)
    await outbox.posted(await outbox.begin(post('n', [{ line, from: 0, to: 5 }]), 0), `message of ${id}`)
    await store.end(session, clock.wall(), 'over')
    return session
  }
  const kept = async (guild: GuildId = GUILD) => idsOf(await store.sessions(guild, 100)).toSorted()
  /** Moves time on; the second sweep is one that began after that. */
  const pass = async (ms: number) => {
    clock.advance(ms)
    await retention.sweep()
    await retention.sweep()
  }

  test('deletes at the start what ended long enough ago, and nothing younger or open', async () => {
    await ended('old')
    await store.begin(record('open', { startedAt: clock.wall() }))
    await store.begin(record('suspended', { startedAt: clock.wall() }))
    await store.suspend(sessionId('suspended'), clock.wall())
    clock.advance(DAY_MS)
    await ended('young')
    clock.advance(6 * DAY_MS + 1)
    await retain().start()
    expect(await kept()).toEqual(['open', 'suspended', 'young'])
    expect(await store.search(GUILD, 'kept', 10)).toHaveLength(1)
  })

  test('deletes sooner what is of a guild that wants it so, and nothing of another', async () => {
    const guildDays = async (guild: GuildId) => (guild === GUILD ? 2 : 7)
    await ended('ours')
    await ended('theirs', OTHER_GUILD)
    await retain({ guildDays }).start()
    await pass(2 * DAY_MS)
    expect([await kept(), await kept(OTHER_GUILD)]).toEqual([['ours'], ['theirs']])
    await pass(1)
    expect([await kept(), await kept(OTHER_GUILD)]).toEqual([[], ['theirs']])
    await pass(5 * DAY_MS)
    expect(await kept(OTHER_GUILD)).toEqual([])
  })

  test('deletes what a guild wants deleted where the host keeps everything', async () => {
    await ended('ours')
    await ended('theirs', OTHER_GUILD)
    await retain({ days: null, guildDays: async (guild) => (guild === GUILD ? 1 : null) }).start()
    await pass(DAY_MS + 1)
    expect([await kept(), await kept(OTHER_GUILD)]).toEqual([[], ['theirs']])
  })

  test('looks again every 6 hours', async () => {
    await retain().start()
    await ended('one')
    await pass(7 * DAY_MS)
    expect(await kept()).toEqual(['one'])
    clock.advance(6 * HOUR_MS - 1)
    expect(log.lines).toEqual([])
    clock.advance(1)
    await log.line('session deleted')
    expect(await kept()).toEqual([])
  })

  test('keeps sessions for ever where no days are set', async () => {
    await ended('one')
    await retain({ days: null }).start()
    await pass(10_000 * DAY_MS)
    expect(await kept()).toEqual(['one'])
  })

  test('deletes what is kept of a guild 30 days after the bot was removed from it', async () => {
    await ended('ours')
    await ended('theirs', OTHER_GUILD)
    await retain({ days: null }).start()
    await retention.guildLeft(GUILD)
    await pass(30 * DAY_MS)
    expect(await kept()).toEqual(['ours'])
    await pass(1)
    expect(await kept()).toEqual([])
    expect(await kept(OTHER_GUILD)).toEqual(['theirs'])
    expect(await store.guilds()).toEqual([OTHER_GUILD])
  })

  test('spares a guild that takes the bot back in time', async () => {
    await ended('ours')
    await retain({ days: null }).start()
    await retention.guildLeft(GUILD)
    await pass(29 * DAY_MS)
    await retention.guildBack(GUILD)
    await pass(29 * DAY_MS)
    expect(await kept()).toEqual(['ours'])
  })

  test('finds out what changed while the bot was away, and counts from when it first knew', async () => {
    await ended('lost')
    await ended('regained', OTHER_GUILD)
    await store.guildLeft(OTHER_GUILD, clock.wall())
    await retain({ days: null }).start()
    const elsewhere = guildId('500000000000000009')
    await retention.guildsAre([OTHER_GUILD, elsewhere])
    await pass(20 * DAY_MS)
    await retention.guildsAre([OTHER_GUILD, elsewhere])
    await pass(11 * DAY_MS)
    expect(await kept()).toEqual([])
    expect(await kept(OTHER_GUILD)).toEqual(['regained'])
  })

  test('removes the messages of what it deletes where it is asked to, and only there', async () => {
    const removed: Posted[] = []
    const removeMessages = async (messages: readonly Posted[]) => void removed.push(...messages)
    const [one, two] = [await ended('one'), await ended('two')]
    retain({ removeMessages })
    await retention.deleteSession(one, { messages: false })
    expect(removed).toEqual([])
    await retention.deleteSession(two, { messages: true })
    expect(removed).toEqual([{ channel: CHANNEL, message: 'message of two' }])
    expect(await kept()).toEqual([])
  })

  test.each([
    [true, ['message of one']],
    [undefined, []],
  ])('a sweep takes the messages along if they are to go too (%s)', async (withMessages, expected) => {
    const removed: string[] = []
    await ended('one')
    clock.advance(8 * DAY_MS)
    const removeMessages = async (messages: readonly Posted[]) =>
      void removed.push(...messages.map(({ message }) => message))
    await retain({ removeMessages, withMessages }).start()
    expect(removed).toEqual(expected)
    expect(await kept()).toEqual([])
  })

  test('deletes the record though Discord does not let the messages go', async () => {
    const session = await ended('one')
    retain({ removeMessages: () => Promise.reject(new Error('Missing Permissions')) })
    await retention.deleteSession(session, { messages: true })
    expect(await kept()).toEqual([])
    expect(log.lines).toContainEqual({ event: 'messages not deleted', session, messages: 1 })
  })

  test('a store that fails is tried again by the next sweep', async () => {
    await ended('one')
    let failures = 1
    const deleteSession: Store['deleteSession'] = (id) =>
      failures-- > 0 ? Promise.reject(new Error('disk')) : store.deleteSession(id)
    clock.advance(8 * DAY_MS)
    await retain({ store: { ...store, deleteSession } }).start()
    expect(log.lines).toContainEqual({ event: 'sessions not deleted' })
    expect(await kept()).toEqual(['one'])
    clock.advance(6 * HOUR_MS)
    await log.line('session deleted')
    expect(await kept()).toEqual([])
  })

  test('stops after the session it is at when it is closed', async () => {
    await ended('one')
    await ended('two')
    clock.advance(8 * DAY_MS)
    const deleteSession: Store['deleteSession'] = async (id) => {
      void retention.close()
      await store.deleteSession(id)
    }
    await retain({ store: { ...store, deleteSession } }).start()
    expect(await kept()).toEqual(['two'])
    clock.advance(DAY_MS)
    await retention.sweep()
    expect(await kept()).toEqual(['two'])
  })

  test('keeps the record of messages that it did not come to delete when it is closed', async () => {
    await ended('one')
    clock.advance(8 * DAY_MS)
    let stopped = false
    const removeMessages = async (_: readonly Posted[], stop: AbortSignal) => {
      void retention.close()
      stopped = stop.aborted
    }
    await retain({ removeMessages, withMessages: true }).start()
    expect(stopped).toBe(true)
    expect(await kept()).toEqual(['one'])
  })

  test('starts once, and not after it was closed', async () => {
    await retain().start()
    await retention.start()
    expect(clock.pending).toBe(1)
    await retention.close()
    await retention.start()
    expect(clock.pending).toBe(0)
  })
})

/** The store's own pauses end at once. */
class HurriedClock extends ManualClock {
  override after(ms: number, fn: () => void) {
    queueMicrotask(fn)
    return super.after(ms, () => {})
  }
}
