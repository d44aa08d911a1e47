import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { channelId, roomId, sessionId } from '../../src/base/ids.ts'
import type { Charge, Store } from '../../src/session/store.ts'
import type { FinalTurn, Gap } from '../../src/transcript/turn.ts'
import {
  ANNA,
  BEN,
  CHANNEL,
  GUILD,
  idsOf,
  OTHER_GUILD,
  person,
  post,
  record,
  TO_ITS_END,
  turn,
} from './samples.ts'

export interface StoreFixture {
  /** Of an empty place. */
  readonly store: Store
  /** The same place, opened by another process after the first was closed in order. */
  readonly reopen: () => Promise<Store>
  /** Frees what the fixture made, open stores too. */
  readonly dispose: () => Promise<void>
}

/** What every store must do. Call it from the store's own test file. */
export function storeContract(name: string, setup: () => Promise<StoreFixture>): void {
  let fixture: StoreFixture
  let store: Store

  const S = sessionId('session-1')
  const gap: Gap = { speaker: ANNA, startMs: 5000, endMs: 6200.5, cause: 'the speech service was away' }
  const begun = async (id = 'session-1', more: Parameters<typeof record>[1] = {}) => {
    await store.begin(record(id, more))
    return sessionId(id)
  }
  const reopened = async () => {
    await store.close()
    store = await fixture.reopen()
  }

  describe(`${name} keeps the contract of stores`, () => {
    beforeEach(async () => {
      fixture = await setup()
      store = fixture.store
    })
    afterEach(() => fixture.dispose())

    describe('sessions', () => {
      test('are read as they were begun, also by the next process', async () => {
        await begun()
        expect(await store.session(S)).toEqual(record('session-1'))
        await reopened()
        expect(await store.session(S)).toEqual(record('session-1'))
        expect(await store.session(sessionId('nobody'))).toBeNull()
      })

      test('live, are suspended, are taken up again and end', async () => {
        await begun()
        const state = async () => (await store.session(S))?.state
        await store.lived(S, 1_002_000, [])
        expect(await state()).toEqual({ kind: 'open', livedAt: 1_002_000 })
        await store.suspend(S, 1_003_000)
        expect(await state()).toEqual({ kind: 'suspended', at: 1_003_000 })
        expect(await store.resume(S, 1_004_000)).toEqual(
          record('session-1', { runs: 2, state: { kind: 'open', livedAt: 1_004_000 } }),
        )
        await store.end(S, 1_005_000, 'Anna stopped it.')
        expect(await state()).toEqual({ kind: 'ended', at: 1_005_000, reason: 'Anna stopped it.' })
      })

      test('stay as they ended: no life, no second end, no going on', async () => {
        await begun()
        await store.end(S, 1_005_000, 'first')
        await store.end(S, 1_006_000, 'second')
        await store.suspend(S, 1_007_000)
        await store.lived(S, 1_008_000, [{ speaker: ANNA.id, sinceMs: 1 }])
        await expect(store.resume(S, 1_009_000)).rejects.toThrow('session-1')
        expect((await store.session(S))?.state).toEqual({ kind: 'ended', at: 1_005_000, reason: 'first' })
        expect((await store.leftovers(S)).unfinished).toEqual([])
      })

      test('that nobody ended are found, oldest first', async () => {
        await begun('late', { startedAt: 3000 })
        await begun('suspended', { startedAt: 2000 })
        await begun('early', { startedAt: 1000 })
        await begun('over', { startedAt: 500 })
        await store.suspend(sessionId('suspended'), 2500)
        await store.end(sessionId('over'), 600, 'done')
        expect(idsOf(await store.unended())).toEqual(['early', 'suspended', 'late'])
      })

      test('of a guild are listed newest first, as many as asked for', async () => {
        await begun('old', { startedAt: 1000 })
        await begun('new', { startedAt: 3000 })
        await begun('middle', { startedAt: 2000 })
        await begun('elsewhere', { guild: OTHER_GUILD })
        expect(idsOf(await store.sessions(GUILD, 2))).toEqual(['new', 'middle'])
        expect(idsOf(await store.sessions(OTHER_GUILD, 10))).toEqual(['elsewhere'])
      })

      test('can be posted elsewhere from now on', async () => {
        await begun()
        await store.retarget(S, channelId('42'))
        expect((await store.session(S))?.channel).toBe('42')
      })
    })

    describe('a transcript', () => {
      test('holds turns, gaps and presence by their beginning, whole and unrounded', async () => {
        await begun()
        const first = turn('901:0', 1000.125, 'Well met')
        const cut: FinalTurn = { ...turn('902:0', 2000, 'By my', BEN), cut: true }
        await store.addTurn(S, cut)
        await store.addTurn(S, first)
        await store.addGap(S, gap)
        await store.addGap(S, { ...gap, speaker: null, startMs: 100 })
        await store.addPresence(S, { speaker: BEN, kind: 'joined', atMs: 10 })
        await store.addPresence(S, { speaker: BEN, kind: 'left', atMs: 9000.5 })
        await reopened()
        expect(await store.transcript(S)).toEqual({
          session: record('session-1'),
          speakers: [ANNA, BEN],
          turns: [
            { ...first, posts: [] },
            { ...cut, posts: [] },
          ],
          gaps: [{ ...gap, speaker: null, startMs: 100 }, gap],
          presence: [
            { speaker: BEN, kind: 'joined', atMs: 10 },
            { speaker: BEN, kind: 'left', atMs: 9000.5 },
          ],
          consent: { notices: [], decisions: [] },
        })
        expect(await store.transcript(sessionId('nobody'))).toBeNull()
      })

      test('gives each turn the name its speaker had, and each person once', async () => {
        await begun()
        await store.addTurn(S, turn('901:0', 0, 'before'))
        await store.addTurn(S, turn('902:0', 500, 'between', BEN))
        const renamed = { ...ANNA, name: 'Anna the Brave' }
        await store.addTurn(S, turn('901:1', 1000, 'after', renamed))
        const transcript = await store.transcript(S)
        expect(transcript?.turns.map(({ speaker }) => speaker)).toEqual([ANNA, BEN, renamed])
        expect(transcript?.speakers).toEqual([renamed, BEN])
      })

      test('keeps the same turn once, under the first id', async () => {
        await begun()
        const line = await store.addTurn(S, turn('901:0', 0, 'once only'))
        expect(await store.addTurn(S, turn('901:0', 0, 'once only'))).toBe(line)
        expect(await store.addTurn(S, turn('901:1', 0, 'another'))).not.toBe(line)
        expect((await store.transcript(S))?.turns).toHaveLength(2)
      })

      test('has lines whose ids grow, over turns, gaps, sessions and deletions', async () => {
        const other = await begun('session-2')
        await begun()
        const lines = [
          await store.addTurn(S, turn('901:0', 5000, 'one')),
          await store.addGap(S, gap),
          await store.addTurn(other, turn('901:0', 0, 'two')),
        ]
        await store.deleteSession(other)
        lines.push(await store.addGap(S, gap))
        expect(lines).toEqual(lines.toSorted((a, b) => a - b))
        expect(new Set(lines).size).toBe(4)
      })

      test.each([
        ['mentions and markdown', '@everyone <@1> **x** [a](https://b) ```'],
        ['right to left and zero width', '\u202Eabc\u200B\u2066 עברית'],
        ['NUL and control characters', 'a\0b\u0001c\u0002'],
        ['quotes', `'; DROP TABLE lines; -- "x" \\`],
        ['emoji', '👩‍👩‍👧‍👦 🇵🇱'],
        ['ten thousand characters', 'word '.repeat(2000)],
        ['nothing', ''],
      ])('gives back %s as they were', async (_, text) => {
        await begun()
        const said = turn('901:0', 0, text, person('901', text))
        await store.keepOpenTurn(S, { ...said, id: '901:1' })
        await store.addTurn(S, said)
        expect((await store.transcript(S))?.turns).toEqual([{ ...said, posts: [] }])
        expect((await store.leftovers(S)).openTurns).toEqual([{ ...said, id: '901:1' }])
      })

      test('of a session that is not there takes no line', async () => {
        await expect(store.addTurn(S, turn('901:0', 0, 'lost'))).rejects.toThrow()
        await expect(store.addGap(S, { ...gap, speaker: null })).rejects.toThrow()
        await begun()
        expect((await store.transcript(S))?.turns).toEqual([])
      })
    })

    describe('what a process leaves in mid-air', () => {
      test('are the newest words of open turns that came to no end', async () => {
        await begun()
        const [open, done, dropped] = ['901:0', '902:0', '902:1'] as const
        await store.keepOpenTurn(S, turn(open, 1000, 'I would'))
        await store.keepOpenTurn(S, turn(open, 1000, 'I would rather'))
        await store.keepOpenTurn(S, turn(done, 500, 'Not now', BEN))
        await store.addTurn(S, turn(done, 500, 'Not now', BEN))
        await store.keepOpenTurn(S, turn(dropped, 3000, 'Hm', BEN))
        await store.dropOpenTurn(S, dropped)
        await reopened()
        expect((await store.leftovers(S)).openTurns).toEqual([turn(open, 1000, 'I would rather')])
      })

      test('are no words of a turn that has its final, however late they come', async () => {
        await begun()
        await store.addTurn(S, turn('901:0', 0, 'All of it'))
        await store.keepOpenTurn(S, turn('901:0', 0, 'All of'))
        expect((await store.leftovers(S)).openTurns).toEqual([])
      })

      test('are those whose words are not covered yet, as of the last sign of life', async () => {
        await begun()
        await store.lived(S, 2000, [
          { speaker: ANNA.id, sinceMs: 100.5 },
          { speaker: BEN.id, sinceMs: 200 },
        ])
        await store.lived(S, 4000, [{ speaker: BEN.id, sinceMs: 300 }])
        await reopened()
        expect((await store.leftovers(S)).unfinished).toEqual([{ speaker: BEN.id, sinceMs: 300 }])
        await store.lived(S, 6000, [])
        expect((await store.leftovers(S)).unfinished).toEqual([])
      })

      test('are the last word of everybody in the session, and who had gone', async () => {
        const cleo = person('903', 'Cleo')
        await begun()
        for (const speaker of [cleo, BEN, ANNA])
          await store.addPresence(S, { speaker, kind: 'joined', atMs: 0 })
        await store.addTurn(S, turn('901:1', 9000, 'two words'))
        await store.addTurn(S, turn('901:0', 1000, 'three words here'))
        await store.addTurn(S, turn('902:0', 2000, 'one', BEN))
        await store.keepOpenTurn(S, turn('902:1', 4000, 'two more', BEN))
        await store.addPresence(S, { speaker: ANNA, kind: 'left', atMs: 9500 })
        await store.addPresence(S, { speaker: BEN, kind: 'left', atMs: 9600 })
        await store.addPresence(S, { speaker: BEN, kind: 'joined', atMs: 9700 })
        const { heard, gone } = await store.leftovers(S)
        expect(heard).toEqual([
          { speaker: cleo, lastWordMs: null },
          { speaker: BEN, lastWordMs: 4600 },
          { speaker: ANNA, lastWordMs: 9600 },
        ])
        expect(gone).toEqual([ANNA.id])
      })

      test('name each person as they were heard last', async () => {
        await begun()
        await store.addTurn(S, turn('901:0', 0, 'one'))
        await store.addTurn(S, turn('901:1', 1000, 'two', { ...ANNA, name: 'Anna 2' }))
        await store.addTurn(S, turn('901:2', 2000, 'three'))
        expect((await store.leftovers(S)).heard).toEqual([{ speaker: ANNA, lastWordMs: 2300 }])
      })
    })

    describe('an outbox', () => {
      const said = async (text = 'some words') => store.addTurn(S, turn('901:0', 0, text))
      const whole = (line: number) => [{ line, from: 0, to: TO_ITS_END }]

      test('keeps what is about to be sent, for the next process to ask about', async () => {
        await begun()
        const line = await said()
        const persona = { webhook: '77', name: 'Anna', avatarUrl: 'https://cdn.example/a.png' }
        const [plain, dressed] = [
          post('a', [{ line, from: 0, to: TO_ITS_END, place: { first: 1, last: 2 } }]),
          { ...post('b', []), persona: { ...persona, avatarUrl: null } },
        ]
        const first = await store.outbox(S).begin(plain, 1000.5)
        const second = await store.outbox(S).begin(dressed, 2000)
        const third = await store.outbox(S).begin({ ...post('c', []), persona }, 3000)
        await reopened()
        expect(await store.outbox(S).pending()).toEqual([
          { ...plain, parts: [{ ...plain.parts[0], speaker: ANNA.id }], id: first, at: 1000.5, sent: null },
          { ...dressed, id: second, at: 2000, sent: null },
          { ...post('c', []), persona, id: third, at: 3000, sent: null },
        ])
      })

      test('tells what stands in Discord, and where each turn can be read', async () => {
        await begun()
        const line = await said('a long one')
        const outbox = store.outbox(S)
        const parts = [
          [{ line, from: 0, to: 5 }],
          [{ line, from: 5, to: 8 }],
          [{ line, from: 8, to: TO_ITS_END }],
        ]
        const [one = 0, two = 0, three = 0] = await Promise.all(
          parts.map((part, index) => outbox.begin(post(`n${index}`, part), index)),
        )
        await outbox.posted(one, 'm1')
        await outbox.refused(two)
        await outbox.posted(three, 'm3')
        expect(await outbox.pending()).toEqual([])
        const places = [
          { channel: CHANNEL, message: 'm1' },
          { channel: CHANNEL, message: 'm3' },
        ]
        expect(await store.messages(S)).toEqual(places)
        expect((await store.transcript(S))?.turns[0]?.posts).toEqual(places)
      })

      test('names a message once for each turn in it, however many parts of the turn it holds', async () => {
        await begun()
        const [one, two] = [await said(), await store.addTurn(S, turn('901:1', 500, 'more'))]
        const outbox = store.outbox(S)
        const parts = [{ line: one, from: 0, to: 4 }, { line: one, from: 4, to: TO_ITS_END }, ...whole(two)]
        await outbox.posted(await outbox.begin(post('n', parts), 0), 'm1')
        const place = { channel: CHANNEL, message: 'm1' }
        const { turns = [] } = (await store.transcript(S)) ?? {}
        expect(turns.map(({ posts }) => posts)).toEqual([[place], [place]])
        expect(await store.messages(S)).toEqual([place])
      })

      test.each([
        ['in no post', '', 0],
        ['pending', 'pending 0-', null],
        ['posted', 'posted 0-', null],
        ['refused', 'refused 0-', null],
        ['withdrawn', 'withdrawn 0-', 0],
        ['posted in part', 'posted 0-1990', 1990],
        ['posted in part, the rest withdrawn', 'posted 0-10, withdrawn 10-', 10],
        ['posted in parts', 'posted 0-10, refused 10-20, pending 20-', null],
        ['posted in parts, the last first', 'posted 10-, posted 0-10', null],
        ['posted with a hole', 'posted 0-10, posted 20-', 10],
        ['posted but for its beginning', 'posted 10-', 0],
        ['withdrawn, then posted', 'withdrawn 0-, posted 0-', null],
      ])('knows how far a line is that was %s', async (_, story, doneTo) => {
        await begun()
        const [spoken, lost] = [await said(), await store.addGap(S, gap)]
        const outbox = store.outbox(S)
        for (const line of [spoken, lost])
          for (const [, fate, from, to] of story.matchAll(/(\w+) (\d+)-(\d*)/g)) {
            const part = { line, from: Number(from), to: to === '' ? TO_ITS_END : Number(to) }
            const id = await outbox.begin(post('n', [part]), 0)
            if (fate === 'posted') await outbox.posted(id, `m${id}`)
            if (fate === 'refused') await outbox.refused(id)
            if (fate === 'withdrawn') await outbox.withdrawn(id)
          }
        const lines =
          doneTo === null
            ? []
            : [
                { line: spoken, doneTo, kind: 'turn', turn: turn('901:0', 0, 'some words') },
                { line: lost, doneTo, kind: 'gap', gap },
              ]
        expect(await outbox.unposted()).toEqual(lines)
        await reopened()
        expect(await store.outbox(S).unposted()).toEqual(lines)
      })

      test('gives lines that are to be posted in the order of their beginning', async () => {
        await begun()
        const late = await store.addTurn(S, turn('901:1', 9000, 'late'))
        const early = await store.addTurn(S, turn('901:0', 10, 'early'))
        const between = await store.addGap(S, gap)
        const lines = (await store.outbox(S).unposted()).map(({ line }) => line)
        expect(lines).toEqual([early, between, late])
      })

      test('holds several lines in one post, and a notice without any', async () => {
        await begun()
        const [one, two] = [await said(), await store.addGap(S, gap)]
        const outbox = store.outbox(S)
        const id = await outbox.begin(post('n', [...whole(one), ...whole(two)]), 0)
        await outbox.posted(await outbox.begin(post('notice', []), 0), 'm-notice')
        expect(await outbox.unposted()).toEqual([])
        await outbox.withdrawn(id)
        expect((await outbox.unposted()).map(({ line }) => line)).toEqual([one, two])
      })

      test('names the messages that were shown last, oldest first', async () => {
        const other = await begun('session-2')
        await begun()
        const outbox = store.outbox(S)
        for (const fate of ['m1', 'refused', 'm3', 'withdrawn', 'm5', 'pending']) {
          const id = await outbox.begin(post('n', []), 0)
          if (fate.startsWith('m')) await outbox.posted(id, fate)
          if (fate === 'refused') await outbox.refused(id)
          if (fate === 'withdrawn') await outbox.withdrawn(id)
        }
        await reopened()
        expect(await store.outbox(S).shown(2)).toEqual(['m3', 'm5'])
        expect(await store.outbox(S).shown(500)).toEqual(['m1', 'm3', 'm5'])
        expect(await store.outbox(other).shown(500)).toEqual([])
      })

      test('knows nothing of the posts of another session', async () => {
        const other = await begun('session-2')
        await begun()
        const line = await said()
        const id = await store.outbox(S).begin(post('n', whole(line)), 0)
        const elsewhere = store.outbox(other)
        await elsewhere.posted(id, 'forged')
        await elsewhere.withdrawn(id)
        expect(await elsewhere.pending()).toEqual([])
        expect(await elsewhere.unposted()).toEqual([])
        expect(await store.outbox(S).pending()).toHaveLength(1)
        expect(await store.messages(other)).toEqual([])
      })

      test('keeps a post without those of its lines that are not kept, and nothing for a session that is not', async () => {
        await begun()
        const line = await said()
        const outbox = store.outbox(S)
        const kept = await outbox.begin(post('n', [...whole(0), ...whole(line)]), 0)
        expect((await outbox.pending())[0]?.parts).toMatchObject(whole(line))
        const nowhere = store.outbox(sessionId('nobody'))
        const id = await nowhere.begin(post('n', whole(line)), 0)
        expect(id).not.toBe(kept)
        await nowhere.posted(id, 'm')
        await nowhere.refused(id)
        await nowhere.withdrawn(id)
        expect(await nowhere.pending()).toEqual([])
        expect(await nowhere.unposted()).toEqual([])
      })
    })

    describe('charges', () => {
      const charge = (more: Partial<Charge> = {}): Charge => ({
        session: S,
        guild: GUILD,
        engine: 'assemblyai',
        day: '2026-11-22',
        billedMs: 60_000.5,
        spokenMs: 30_000,
        cost: 0.25,
        open: 0,
        ...more,
      })
      const days = { from: '2026-11-01', to: '2026-11-30' }

      test('are the sum of a day so far, not an addition to it', async () => {
        await store.charge([charge({ billedMs: 1, spokenMs: 1, cost: 1 })])
        await store.charge([charge()])
        await reopened()
        expect(await store.spent(days)).toEqual({ billedMs: 60_000.5, spokenMs: 30_000, cost: 0.25 })
      })

      test('are summed by day, guild and session', async () => {
        const other = sessionId('session-2')
        await store.charge([
          charge({ cost: 1 }),
          charge({ cost: 2, engine: 'other' }),
          charge({ cost: 4, day: '2026-11-23' }),
          charge({ cost: 8, session: other }),
          charge({ cost: 16, session: other, guild: OTHER_GUILD, day: '2026-11-24' }),
        ])
        const cost = async (query: Partial<Parameters<Store['spent']>[0]>) =>
          (await store.spent({ ...days, ...query })).cost
        expect(await cost({})).toBe(31)
        expect(await cost({ guild: GUILD })).toBe(15)
        expect(await cost({ session: other })).toBe(24)
        expect(await cost({ guild: OTHER_GUILD, session: other })).toBe(16)
        expect(await cost({ from: '2026-11-23', to: '2026-11-23' })).toBe(4)
        expect(await cost({ from: '2026-11-23' })).toBe(20)
        expect(await cost({ to: '2026-11-22' })).toBe(11)
        expect(await store.spent({ from: '2026-12-01', to: '2026-12-31' })).toEqual({
          billedMs: 0,
          spokenMs: 0,
          cost: 0,
        })
      })

      test('of a session are read one by one, by engine and day', async () => {
        const all = [
          charge(),
          charge({ day: '2026-11-23', open: 2 }),
          charge({ engine: 'other', day: '2026-11-21' }),
        ]
        await store.charge([...all.toReversed(), charge({ session: sessionId('session-2') })])
        expect(await store.charges(S)).toEqual(all)
      })

      test('with open connections are orphans once their process is gone, until they are settled', async () => {
        await store.charge([charge({ open: 2 }), charge({ day: '2026-11-21' })])
        expect(await store.orphans()).toEqual([])
        await reopened()
        await store.charge([charge({ session: sessionId('mine'), open: 1 })])
        expect(await store.orphans()).toEqual([charge({ open: 2 })])
        await store.charge([charge({ billedMs: 70_000 })])
        expect(await store.orphans()).toEqual([])
        // A session that was resumed opens connections of its own.
        await store.charge([charge({ billedMs: 80_000, open: 1 })])
        expect(await store.orphans()).toEqual([])
      })
    })

    describe('search', () => {
      const lines = [
        'The dragon hoards its gold',
        'Golden hours, no dragons here',
        "I don't think the façade naïvely matters",
        '今日は世界平和について話します',
        'Nothing to see',
      ]
      beforeEach(async () => {
        await begun()
        for (const [index, text] of lines.entries())
          await store.addTurn(S, turn(`901:${index}`, index * 1000, text))
        await store.addGap(S, { ...gap, cause: 'a gap with a dragon' })
        const other = await begun('elsewhere', { guild: OTHER_GUILD })
        await store.addTurn(other, turn('901:0', 0, 'Their dragon is secret'))
      })
      const found = async (words: string) =>
        (await store.search(GUILD, words, 10)).map(({ turn }) => lines.indexOf(turn.text))

      test.each([
        ['a word', 'hoards', [0]],
        ['a beginning, whole words first', 'gold', [0, 1]],
        ['all of several words', 'dragon no', [1]],
        ['any case', 'DRAGON HOARDS', [0]],
        ['without accents', 'facade naively', [2]],
        ['with accents where there are none', 'dragön hoärds', [0]],
        ['an apostrophe', "don't", [2]],
        ['within text that has no spaces', '世界', [3]],
        ['several of those', '平和 今日', [3]],
        ['what does not stand there', 'wizard', []],
        ['what stands in two turns', 'hoards golden', []],
        ['nothing', '  ', []],
        ['signs alone', '!!! -- "" * ()', []],
        ['operators are words', 'dragon OR wizard', []],
        ['NOT is a word', 'dragon NOT gold', []],
        ['NEAR', 'NEAR(dragon gold)', []],
        ['a column', 'guild:500000000000000001', []],
        ['the guild is no word', '500000000000000001', []],
        ['quotes', '"dragon" hoards"', [0]],
        ['stars', 'drag* hoar*', [0]],
        ['a caret, braces and a backslash', '^dragon {hoards} \\gold', [0]],
        ['LIKE wildcards', '%世_', []],
        ['NUL', 'dra\0gon hoards', []],
      ])('finds by %s', async (_, words, expected) => {
        expect(await found(words)).toEqual(expected)
      })

      test.each([
        ['a word', 'dragon'],
        ['text without spaces', '世界'],
      ])('leaves out hidden rooms before it counts, for %s', async (_, words) => {
        const hall = await begun('in-the-hall', { room: roomId('77') })
        await store.addTurn(hall, turn('901:0', 0, 'Another dragon of 世界, with many words around it'))
        const rooms = async (limit: number, hidden: readonly string[]) =>
          (await store.search(GUILD, words, limit, hidden.map(roomId))).map(({ session }) => session.room)
        const [room] = await rooms(1, ['77'])
        expect(room).not.toBe('77')
        expect(await rooms(1, [room ?? ''])).toEqual(['77'])
        expect(await rooms(10, [room ?? '', '77'])).toEqual([])
        expect(new Set(await rooms(10, []))).toEqual(new Set([room, '77']))
      })

      test('never fails over what is typed', async () => {
        const signs = [
          ...`"'*^:(){}[]+-\\%_,.;<>&|~\0`,
          ' OR ',
          ' AND ',
          ' NOT ',
          'NEAR/2 ',
          'a',
          '世',
          '\uD800',
        ]
        for (const one of signs)
          for (const two of signs) await store.search(GUILD, `${one}${two}dragon${two}${one}`, 5)
        await store.search(GUILD, 'word '.repeat(5000), 5)
      })

      test('tells the session, the turn and its places, and marks what was found', async () => {
        const line = (await store.outbox(S).unposted())[0]?.line ?? 0
        const outbox = store.outbox(S)
        const part = [{ line, from: 0, to: TO_ITS_END }]
        await outbox.posted(await outbox.begin(post('n', part), 0), 'm1')
        expect(await store.search(GUILD, 'hoards', 10)).toEqual([
          {
            session: record('session-1'),
            turn: { ...turn('901:0', 0, lines[0] ?? ''), posts: [{ channel: CHANNEL, message: 'm1' }] },
            excerpt: 'The dragon \u0001hoards\u0002 its gold',
          },
        ])
        const [inRunning] = await store.search(GUILD, '世界', 10)
        expect(inRunning?.excerpt).toBe('今日は\u0001世界\u0002平和について話します')
      })

      test('gives the text around what was found in a long turn', async () => {
        const long = `${'hum '.repeat(300)}treasure ${'hum '.repeat(300)}`
        await store.addTurn(S, turn('901:9', 9000, long))
        await store.addTurn(S, turn('901:10', 9500, `${'あ'.repeat(900)}宝物${'あ'.repeat(900)}`))
        for (const word of ['treasure', '宝物']) {
          const [hit] = await store.search(GUILD, word, 1)
          expect(hit?.excerpt).toContain(`\u0001${word}\u0002`)
          expect(hit?.excerpt.length).toBeLessThan(250)
        }
      })

      test('gives no more than asked for', async () => {
        expect(await store.search(GUILD, 'dragon', 1)).toHaveLength(1)
        expect(await store.search(GUILD, 'の 世', 0)).toEqual([])
      })
    })

    describe('deletion', () => {
      test('of a session takes all of it, but for what it cost', async () => {
        const other = await begun('session-2')
        await begun()
        for (const session of [S, other]) {
          const line = await store.addTurn(session, turn('901:0', 0, 'the buried words'))
          await store.addGap(session, gap)
          await store.keepOpenTurn(session, turn('901:1', 0, 'half'))
          await store.lived(session, 5, [{ speaker: ANNA.id, sinceMs: 1 }])
          await store.addPresence(session, { speaker: ANNA, kind: 'joined', atMs: 0 })
          const outbox = store.outbox(session)
          await outbox.posted(await outbox.begin(post('n', [{ line, from: 0, to: 5 }]), 0), 'm')
          const spent = { guild: GUILD, engine: 'e', day: '2026-11-22', billedMs: 1, spokenMs: 1, cost: 2 }
          await store.charge([{ ...spent, session, open: 0 }])
        }
        await store.deleteSession(S)
        await store.deleteSession(S)
        expect(await store.session(S)).toBeNull()
        expect(await store.transcript(S)).toBeNull()
        expect(await store.messages(S)).toEqual([])
        expect(await store.leftovers(S)).toEqual({ openTurns: [], unfinished: [], heard: [], gone: [] })
        expect(await store.outbox(S).unposted()).toEqual([])
        expect(await store.search(GUILD, 'buried', 10)).toHaveLength(1)
        expect(idsOf(await store.unended())).toEqual([other])
        expect((await store.spent({ from: '2026-11-22', to: '2026-11-22', guild: GUILD })).cost).toBe(4)
        expect((await store.transcript(other))?.turns).toHaveLength(1)
      })

      test('of a guild takes its charges too, and leaves others alone', async () => {
        await begun()
        await begun('session-2')
        const other = await begun('elsewhere', { guild: OTHER_GUILD })
        for (const [session, guild] of [
          [S, GUILD],
          [other, OTHER_GUILD],
        ] as const) {
          await store.addTurn(session, turn('901:0', 0, 'the buried words'))
          const spent = { engine: 'e', day: '2026-11-22', billedMs: 1, spokenMs: 1, cost: 2, open: 0 }
          await store.charge([{ ...spent, session, guild }])
        }
        await store.guildLeft(GUILD, 5)
        await store.deleteGuild(GUILD)
        expect(await store.sessions(GUILD, 10)).toEqual([])
        expect(await store.search(GUILD, 'buried', 10)).toEqual([])
        expect(await store.guildsLeftBefore(100)).toEqual([])
        expect(await store.guilds()).toEqual([OTHER_GUILD])
        expect((await store.spent({ from: '2026-11-22', to: '2026-11-22' })).cost).toBe(2)
        expect(await store.search(OTHER_GUILD, 'buried', 10)).toHaveLength(1)
      })

      test('finds sessions by their end, of all guilds or of one', async () => {
        await begun('early')
        await begun('late')
        await begun('elsewhere', { guild: OTHER_GUILD })
        await begun('open')
        await store.end(sessionId('late'), 3000, 'x')
        await store.end(sessionId('early'), 1000, 'x')
        await store.end(sessionId('elsewhere'), 2000, 'x')
        expect(idsOf(await store.endedBefore(3000))).toEqual(['early', 'elsewhere'])
        expect(idsOf(await store.endedBefore(9000, GUILD))).toEqual(['early', 'late'])
      })

      test('finds guilds by when the bot was first known to be gone, until it is back', async () => {
        await store.guildLeft(GUILD, 1000)
        await store.guildLeft(GUILD, 5000)
        await store.guildLeft(OTHER_GUILD, 2000)
        expect(await store.guildsLeftBefore(1000)).toEqual([])
        expect(await store.guildsLeftBefore(1500)).toEqual([GUILD])
        await store.guildLeft(GUILD, null)
        await reopened()
        expect(await store.guildsLeftBefore(9000)).toEqual([OTHER_GUILD])
        await store.guildLeft(GUILD, 8000)
        expect(await store.guildsLeftBefore(8500)).toEqual([OTHER_GUILD, GUILD])
      })
    })

    test('who may read a session is kept where it is everybody', async () => {
      const [everybody, room] = [record('open', { readers: 'everybody' }), record('closed')]
      await store.begin(everybody)
      await store.begin(room)
      await reopened()
      expect(await store.unended()).toEqual([everybody, room])
    })

    test('in which guilds none is to begin by itself is kept until it is taken back, or the guild is deleted', async () => {
      await store.keepAutoStartDone(GUILD, true)
      await store.keepAutoStartDone(GUILD, true)
      await store.keepAutoStartDone(OTHER_GUILD, true)
      await reopened()
      expect(await store.autoStartsDone()).toEqual([GUILD, OTHER_GUILD])
      await store.keepAutoStartDone(GUILD, false)
      expect(await store.autoStartsDone()).toEqual([OTHER_GUILD])
      await store.deleteGuild(OTHER_GUILD)
      expect(await store.autoStartsDone()).toEqual([])
    })

    describe("a guild's settings", () => {
      const chosen = async (guild = GUILD) => Object.fromEntries(await store.guildSettings(guild))

      test('are none until some are kept, and then as they were kept, also by the next process', async () => {
        expect(await chosen()).toEqual({})
        await store.keepGuildSettings(
          GUILD,
          new Map([
            ['consent', 'ask'],
            ['key-terms', 'Tiamat, Søren 🐉'],
          ]),
        )
        await store.keepGuildSettings(
          GUILD,
          new Map([
            ['consent', 'notice'],
            ['thread', 'on'],
          ]),
        )
        const all = { consent: 'notice', 'key-terms': 'Tiamat, Søren 🐉', thread: 'on' }
        expect(await chosen()).toEqual(all)
        await reopened()
        expect(await chosen()).toEqual(all)
      })

      test('are forgotten one by one', async () => {
        await store.keepGuildSettings(
          GUILD,
          new Map([
            ['consent', 'ask'],
            ['thread', 'on'],
          ]),
        )
        await store.keepGuildSettings(
          GUILD,
          new Map([
            ['consent', null],
            ['posting', null],
          ]),
        )
        expect(await chosen()).toEqual({ thread: 'on' })
      })

      test('are no other guild’s, and go with the guild', async () => {
        await store.keepGuildSettings(GUILD, new Map([['consent', 'ask']]))
        await store.keepGuildSettings(OTHER_GUILD, new Map([['thread', 'on']]))
        expect([await chosen(GUILD), await chosen(OTHER_GUILD)]).toEqual([
          { consent: 'ask' },
          { thread: 'on' },
        ])
        expect(await store.guilds()).toEqual([GUILD, OTHER_GUILD])
        await store.deleteGuild(GUILD)
        expect([await chosen(GUILD), await chosen(OTHER_GUILD)]).toEqual([{}, { thread: 'on' }])
        expect(await store.guilds()).toEqual([OTHER_GUILD])
      })
    })

    test('what is asked for at once is done in the order of asking', async () => {
      const done: string[] = []
      const asked = [
        store.begin(record('session-1')),
        store.keepOpenTurn(S, turn('901:0', 0, 'half')),
        store.addTurn(S, turn('901:0', 0, 'whole')),
        store.end(S, 5, 'over'),
        store.transcript(S).then((transcript) => done.push(transcript?.session.state.kind ?? 'none')),
        store.close(),
      ]
      await Promise.all(asked)
      expect(done).toEqual(['ended'])
    })

    test('a store that is closed says so; closing twice is fine', async () => {
      await begun()
      await store.close()
      await store.close()
      const refused = { name: 'StoreError', trouble: 'closed' }
      await expect(store.session(S)).rejects.toMatchObject(refused)
      await expect(store.addGap(S, gap)).rejects.toMatchObject(refused)
      await expect(store.outbox(S).pending()).rejects.toMatchObject(refused)
    })
  })
}
