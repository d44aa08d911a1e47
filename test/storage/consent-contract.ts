import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { sessionId, speakerId } from '../../src/base/ids.ts'
import type { Store } from '../../src/session/store.ts'
import type { ConsentEntry } from '../../src/transcript/consent-record.ts'
import { ANNA, BEN, CHANNEL, GUILD, OTHER_GUILD, post, record, TO_ITS_END, turn } from './samples.ts'
import type { StoreFixture } from './store-contract.ts'

const START = 1_000_000
const S = sessionId('session-1')
const entry = (over: Partial<ConsentEntry> = {}): ConsentEntry => ({
  guild: GUILD,
  person: ANNA.id,
  decision: 'opted-out',
  at: START + 1_000,
  through: 'notice',
  ...over,
})

/** What a store must do with what people decided, and with words that they want to have removed. */
export function consentContract(name: string, setup: () => Promise<StoreFixture>): void {
  describe(`${name} keeps what people decided`, () => {
    let fixture: StoreFixture
    let store: Store
    beforeEach(async () => {
      fixture = await setup()
      store = fixture.store
    })
    afterEach(() => fixture.dispose())
    const words = async (session = S) => (await store.transcript(session))?.turns.map(({ text }) => text)

    test('by guild and person: the newest holds, also after a restart', async () => {
      await store.keepConsent(entry())
      await store.keepConsent(entry({ person: BEN.id, decision: 'agreed', through: 'privacy' }))
      const changed = entry({ decision: 'agreed', at: START + 2_000, through: 'privacy' })
      await store.keepConsent(changed)
      await store.keepConsent(entry({ guild: OTHER_GUILD, at: START + 3_000 }))
      await store.close()
      store = await fixture.reopen()
      expect(await store.consents(GUILD)).toEqual([
        entry({ person: BEN.id, decision: 'agreed', through: 'privacy' }),
        changed,
      ])
      expect(await store.consents(OTHER_GUILD)).toEqual([entry({ guild: OTHER_GUILD, at: START + 3_000 })])
      expect(await store.guilds()).toEqual(expect.arrayContaining([GUILD, OTHER_GUILD]))
      await store.deleteGuild(OTHER_GUILD)
      expect(await store.consents(OTHER_GUILD)).toEqual([])
      expect(await store.consents(GUILD)).toHaveLength(2)
    })

    test('and tells it with the transcript: of those whom it knows, until it ended, and how they were told', async () => {
      await store.begin(record(S))
      const notice = {
        atMs: 5.5,
        mode: 'ask',
        kind: 'start',
        channel: CHANNEL,
        message: '401',
      } as const
      await store.addNotice(S, notice)
      await store.addPresence(S, { speaker: ANNA, kind: 'joined', atMs: 0 })
      const before = entry({ at: START - 50_000 })
      const within = entry({ decision: 'agreed', at: START + 500 })
      for (const each of [
        before,
        within,
        entry({ person: speakerId('999') }),
        entry({ guild: OTHER_GUILD }),
        entry({ at: START + 90_000 }),
      ])
        await store.keepConsent(each)
      await store.end(S, START + 60_000, 'Stopped.')
      expect((await store.transcript(S))?.consent).toEqual({
        notices: [notice],
        decisions: [before, within],
      })
    })

    test('and what people were told, of which an older version kept less', async () => {
      await store.begin(record(S))
      const plain = { atMs: 5, mode: 'notice', kind: 'start', channel: CHANNEL, message: '401' } as const
      const notices = [
        plain,
        { ...plain, engine: 'sherpa', keptDays: 7 },
        { ...plain, engine: 'assemblyai', keptDays: null },
      ]
      for (const notice of notices) await store.addNotice(S, notice)
      expect((await store.transcript(S))?.consent.notices).toStrictEqual(notices)
    })

    test('and drops of somebody’s words what was not posted, open turns too', async () => {
      await store.begin(record(S))
      const outbox = store.outbox(S)
      const lines = new Map<string, number>()
      for (const [key, speaker] of [
        ['posted', ANNA],
        ['pending', ANNA],
        ['withdrawn', ANNA],
        ['waiting', ANNA],
        ['other', BEN],
      ] as const)
        lines.set(key, await store.addTurn(S, turn(key, 100, key, speaker)))
      for (const key of ['posted', 'pending', 'withdrawn']) {
        const parts = [{ line: lines.get(key) ?? 0, from: 0, to: TO_ITS_END }]
        const id = await outbox.begin(post(key, parts), START)
        if (key === 'posted') await outbox.posted(id, '500')
        if (key === 'withdrawn') await outbox.withdrawn(id)
      }
      await store.keepOpenTurn(S, turn('half', 900, 'half a'))
      await store.keepOpenTurn(S, turn('other half', 900, 'half of', BEN))
      await store.lived(S, START + 1_000, [
        { speaker: ANNA.id, sinceMs: 10 },
        { speaker: BEN.id, sinceMs: 20 },
      ])
      await store.dropUnposted(S, ANNA.id)
      expect(await words()).toEqual(['posted', 'other'])
      const { openTurns, unfinished } = await store.leftovers(S)
      expect(openTurns.map(({ speaker }) => speaker.id)).toEqual([BEN.id])
      expect(unfinished).toEqual([{ speaker: BEN.id, sinceMs: 20 }])
      expect((await outbox.unposted()).map(({ line }) => line)).toEqual([lines.get('other')])
    })

    test('and forgets a person’s words in all sessions of a guild, and in no other', async () => {
      const second = record('session-2')
      const elsewhere = record('session-3', { guild: OTHER_GUILD })
      for (const each of [record(S), second, elsewhere]) {
        await store.begin(each)
        await store.addTurn(each.id, turn('a', 10, 'secret plans'))
        await store.addTurn(each.id, turn('b', 2_000, 'no plans', BEN))
        await store.addGap(each.id, { speaker: ANNA, startMs: 1, endMs: 2_000, cause: 'noise' })
      }
      await store.keepOpenTurn(second.id, turn('c', 5_000, 'more secret'))
      const wish = await store.wishToForget(GUILD, ANNA.id)
      await store.forgetWords(wish, () => 'cut')
      expect(await store.forgetting(wish)).toMatchObject({ turns: 2, due: 0 })
      expect(await words()).toEqual(['no plans'])
      expect(await words(second.id)).toEqual(['no plans'])
      expect(await words(elsewhere.id)).toEqual(['secret plans', 'no plans'])
      expect((await store.transcript(S))?.gaps).toHaveLength(1)
      expect((await store.leftovers(second.id)).openTurns).toEqual([])
      expect(await store.search(GUILD, 'secret', 10)).toEqual([])
      expect((await store.search(GUILD, 'plans', 10)).map(({ turn }) => turn.text)).toEqual([
        'no plans',
        'no plans',
      ])
      await store.forgetWords(wish, () => 'cut')
      expect(await store.forgetting(wish)).toMatchObject({ turns: 2 })
    })

    test('and tells where a person’s words stand, alone or with those of others', async () => {
      await store.begin(record(S))
      const [first, second, third] = [
        await store.addTurn(S, turn('a', 10, 'one two three')),
        await store.addTurn(S, turn('b', 1_000, 'four', BEN)),
        await store.addTurn(S, turn('c', 2_000, 'five')),
      ]
      const outbox = store.outbox(S)
      const show = async (
        message: string,
        webhook: string | null,
        parts: readonly [line: number, from: number, to: number][],
      ) => {
        const persona = webhook === null ? null : { webhook, name: 'Anna', avatarUrl: null }
        const held = parts.map(([line, from, to]) => ({ line, from, to }))
        await outbox.posted(await outbox.begin({ ...post(message, held), persona }, START), message)
      }
      await show('501', '77', [[first, 0, 7]])
      await show('502', null, [
        [first, 8, TO_ITS_END],
        [second, 0, TO_ITS_END],
      ])
      await show('503', null, [[second, 0, TO_ITS_END]])
      await show('504', null, [[third, 0, TO_ITS_END]])
      const seen: unknown[] = []
      const wish = await store.wishToForget(GUILD, ANNA.id)
      await store.forgetWords(wish, ({ channel, message, parts, shared }) => {
        seen.push({ channel, message, shared, parts: parts.map(({ turn, from }) => [turn.text, from]) })
        return `cut of ${message}`
      })
      expect(seen).toEqual([
        { channel: CHANNEL, message: '502', shared: true, parts: [['one two three', 8]] },
      ])
      const due = []
      for (let next = await store.nextRemoval(wish); next !== null; next = await store.nextRemoval(wish)) {
        const { channel, message, task } = next
        due.push([channel, message, task])
        await store.settleRemoval(next.id, task.kind === 'cut' ? 'edited' : 'removed')
      }
      expect(due).toEqual([
        [CHANNEL, '501', { kind: 'delete', webhook: '77' }],
        [CHANNEL, '502', { kind: 'cut', cut: 'cut of 502' }],
        [CHANNEL, '504', { kind: 'delete', webhook: null }],
      ])
      expect((await store.messages(S)).map(({ message }) => message)).toEqual(['502', '503'])
    })
  })
}
