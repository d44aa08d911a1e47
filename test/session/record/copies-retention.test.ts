import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type GuildId, sessionId } from '../../../src/base/ids.ts'
import { Retention, type RetentionOptions } from '../../../src/session/record/retention.ts'
import type { Store } from '../../../src/session/store.ts'
import { openSqliteStore } from '../../../src/storage/sqlite-store.ts'
import { ANNA, CHANNEL, GUILD, OTHER_GUILD, post, record, turn } from '../../storage/samples.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { RecordingLog } from '../../support/recording-log.ts'

const DAY_MS = 24 * 3_600_000
const S = sessionId('session-1')

describe('messages in which words stand beside the lines', () => {
  let clock: ManualClock
  let store: Store
  let retention: Retention
  let removed: string[]
  const log = new RecordingLog()

  beforeEach(async () => {
    clock = new ManualClock()
    removed = []
    store = await openSqliteStore({ folder: ':memory:', clock: new HurriedClock(), log })
    retention = retain()
  })
  afterEach(async () => {
    await retention.close()
    await store.close()
  })

  const retain = (more: Partial<RetentionOptions> = {}) => {
    retention = new Retention({
      store,
      clock,
      log,
      days: 7,
      withMessages: true,
      removeMessages: async (messages) => void removed.push(...messages.map(({ message }) => message)),
      ...more,
    })
    return retention
  }
  const at = (day: number) => clock.wall() + day * DAY_MS
  const keepReply = (message: string, day: number, guild: GuildId = GUILD) =>
    store.keepCopy({ guild, kind: 'reply', author: ANNA.id, channel: CHANNEL, message, at: at(day) })
  const known = async () => (await store.repliesBefore(Number.MAX_SAFE_INTEGER)).map(({ message }) => message)
  /** A session that ended now: a line, and its transcript in two messages. */
  async function handedOut(): Promise<void> {
    await store.begin(record(S, { startedAt: clock.wall() }))
    const line = await store.addTurn(S, turn('a', 0, 'kept words'))
    const outbox = store.outbox(S)
    await outbox.posted(await outbox.begin(post('n', [{ line, from: 0, to: 5 }]), 0), 'line')
    for (const kind of ['handout', 'files'] as const)
      await store.keepCopy({ guild: GUILD, kind, session: S, channel: CHANNEL, message: kind, at: at(0) })
    await store.end(S, clock.wall(), 'over')
  }

  test('go with the transcript that they hold', async () => {
    await handedOut()
    await retention.sweep()
    expect(removed).toEqual([])
    clock.advance(8 * DAY_MS)
    await retention.sweep()
    expect(removed).toEqual(['line', 'handout', 'files'])
    expect(await store.messages(S)).toEqual([])
  })

  test('stay where the host has not set that they go, and nothing is known of them any more', async () => {
    await retain({ withMessages: false }).sweep()
    await handedOut()
    await keepReply('text', 0)
    clock.advance(8 * DAY_MS)
    await retention.sweep()
    expect([removed, await store.messages(S), await known()]).toEqual([[], [], []])
  })

  test('are, of sounds, as old as they were posted, and go by their guild’s own rule', async () => {
    await keepReply('old', -8)
    await keepReply('young', -3)
    await keepReply('old elsewhere', -3, OTHER_GUILD)
    await retain({ guildDays: async (guild) => (guild === OTHER_GUILD ? 2 : null) }).sweep()
    expect(removed.toSorted()).toEqual(['old', 'old elsewhere'])
    expect(await known()).toEqual(['young'])
  })

  test('are not forgotten when the process ends before they are deleted', async () => {
    await keepReply('old', -8)
    retain({ removeMessages: async () => void retention.close() })
    await retention.sweep()
    expect(await known()).toEqual(['old'])
  })

  test('go with all that is kept of a guild, which is known for them alone', async () => {
    await keepReply('here', 0)
    await keepReply('elsewhere', 0, OTHER_GUILD)
    expect(await store.guilds()).toEqual([GUILD, OTHER_GUILD])
    await store.deleteGuild(GUILD)
    expect(await known()).toEqual(['elsewhere'])
  })

  test('are not kept of a session that is not in the store', async () => {
    await store.keepCopy({ guild: GUILD, kind: 'handout', session: S, channel: CHANNEL, message: '1', at: 0 })
    expect(await store.messages(S)).toEqual([])
  })
})

/** Pauses between steps pass at once. */
class HurriedClock extends ManualClock {
  override after(ms: number, fn: () => void) {
    queueMicrotask(fn)
    return super.after(ms, () => {})
  }
}
