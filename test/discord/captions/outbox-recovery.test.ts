import { describe, expect, test } from '@jest/globals'
import type { CaptionSink } from '../../../src/session/ports.ts'
import type { Outbox } from '../../../src/session/store.ts'
import { until } from '../../support/until.ts'
import { requestOf, type Stage, turnOf } from './caption-stage.ts'
import type { MemoryOutbox } from './memory-outbox.ts'
import { openStages } from './open-stages.ts'

const opened = openStages()

const POSTINGS = ['personas', 'plain'] as const
const POST = /^\/(channels\/\d+\/messages|webhooks\/\d+\/[^/]+)$/

const never = new Promise<never>(() => {})

/** A process that dies here: nothing after this is written. */
const dyingAt =
  (step: 'begin' | 'posted') =>
  (memory: MemoryOutbox): Outbox => ({
    begin: async (post, at) => {
      const id = await memory.begin(post, at)
      return step === 'begin' ? never : id
    },
    posted: (id, message) => (step === 'posted' ? never : memory.posted(id, message)),
    refused: (id) => memory.refused(id),
    withdrawn: () => never,
    pending: () => memory.pending(),
    shown: (most) => memory.shown(most),
    unposted: () => memory.unposted(),
  })

/** What the next process shows of what this one left. */
async function restart(here: Stage): Promise<CaptionSink> {
  const sink = await (await here.another()).open(requestOf(here))
  await sink.recover()
  await sink.flush()
  return sink
}

/** Each line's number of appearances in the channel. */
const counts = ({ text }: Stage, ...lines: string[]) =>
  lines.map((line) => text.messages.filter(({ content }) => content.includes(line)).length)

describe.each(POSTINGS)('as %s, each line is shown exactly once', (posting) => {
  const style = { posting }

  test.each([
    ['a 5xx that did nothing', { status: 502 }],
    ['a 5xx after which it stands there', { status: 502, when: 'after' }],
    ['a connection cut before', { status: 'drop' }],
    ['an answer that was lost', { status: 'drop', when: 'after' }],
    ['a 429', { status: 429 }],
  ] as const)('over %s', async (_, fault) => {
    const here = await opened({ style })
    here.say(here.sink, turnOf('Ann', 'same'))
    await here.sink.flush()
    here.discord.failNext({ method: 'POST', path: POST, ...fault })
    here.say(here.sink, turnOf('Ann', 'same'))
    await here.sink.flush()
    here.say(here.sink, turnOf('Ann', 'same'))
    await here.sink.flush()
    expect(counts(here, 'same')).toEqual([3])
    expect(here.outbox.states()).not.toContain('pending')
    const shown = here.outbox.rows.filter(({ state }) => state === 'posted').map(({ message }) => message)
    expect(shown).toEqual(here.text.messages.map(({ id }) => id))
  })

  test.each([
    ['begun, and not sent', 'begin'],
    ['shown, and not marked', 'posted'],
  ] as const)('by a process that died when it was %s', async (_, step) => {
    const here = await opened({ style, outbox: dyingAt(step) })
    here.say(here.sink, turnOf('Ann', 'one'))
    here.say(here.sink, turnOf('Bob', 'two'))
    await until(
      'the step',
      () => (step === 'begin' ? here.outbox.rows.length : here.text.messages.length) === 1,
    )
    await restart(here)
    expect(counts(here, 'one', 'two')).toEqual([1, 1])
    expect(here.outbox.states()).toEqual(['posted', 'posted'])
    expect(await here.outbox.unposted()).toEqual([])
  })

  test('by a process that was away for longer than nonces are remembered', async () => {
    const here = await opened({ style, outbox: dyingAt('posted') })
    here.say(here.sink, turnOf('Ann', 'one'))
    await until('the message', () => here.text.messages.length === 1)
    for (const row of here.outbox.rows) Object.assign(row, { at: row.at - 130_000 })
    await restart(here)
    expect([counts(here, 'one'), here.outbox.states()]).toEqual([[1], ['posted']])
    // It was seen to stand there, and not sent again.
    const sent = here.discord.requests.filter(({ method, path }) => method === 'POST' && POST.test(path))
    expect(sent.length).toBe(1)
  })

  test.each([
    ['was shown', 'posted'],
    ['was not', 'begin'],
  ] as const)('also of the same words twice, when it died as the second %s', async (_, step) => {
    const here = await opened({ style })
    here.say(here.sink, turnOf('Ann', 'same'))
    await here.sink.flush()
    here.sink.close()
    const dying = await here.sinks.open({ ...requestOf(here), outbox: dyingAt(step)(here.outbox) })
    here.say(dying, turnOf('Ann', 'same'))
    await until('the second', () => here.outbox.rows.length === 2)
    if (step === 'posted') await until('its message', () => here.text.messages.length === 2)
    for (const row of here.outbox.rows) Object.assign(row, { at: row.at - 130_000 })
    // Some answers hold no nonce: then words are all there is to tell them apart.
    for (const message of here.text.messages) Object.assign(message, { nonce: null })
    await restart(here)
    expect([counts(here, 'same'), here.outbox.states()]).toEqual([[2], ['posted', 'posted']])
  })

  test('by a process that died with the request on its way', async () => {
    const here = await opened({ style })
    here.discord.failNext({ method: 'POST', path: POST, delayMs: 300, status: 500, when: 'after' })
    const taken = here.taken()
    here.say(here.sink, turnOf('Ann', 'one'))
    await taken
    here.sink.close()
    expect(here.outbox.states()).toEqual(['pending'])
    await restart(here)
    expect([counts(here, 'one'), here.outbox.states()]).toEqual([[1], ['posted']])
  })

  test('and a long one goes on where its last message ended', async () => {
    const words = Array.from({ length: 900 }, (_, n) => `w${n}*`)
    const here = await opened({ style })
    const ended = new Promise<void>((resolve) => {
      here.text.onMessage(() => {
        here.sink.close()
        resolve()
      })
    })
    here.say(here.sink, turnOf('Ann', words.join(' ')))
    await ended
    await restart(here)
    const seen = here.text.messages.flatMap(({ content }) => content.match(/\bw\d+/g) ?? [])
    expect(seen).toEqual(words.map((word) => word.slice(0, -1)))
    expect(here.text.messages.length).toBeGreaterThan(2)
  })

  test('and what an earlier process left comes before anything new, in order, with its time', async () => {
    const here = await opened({ style })
    const [first, second] = [turnOf('Ann', 'one', [1_000, 2_000]), turnOf('Bob', 'two', [3_000, 4_000])]
    here.outbox.addTurn(second)
    here.outbox.addTurn(first)
    const gap = { speaker: null, startMs: 5_000, endMs: 9_000, cause: 'I was away' }
    here.outbox.addGap(gap)
    const sink = await here.open()
    const recovered = sink.recover()
    here.say(sink, turnOf('Cid', 'three', [10_000, 11_000]))
    await recovered
    await sink.flush()
    const heard = here.contents().flatMap((content) => content.match(/one|two|three|away/g) ?? [])
    expect(heard).toEqual(['one', 'two', 'away', 'three'])
    expect(here.contents().filter((content) => content.startsWith('-# <t:')).length).toBe(3)
  })
})

test('flush waits for what is being taken over, and not where there is nothing', async () => {
  const here = await opened({ style: { posting: 'plain' } })
  here.outbox.addTurn(turnOf('Ann', 'one'))
  const sink = await here.open()
  const recovered = sink.recover()
  await sink.flush()
  expect(here.contents().length).toBe(1)
  await recovered
  const next = await here.open()
  const nothing = next.recover()
  await next.flush()
  await nothing
  expect(here.contents().length).toBe(1)
})

describe('a message in doubt', () => {
  test('of which nobody may look whether it is shown is not sent twice, and leaves a trace', async () => {
    const here = await opened()
    here.guild.deny(here.text, 'ReadMessageHistory')
    await here.told()
    here.discord.failNext({ method: 'POST', path: POST, status: 500, when: 'after' })
    here.say(here.sink, turnOf('Ann', 'one'))
    await here.sink.flush()
    expect(here.contents()).toEqual([
      'one',
      '-# A message may be missing here: I could not see whether Discord had shown it.',
    ])
    expect(here.outbox.states()).toEqual(['refused', 'posted'])
  })

  test('cannot be settled without Read Message History, which is said when a sink is opened', async () => {
    const here = await opened()
    expect(here.events).toEqual([])
    here.guild.deny(here.text, 'ReadMessageHistory')
    await here.told()
    await here.open()
    expect(here.events).toEqual([
      'I need Read Message History to see whether a line is shown when Discord does not answer.',
    ])
  })

  test('of the bot’s own needs no look while its nonce is remembered', async () => {
    const here = await opened({ style: { posting: 'plain' } })
    here.guild.deny(here.text, 'ReadMessageHistory')
    await here.told()
    here.discord.failNext({ method: 'POST', path: POST, status: 500, when: 'after' })
    here.say(here.sink, turnOf('Ann', 'one'))
    await here.sink.flush()
    expect(here.contents()).toEqual(['**Ann**: one'])
    expect(here.discord.requests.some(({ method, path }) => method === 'GET' && POST.test(path))).toBe(false)
  })

  test('of a webhook that is gone by then is shown plain, once', async () => {
    const here = await opened({ outbox: dyingAt('begin') })
    here.say(here.sink, turnOf('Ann', 'one'))
    await until('the outbox', () => here.outbox.rows.length === 1)
    for (const webhook of here.guild.webhooks.values()) here.guild.deleteWebhook(webhook)
    await restart(here)
    expect(here.contents()).toEqual(['**Ann**: one'])
    expect(here.outbox.states()).toEqual(['withdrawn', 'posted'])
  })

  test('of which the answer cannot be read is looked for, not sent again', async () => {
    const here = await opened()
    here.discord.failNext({ method: 'POST', path: POST, status: 200, body: {}, when: 'after' })
    here.say(here.sink, turnOf('Ann', 'one'))
    await here.sink.flush()
    expect([here.contents(), here.outbox.states()]).toEqual([['one'], ['posted']])
  })

  test('is told from another of the same person that says something else', async () => {
    const here = await opened()
    here.say(here.sink, turnOf('Ann', 'other'))
    await here.sink.flush()
    here.sink.close()
    const dying = await here.sinks.open({ ...requestOf(here), outbox: dyingAt('begin')(here.outbox) })
    here.say(dying, turnOf('Ann', 'one'))
    await until('the outbox', () => here.outbox.rows.length === 2)
    await restart(here)
    expect(counts(here, 'other', 'one')).toEqual([1, 1])
  })
})

describe('a message that Discord refuses', () => {
  test('leaves a trace, and is not posted again', async () => {
    const here = await opened({ style: { posting: 'plain' } })
    here.discord.failNext({ method: 'POST', path: POST, status: 400 })
    here.say(here.sink, turnOf('Ann', 'one'))
    here.sink.notice('two')
    await here.sink.flush()
    expect(here.contents()).toEqual(['-# A message is missing here: Discord refused it.', 'two'])
    expect(await here.outbox.unposted()).toEqual([])
  })

  test('that several speakers share goes apart: what one says keeps nobody else from being read', async () => {
    const here = await opened({ style: { posting: 'plain' } })
    const { discord, sink } = here
    discord.failNext({ method: 'POST', path: POST, status: 400 })
    discord.failNext({ method: 'POST', path: POST, status: 400 })
    // The first waits for nobody; so many others share what is left.
    here.say(sink, turnOf('Zoe', 'zero'))
    for (let n = 1; n <= 6; n += 1) here.say(sink, turnOf(`P${n}`, `w${n}`, [n, n]))
    await sink.flush()
    const seen = here.contents().flatMap((content) => content.match(/\bw\d+/g) ?? [])
    expect(seen).toEqual(Array.from({ length: 6 }, (_, n) => `w${n + 1}`))
    expect(await here.outbox.unposted()).toEqual([])
  })

  test('leaves none where that is refused too', async () => {
    const here = await opened({ style: { posting: 'plain' } })
    here.discord.failNext({ method: 'POST', path: POST, status: 400, times: 2 })
    here.say(here.sink, turnOf('Ann', 'one'))
    here.sink.notice('two')
    await here.sink.flush()
    expect(here.contents()).toEqual(['two'])
  })
})

test('closing ends a post that hangs, and leaves it to the next sink', async () => {
  const here = await opened({ style: { posting: 'plain' } })
  here.discord.failNext({ method: 'POST', path: POST, delayMs: 300, status: 500 })
  here.say(here.sink, turnOf('Ann', 'one'))
  const flushed = here.sink.flush()
  await until('the outbox', () => here.outbox.rows.length === 1)
  here.sink.close()
  here.sink.close()
  await flushed
  await restart(here)
  expect(here.contents()).toEqual(['**Ann**: one'])
})
