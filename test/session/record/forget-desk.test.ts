import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { othersFirst, systemClock } from '../../../src/base/clock.ts'
import { type GuildId, type SessionId, sessionId } from '../../../src/base/ids.ts'
import type { WordRemover } from '../../../src/session/ports.ts'
import { ForgetDesk } from '../../../src/session/record/forget-desk.ts'
import { type ForgetOutcome, forgetReport } from '../../../src/session/record/forget-report.ts'
import type { RemovalFate } from '../../../src/session/record/removals.ts'
import type { Store } from '../../../src/session/store.ts'
import { openSqliteStore } from '../../../src/storage/sqlite-store.ts'
import { english } from '../../../src/wording/english/english.ts'
import {
  ANNA,
  BEN,
  CHANNEL,
  GUILD,
  OTHER_GUILD,
  post,
  record,
  TO_ITS_END,
  turn,
} from '../../storage/samples.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { RecordingLog } from '../../support/recording-log.ts'
import { until } from '../../support/until.ts'

/** What must be found in no file once it is forgotten. */
const SECRET = 'quetzalcoatlus'

/** Messages as Discord would have them; the test says what becomes of each. */
class ScriptedRemover implements WordRemover {
  readonly done: string[] = []
  readonly waiting: (() => void)[] = []
  mostAtOnce = 0
  left = 0
  /** Whether each waits until the test lets it go. */
  held = false
  fate: (message: string, kind: string) => RemovalFate = (_, kind) =>
    kind === 'delete' ? 'removed' : kind === 'cut' ? 'edited' : 'emptied'
  #atOnce = 0

  cutOf(): string {
    return 'cut'
  }

  async remove({ message, task }: Parameters<WordRemover['remove']>[0]): Promise<RemovalFate> {
    this.#atOnce += 1
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce)
    if (this.held) await new Promise<void>((resolve) => this.waiting.push(resolve))
    this.#atOnce -= 1
    this.done.push(`${task.kind} ${message}`)
    return this.fate(message, task.kind)
  }

  async leave(): Promise<void> {
    this.left += 1
  }
}

describe('a wish to be forgotten', () => {
  let folder: string
  let store: Store
  let clock: ManualClock
  let remover: ScriptedRemover
  let desk: ForgetDesk
  let told: [person: string, text: string][]
  let dropped: string[]
  const log = new RecordingLog()
  const desks: ForgetDesk[] = []
  const open = () => openSqliteStore({ folder, clock: systemClock, log })
  const newDesk = (more: Partial<Store> = {}) => {
    desk = new ForgetDesk({
      store: { ...store, ...more },
      remover,
      drop: async (guild, person) => void dropped.push(`${guild} ${person}`),
      tellPerson: (person, text) => void told.push([person, text]),
      words: async () => english,
      clock,
      log,
    })
    desks.push(desk)
    return desk
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hansard-forget-'))
    store = await open()
    clock = new ManualClock()
    remover = new ScriptedRemover()
    told = []
    dropped = []
    newDesk()
  })
  afterEach(async () => {
    for (const resolve of remover.waiting) resolve()
    for (const each of desks.splice(0)) await each.close()
    await store.close()
    await rm(folder, { recursive: true })
  })

  let count = 0
  /** Posts messages, each with these people's words; answers the session. */
  async function keep(messages: readonly (readonly (typeof ANNA)[])[], guild: GuildId = GUILD) {
    count += 1
    const session = sessionId(`session-${count}`)
    await store.begin(record(session, { guild }))
    const outbox = store.outbox(session)
    for (const [place, people] of messages.entries()) {
      const parts = []
      for (const speaker of people) {
        const id = `${place}:${speaker.id}`
        const line = await store.addTurn(
          session,
          turn(id, place * 1_000, `so ${speaker === ANNA ? SECRET : 'nothing'} is it`, speaker),
        )
        parts.push({ line, from: 0, to: TO_ITS_END })
      }
      await outbox.posted(await outbox.begin(post(`n${count}-${place}`, parts), 0), `${count}0${place}`)
    }
    return session
  }
  const many = (length: number) => Array.from({ length }, () => [ANNA])
  const keptWords = async (session: SessionId) =>
    (await store.transcript(session))?.turns.map(({ speaker }) => speaker.name)
  const forget = (person = ANNA) => desk.forget(GUILD, person.id)
  const say = (outcome: ForgetOutcome) => forgetReport(outcome)(english)
  /** By another process: closing a file here would take SQLite's own locks from it. */
  const isOnDisk = async (word: string) => {
    const files = (await readdir(folder)).map((name) => join(folder, name))
    return execFileSync('cat', files, { encoding: 'latin1', maxBuffer: 2 ** 28 }).includes(word)
  }
  const handOutFor = (session: SessionId, guild: GuildId = GUILD) =>
    store.keepCopy({ guild, kind: 'handout', session, channel: CHANNEL, message: `${session} files`, at: 1 })

  test('is answered with what was removed, when that is soon done, and then nothing is known of it', async () => {
    const session = await keep([[ANNA], [ANNA, BEN], [BEN]])
    await handOutFor(session)
    await store.keepCopy({
      guild: GUILD,
      kind: 'reply',
      author: ANNA.id,
      channel: CHANNEL,
      message: '77',
      at: 1,
    })
    await store.keepCopy({
      guild: GUILD,
      kind: 'reply',
      author: BEN.id,
      channel: CHANNEL,
      message: '78',
      at: 1,
    })
    const outcome = await forget()
    expect(say(outcome)).toBe(
      [
        'Removed: 2 turns from what I keep, with the search and exports to come; 2 messages deleted, and your words cut out of 1 message with those of others.',
        'Files with transcripts taken away from 1 message; /transcribe export makes them anew, without your words.',
      ].join('\n'),
    )
    const shared = `${count}01`
    expect(remover.done).toEqual([
      `delete ${count}00`,
      `cut ${shared}`,
      `empty ${session} files`,
      'delete 77',
    ])
    expect(await keptWords(session)).toEqual(['Ben', 'Ben'])
    expect(await store.forgettings()).toEqual([])
    expect((await store.messages(session)).map(({ message }) => message)).toEqual([shared, `${count}02`])
    expect(dropped).toEqual([`${GUILD} ${ANNA.id}`])
    expect(told).toEqual([])
    expect(remover.left).toBe(1)
    expect((await forget()).kind).toBe('nothing')
  })

  test('takes nothing of other guilds, of other people, or of sessions in which they said nothing', async () => {
    const elsewhere = await keep([[ANNA]], OTHER_GUILD)
    await handOutFor(elsewhere, OTHER_GUILD)
    await handOutFor(await keep([[BEN]]))
    await store.keepCopy({
      ...{ guild: OTHER_GUILD, kind: 'reply', author: ANNA.id },
      ...{ channel: CHANNEL, message: '79', at: 1 },
    })
    expect((await forget()).kind).toBe('nothing')
    expect(remover.done).toEqual([])
    expect(await keptWords(elsewhere)).toEqual(['Anna'])
  })

  test('says at once that many messages take longer, and tells in private when it is done', async () => {
    remover.held = true
    await keep(many(61))
    const outcome = await forget()
    expect(say(outcome)).toMatch(
      /^Removed: 61 turns from what I keep, .*\n61 messages still to be deleted or changed: .*background, also after a restart/,
    )
    expect(await isOnDisk(SECRET)).toBe(false)
    remover.held = false
    for (const resolve of remover.waiting) resolve()
    await until('the private message', () => told.length > 0)
    expect(told).toEqual([
      [
        ANNA.id,
        expect.stringMatching(
          new RegExp(`^I am done .*${GUILD}\\.\nRemoved: 61 turns .*; 61 messages deleted, .* 0 messages`),
        ),
      ],
    ])
    await until('its end', async () => (await store.forgettings()).length === 0)
  })

  test('says after half a minute that it goes on', async () => {
    remover.held = true
    await keep([[ANNA], [ANNA]])
    const asked = forget()
    await until('the first message', () => remover.waiting.length === 1)
    clock.advance(30_000)
    expect(await asked).toMatchObject({ kind: 'goes on', since: 'now', wish: { turns: 2, due: 2 } })
    remover.held = false
    for (const resolve of remover.waiting) resolve()
    await until('the private message', () => told.length === 1)
  })

  test('is told to be under way to whoever asks again, with what they have said since', async () => {
    remover.held = true
    await keep([[ANNA]])
    const first = forget()
    await until('the first message', () => remover.waiting.length === 1)
    const since = await keep([[ANNA]])
    const again = await forget()
    expect(again).toMatchObject({ kind: 'goes on', since: 'before', wish: { turns: 2, due: 2 } })
    expect(say(again)).toMatch(/^I am at it already; .*\n2 messages still/)
    expect(await keptWords(since)).toEqual([])
    remover.held = false
    for (const resolve of remover.waiting) resolve()
    expect(await first).toMatchObject({ kind: 'done', wish: { turns: 2, removed: 2 } })
  })

  test('is not over for whoever asks again just when the last message has gone', async () => {
    await keep([[ANNA]])
    let again: Promise<ForgetOutcome> | null = null
    newDesk({
      nextRemoval: async (id) => {
        const due = await store.nextRemoval(id)
        if (due === null && again === null) {
          await keep([[ANNA]])
          again = forget()
          // It has begun by then.
          await othersFirst()
        }
        return due
      },
    })
    expect(await forget()).toMatchObject({ kind: 'done', wish: { turns: 2, removed: 2 } })
    expect(await again).toMatchObject({ kind: 'goes on', since: 'before' })
    expect(remover.done).toHaveLength(2)
  })

  test('leaves what they say after it', async () => {
    remover.held = true
    await keep(many(61))
    await forget()
    const since = await keep([[ANNA]])
    remover.held = false
    for (const resolve of remover.waiting) resolve()
    await until('its end', async () => (await store.forgettings()).length === 0)
    expect(await keptWords(since)).toEqual(['Anna'])
  })

  test('is left to the next process by one that ends, which says so, and carried through by that', async () => {
    remover.held = true
    const session = await keep([[ANNA], [ANNA, BEN], [ANNA]])
    const asked = forget()
    await until('the first message', () => remover.waiting.length === 1)
    const closed = desk.close()
    expect(await asked).toMatchObject({ kind: 'goes on', wish: { due: 3 } })
    remover.waiting.shift()?.()
    await closed
    expect(remover.done).toHaveLength(1)
    await store.close()
    store = await open()
    expect(await keptWords(session)).toEqual(['Ben'])
    remover.held = false
    await newDesk().begin()
    await until('the private message', () => told.length === 1)
    expect(told[0]?.[1]).toMatch(
      /Removed: 3 turns .*; 2 messages deleted, and your words cut out of 1 message /,
    )
    expect(remover.done).toEqual([`delete ${count}00`, `cut ${count}01`, `delete ${count}02`])
    await until('its end', async () => (await store.forgettings()).length === 0)
  })

  test('is carried through from wherever a process was killed', async () => {
    const session = await keep([[ANNA], [ANNA, BEN]])
    // It came as far as writing it down: the words were not deleted, nor was it asked where they stand.
    await store.wishToForget(GUILD, ANNA.id)
    const [first, since] = [count, await keep([[ANNA]])]
    await store.close()
    store = await open()
    await newDesk().begin()
    await until('the private message', () => told.length === 1)
    expect(await keptWords(session)).toEqual(['Ben'])
    expect(remover.done).toEqual([`delete ${first}00`, `cut ${first}01`])
    // They said that later.
    expect(await keptWords(since)).toEqual(['Anna'])
  })

  test('keeps none of the words in the store for the messages that are still to be changed', async () => {
    remover.held = true
    await keep([[ANNA], [ANNA, BEN], [ANNA]])
    const closed = forget()
    await until('the first message', () => remover.waiting.length === 1)
    expect(await isOnDisk(SECRET)).toBe(false)
    expect(await store.search(GUILD, SECRET, 10)).toEqual([])
    remover.held = false
    for (const resolve of remover.waiting) resolve()
    await closed
  })

  test('changes one message after the other, whoever’s it is', async () => {
    remover.held = true
    await keep([[ANNA, BEN], [BEN, ANNA], [ANNA]])
    const both = [forget(ANNA), forget(BEN)]
    await until('a message', () => remover.waiting.length > 0)
    remover.held = false
    for (const resolve of remover.waiting) resolve()
    await Promise.all(both)
    expect(remover.mostAtOnce).toBe(1)
    expect(remover.done).toHaveLength(5)
  })

  test('tries again what cannot be done for the time being, a minute later, and gives it up at last', async () => {
    await keep([[ANNA], [ANNA]])
    const stubborn = `${count}00`
    remover.fate = (message) => (message === stubborn ? 'later' : 'removed')
    const asked = forget()
    await until('the pause', () => remover.done.length === 2 && clock.pending === 2)
    clock.advance(30_000)
    expect(await asked).toMatchObject({ kind: 'goes on', wish: { removed: 1, due: 1 } })
    for (let tries = 2; tries <= 10; tries += 1) {
      clock.advance(60_000)
      await until(`attempt ${tries}`, () => remover.done.length === tries + 1)
      if (tries < 10) await until('the next pause', () => clock.pending === 1)
    }
    await until('the private message', () => told.length === 1)
    expect(told[0]?.[1]).toContain(`https://discord.com/channels/${GUILD}/${CHANNEL}/${stubborn}`)
  })

  test('names what could not be removed, ten of them at most', async () => {
    await keep(many(12))
    remover.fate = () => 'left'
    const answer = say(await forget())
    expect(answer).toMatch(/Not removed: 12 messages, /)
    expect(answer.match(/https:/g)).toHaveLength(10)
    expect(answer).toMatch(/and 2 more\.$/)
  })

  test('goes with all that is kept of a guild', async () => {
    remover.held = true
    await keep(many(61))
    await forget()
    await until('the first message', () => remover.waiting.length === 1)
    await store.deleteGuild(GUILD)
    expect(await store.forgettings()).toEqual([])
    remover.held = false
    for (const resolve of remover.waiting) resolve()
    await until('its end', () => remover.left === 1)
    expect(remover.done).toHaveLength(1)
    expect(told).toEqual([])
  })

  test('finds nothing in a session that was deleted with its messages', async () => {
    const session = await keep([[ANNA]])
    await handOutFor(session)
    expect((await store.messages(session)).map(({ message }) => message)).toEqual([
      `${count}00`,
      `${session} files`,
    ])
    await store.deleteSession(session)
    expect((await forget()).kind).toBe('nothing')
  })
})
