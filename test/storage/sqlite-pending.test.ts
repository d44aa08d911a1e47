import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { systemClock } from '../../src/base/clock.ts'
import { type SpeakerId, sessionId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { isContentOf } from '../../src/session/record/unwanted-words.ts'
import type { Outbox, PostPart, Store } from '../../src/session/store.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { ANNA, BEN, GUILD, post, record, TO_ITS_END, turn } from './samples.ts'

const S = sessionId('session-1')
const LATER = sessionId('session-2')

let folder: string
let store: Store
let outbox: Outbox
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hansard-pending-'))
  await open()
  for (const id of [S, LATER]) await store.begin(record(id))
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

async function open(): Promise<void> {
  store = await openSqliteStore({ folder, clock: systemClock, log: createLog('silent') })
  outbox = store.outbox(S)
}

const part = (line: number, place: number, more: Partial<PostPart> = {}): PostPart => ({
  line,
  from: 0,
  to: TO_ITS_END,
  place: { first: place, last: place },
  ...more,
})

const WAYS = {
  'opted out': (person: SpeakerId) => store.dropUnposted(S, person),
  'wants to be forgotten': async (person: SpeakerId) => {
    await store.forgetWords(await store.wishToForget(GUILD, person), () => 'cut')
  },
}

/** Whether this stands in any file of the store. */
const isKept = (word: string): boolean =>
  readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(word))

describe.each(Object.entries(WAYS))('a post in doubt of somebody who %s', (_, leave) => {
  test('loses their words at once, in the files too, and keeps those of others', async () => {
    const anna = await store.addTurn(S, turn('1', 0, 'pepper badger'))
    const ben = await store.addTurn(S, turn('2', 1, 'meadow', BEN))
    const content = '**Anna**: pepper badger\n**Ben**: meadow'
    await outbox.begin({ ...post('n', [part(anna, 0), part(ben, 1)]), content }, 5)
    await leave(ANNA.id)
    const [rest] = await outbox.pending()
    expect(rest).toMatchObject({
      content: '**Ben**: meadow',
      parts: [{ line: ben, speaker: BEN.id, place: { first: 0, last: 0 } }],
    })
    expect(rest && isContentOf(rest, content)).toBe(true)
    expect((await store.transcript(S))?.turns.map(({ text }) => text)).toEqual(['meadow'])
    // Ben's are on their way, Anna's nowhere.
    expect(await outbox.unposted()).toEqual([])
    expect([isKept('badger'), isKept('meadow')]).toEqual([false, true])
    await store.close()
    await open()
    expect(await outbox.pending()).toEqual([rest])
  })

  test('loses them in both steps where two leave, and is theirs no more', async () => {
    const anna = await store.addTurn(S, turn('1', 0, 'pepper'))
    const ben = await store.addTurn(S, turn('2', 1, 'meadow', BEN))
    const content = '**Anna**: pepper\n**Ben**: meadow'
    const id = await outbox.begin({ ...post('n', [part(anna, 0), part(ben, 1)]), content }, 5)
    await leave(ANNA.id)
    await leave(BEN.id)
    const [rest] = await outbox.pending()
    expect(rest).toMatchObject({ id, content: '', parts: [] })
    expect(rest && isContentOf(rest, content)).toBe(true)
    await outbox.withdrawn(id)
    expect([await outbox.pending(), await outbox.unposted()]).toEqual([[], []])
  })

  test('that an older version kept is given up as a whole: what others say in it is to be posted anew', async () => {
    const anna = await store.addTurn(S, turn('1', 0, 'pepper'))
    const ben = await store.addTurn(S, turn('2', 1, 'meadow', BEN))
    const older = [part(anna, 0, { place: undefined }), part(ben, 1, { place: undefined })]
    await outbox.begin({ ...post('n', older), content: '**Anna**: pepper\n**Ben**: meadow' }, 5)
    await leave(ANNA.id)
    expect(await outbox.pending()).toMatchObject([{ content: '', parts: [] }])
    expect((await outbox.unposted()).map(({ line }) => line)).toEqual([ben])
  })

  test('leaves the posts that are shown, and those of others, as they are', async () => {
    const anna = await store.addTurn(S, turn('1', 0, 'pepper'))
    const ben = await store.addTurn(S, turn('2', 1, 'meadow', BEN))
    await outbox.posted(await outbox.begin(post('shown', [part(anna, 0), part(ben, 1)]), 5), '501')
    await outbox.begin(post('of Ben', [part(ben, 0)]), 6)
    await leave(ANNA.id)
    expect(await outbox.pending()).toMatchObject([{ content: 'content of of Ben', sent: null }])
    expect(await outbox.shown(9)).toEqual(['501'])
  })
})

describe('who opts out', () => {
  test('is posted no further where a message has the beginning of a turn, and one in doubt or none has the rest', async () => {
    const half = await store.addTurn(S, turn('1', 0, 'pepper and badger'))
    const other = await store.addTurn(S, turn('2', 1, 'silver and otter'))
    const ben = await store.addTurn(S, turn('3', 2, 'meadow and kettle', BEN))
    const begun = (line: number) => part(line, 0, { to: 7 })
    for (const line of [half, other, ben])
      await outbox.posted(await outbox.begin(post(`${line}`, [begun(line)]), 5), `50${line}`)
    await outbox.begin({ ...post('n', [part(half, 0, { from: 7 })]), content: 'and badger' }, 6)
    await store.dropUnposted(S, ANNA.id)
    await store.dropUnposted(S, ANNA.id)
    expect(await outbox.pending()).toMatchObject([{ content: '', parts: [] }])
    expect((await outbox.unposted()).map(({ line }) => line)).toEqual([ben])
  })

  test('opts out in one session, and wants to be forgotten in all', async () => {
    const there = store.outbox(LATER)
    const line = await store.addTurn(LATER, turn('1', 0, 'pepper'))
    await there.begin({ ...post('n', [part(line, 0)]), content: 'pepper' }, 5)
    await store.dropUnposted(S, ANNA.id)
    expect(await there.pending()).toMatchObject([{ content: 'pepper', sent: null }])
    await WAYS['wants to be forgotten'](ANNA.id)
    expect(await there.pending()).toMatchObject([{ content: '', parts: [] }])
  })
})

describe('lines of somebody who wants to be forgotten', () => {
  test('are posted no more from the wish on, whatever becomes of the process before they are gone', async () => {
    await store.addTurn(S, turn('1', 0, 'pepper'))
    const ben = await store.addTurn(S, turn('2', 1, 'meadow', BEN))
    await store.wishToForget(GUILD, ANNA.id)
    const after = await store.addTurn(S, turn('3', 2, 'badger'))
    expect((await outbox.unposted()).map(({ line }) => line)).toEqual([ben, after])
  })

  test('stay where they were said after it', async () => {
    await store.addTurn(S, turn('1', 0, 'pepper'))
    const upTo = await store.newestLine()
    const after = await store.addTurn(S, turn('2', 1, 'badger'))
    await outbox.begin({ ...post('n', [part(after, 0)]), content: '**Anna**: badger' }, 5)
    await store.forgetWords(await store.wishToForget(GUILD, ANNA.id, upTo), () => 'cut')
    expect((await store.transcript(S))?.turns.map(({ text }) => text)).toEqual(['badger'])
    expect(await outbox.pending()).toMatchObject([{ content: '**Anna**: badger' }])
  })
})
