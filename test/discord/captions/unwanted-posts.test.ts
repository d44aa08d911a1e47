import { describe, expect, test } from '@jest/globals'
import { channelId } from '../../../src/base/ids.ts'
import type { CaptionSink } from '../../../src/session/ports.ts'
import type { Outbox } from '../../../src/session/store.ts'
import { until } from '../../support/until.ts'
import { requestOf, type Stage, turnOf } from './caption-stage.ts'
import type { MemoryOutbox } from './memory-outbox.ts'
import { openStages } from './open-stages.ts'

const opened = openStages()

const MESSAGES = /^\/channels\/\d+\/messages$/
const POST = /^\/(channels\/\d+\/messages|webhooks\/\d+\/[^/]+)$/
const HISTORY = { method: 'GET', path: MESSAGES } as const
const ANN = turnOf('Ann', '').speaker.id
const BOB = turnOf('Bob', '').speaker.id

const never = new Promise<never>(() => {})

/** A process that dies before it sends a message, or before it can note that one is shown. */
const dyingAt =
  (step: 'begin' | 'posted') =>
  (memory: MemoryOutbox): Outbox => ({
    begin: async (post, at) => {
      const id = await memory.begin(post, at)
      return step === 'begin' ? never : id
    },
    posted: () => never,
    refused: () => never,
    withdrawn: () => never,
    pending: () => memory.pending(),
    shown: (most) => memory.shown(most),
    unposted: () => memory.unposted(),
  })

type Doubt = 'is there' | 'is not'
const DOUBTS: readonly Doubt[] = ['is there', 'is not']
const POSTINGS = ['personas', 'plain'] as const

/** Leaves one message in doubt, with a line of each of these people: of Ann `word0`, of Bob `word1`, and so on. */
async function leave(posting: (typeof POSTINGS)[number], doubt: Doubt, people: readonly string[]) {
  const step = doubt === 'is there' ? 'posted' : 'begin'
  const here = await opened({ style: { posting }, outbox: dyingAt(step) })
  for (const [place, name] of people.entries())
    here.say(here.sink, turnOf(name, `word${place}`, [place * 1_000, place * 1_000 + 900]))
  await until('the message', () => (step === 'begin' ? here.outbox.rows : here.text.messages).length === 1)
  // So that it is looked for, and not sent again under its nonce.
  for (const row of here.outbox.rows) Object.assign(row, { at: row.at - 130_000 })
  for (const message of here.text.messages) Object.assign(message, { nonce: null })
  return { ...here, before: here.discord.requests.length }
}

/** The next process's sink. */
const next = async (here: Stage): Promise<CaptionSink> => (await here.another()).open(requestOf(here))

const wordsIn = (here: Stage): readonly string[] =>
  here
    .contents()
    .join(' ')
    .match(/word\d/g) ?? []

/** What was sent since, as the people whose words stand in it. */
const sentSince = (here: Stage & { readonly before: number }): number =>
  here.discord.requests.slice(here.before).filter(({ method, path }) => method === 'POST' && POST.test(path))
    .length

describe.each(POSTINGS)(
  'a line in doubt, as %s, that its speaker does not want posted any more',
  (posting) => {
    test.each(DOUBTS)(
      'is never posted, and taken back, where it %s when they said so between two sinks',
      async (doubt) => {
        const here = await leave(posting, doubt, ['Ann'])
        here.outbox.drop(ANN)
        const sink = await next(here)
        await sink.recover()
        await sink.flush()
        expect([here.contents(), here.outbox.states(), sentSince(here)]).toEqual([[], ['withdrawn'], 0])
      },
    )

    test.each(DOUBTS)('or where it %s when they said so while it is looked for', async (doubt) => {
      const here = await leave(posting, doubt, ['Ann'])
      const recalled: string[] = []
      const sinks = await here.another()
      const sink = await sinks.open({ ...requestOf(here), recalled: (speaker) => recalled.push(speaker) })
      here.discord.failNext({ ...HISTORY, delayMs: 200 })
      await sink.recover()
      sink.drop(ANN)
      await sink.flush()
      expect([here.contents(), here.outbox.states(), sentSince(here)]).toEqual([[], ['withdrawn'], 0])
      expect(recalled).toEqual([ANN])
    })
  },
)

describe('of a message in doubt that several share', () => {
  const people = ['Ann', 'Bob', 'Ann', 'Cleo', 'Bob', 'Ann']

  test.each(DOUBTS)(
    'the others’ words are shown once, in order, and theirs not, where it %s',
    async (doubt) => {
      const here = await leave('plain', doubt, people)
      here.outbox.drop(ANN)
      const sink = await next(here)
      await sink.recover()
      await sink.flush()
      expect(wordsIn(here)).toEqual(['word1', 'word3', 'word4'])
      expect(here.outbox.states()).toEqual(['withdrawn', 'posted'])
      expect(await here.outbox.unposted()).toEqual([])
    },
  )

  test.each(DOUBTS)('nobody’s are who says so while it waits to be settled, where it %s', async (doubt) => {
    const here = await leave('plain', doubt, people)
    const sink = await next(here)
    here.discord.failNext({ ...HISTORY, delayMs: 200 })
    await sink.recover()
    sink.drop(ANN)
    sink.drop(BOB)
    await sink.flush()
    expect(wordsIn(here)).toEqual(['word3'])
  })

  test('nobody’s are who says so while the others’ are on their way', async () => {
    const here = await leave('plain', 'is there', people)
    here.outbox.drop(ANN)
    const sink = await next(here)
    here.discord.failNext({ method: 'POST', path: MESSAGES, delayMs: 200, when: 'after' })
    const taken = here.taken()
    await sink.recover()
    await taken
    expect(wordsIn(here)).toEqual(['word1', 'word3', 'word4'])
    sink.drop(BOB)
    await sink.flush()
    expect(wordsIn(here)).toEqual(['word3'])
  })

  test('nor are those of another message in doubt behind it', async () => {
    const here = await leave('plain', 'is not', ['Bob'])
    const whole = { from: 0, to: Number.MAX_SAFE_INTEGER, place: { first: 0, last: 0 } }
    const line = here.outbox.addTurn(turnOf('Ann', 'word1'))
    const post = { channel: channelId(here.text.id), nonce: 'n', persona: null, content: '**Ann**: word1' }
    await here.outbox.begin({ ...post, parts: [{ ...whole, line }] }, Date.now() - 130_000)
    const sink = await next(here)
    here.discord.failNext({ ...HISTORY, delayMs: 200 })
    await sink.recover()
    sink.drop(ANN)
    await sink.flush()
    expect([wordsIn(here), here.outbox.states()]).toEqual([['word0'], ['posted', 'withdrawn']])
  })

  test('they come once where a process dies between taking it back and posting them', async () => {
    const here = await leave('plain', 'is there', people)
    here.outbox.drop(ANN)
    const dying = await (await here.another()).open({ ...requestOf(here), outbox: noBeginning(here.outbox) })
    await dying.recover()
    await until('its end', () => here.outbox.states().includes('withdrawn'))
    expect(here.contents()).toEqual([])
    const sink = await next(here)
    await sink.recover()
    await sink.flush()
    expect(wordsIn(here)).toEqual(['word1', 'word3', 'word4'])
  })
})

test('a line in doubt that nobody may look for is not posted, said nothing of, and taken back once one may', async () => {
  const here = await leave('plain', 'is there', ['Ann'])
  const { guild, text, outbox } = here
  outbox.drop(ANN)
  guild.deny(text, 'ReadMessageHistory')
  await here.told()
  const blind = await next(here)
  await blind.recover()
  await blind.flush()
  expect([wordsIn(here), text.messages.length, outbox.states()]).toEqual([['word0'], 1, ['pending']])
  guild.allow(text, 'ReadMessageHistory')
  await here.told()
  blind.close()
  const sink = await next(here)
  await sink.recover()
  await sink.flush()
  expect([here.contents(), outbox.states()]).toEqual([[], ['withdrawn']])
})

/** A process that dies before it can note that anything new is about to be sent. */
const noBeginning = (memory: MemoryOutbox): Outbox => ({
  begin: () => never,
  posted: (id, message) => memory.posted(id, message),
  refused: (id) => memory.refused(id),
  withdrawn: (id) => memory.withdrawn(id),
  pending: () => memory.pending(),
  shown: (most) => memory.shown(most),
  unposted: () => memory.unposted(),
})
