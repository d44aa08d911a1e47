import { describe, expect, test } from '@jest/globals'
import type { Clock } from '../../../src/base/clock.ts'
import { channelId } from '../../../src/base/ids.ts'
import { unlinked } from '../../../src/discord/command-mentions.ts'
import type { CaptionSink } from '../../../src/session/ports.ts'
import { english } from '../../../src/wording/english/english.ts'
import { verbatim } from '../../../src/wording/words.ts'
import { hurriedClock } from '../../support/hurried-clock.ts'
import { until } from '../../support/until.ts'
import { requestOf, STARTED_AT, type Stage, turnOf } from './caption-stage.ts'
import { type OpenStage, openStages } from './open-stages.ts'

const opened = openStages()

const plain = { style: { posting: 'plain' } } as const

const WEBHOOK = /^\/webhooks\/\d+\/[^/]+$/
const MESSAGES = /^\/channels\/\d+\/messages$/

/** Who is seen to have posted what. */
const shown = ({ text }: Pick<Stage, 'text'>) =>
  text.messages.map(({ authorName, content }) => [authorName, content])

/** What was told of the end, in English. */
const told = (shuts: Stage['shuts']) => shuts.map(({ kind, reason }) => ({ kind, reason: reason(english) }))

const plainOf = (text: string) => text.replaceAll('\u200c', '')

/** Says this last, and waits until all is posted that can be. */
async function speak({ sink, say }: Pick<OpenStage, 'sink' | 'say'>, name: string, text: string) {
  say(sink, turnOf(name, text))
  await sink.flush()
}

/** A thread of the text channel. */
async function threadOf({ sinks, text, guild }: OpenStage, name: string) {
  const thread = guild.channels.get(await sinks.openThread(channelId(text.id), name))
  if (thread === undefined) throw new Error('there is no thread')
  return thread
}

/** What was asked of Discord to post a message there. */
const triesAt = (place: RegExp, { discord }: OpenStage) =>
  discord.requests.filter(({ method, path }) => method === 'POST' && place.test(path))

/** A hurried clock, and how long each wait on it was to be, in milliseconds. */
function notedClock() {
  const hurried = hurriedClock(10)
  const waits: number[] = []
  const clock: Clock = {
    ...hurried,
    after(ms, fn) {
      waits.push(ms)
      return hurried.after(ms, fn)
    },
  }
  return { clock, waits }
}

const turnAt = (name: string, text: string, startMs: number) => turnOf(name, text, [startMs, startMs + 500])

describe('personas', () => {
  test('words stand under their speaker, with their picture, and the house under the bot', async () => {
    const here = await opened()
    const { sink, say } = here
    sink.notice('Ann started it.')
    const ann = turnOf('Ann', 'hello')
    say(sink, { ...ann, speaker: { ...ann.speaker, avatarUrl: 'https://cdn.example/a.png' } })
    await speak(here, 'Bob', 'hi *there*')
    expect(shown(here)).toEqual([
      ['Hansard', 'Ann started it.'],
      ['Ann', 'hello'],
      ['Bob', 'hi \\*there\\*'],
    ])
    const [, first, second] = here.text.messages
    expect(first?.author['avatar']).not.toBe(second?.author['avatar'])
  })

  test('a notice mentions the commands that it names, and nothing that people say or are called', async () => {
    const here = await opened(plain)
    const { sink, say } = here
    sink.notice(`${unlinked('/transcribe stop')} began this. End it with /transcribe stop.`)
    const turn = turnOf('/transcribe stop', 'now /transcribe stop please')
    say(sink, turn)
    await sink.flush()
    const [notice = '', line = ''] = here.contents()
    expect(notice).toMatch(/^\/\u200ctranscribe stop began this\. End it with <\/transcribe stop:77>\.$/)
    expect(line).not.toContain(':77>')
    expect(plainOf(line)).toBe('**/transcribe stop**: now /transcribe stop please')
  })

  test('a webhook is made once, and found again after a restart', async () => {
    const here = await opened()
    await speak(here, 'Ann', 'one')
    here.sink.close()
    const sink = await (await here.another()).open(requestOf(here))
    await speak({ ...here, sink }, 'Ann', 'two')
    const [webhook] = here.guild.webhooks.values()
    expect([here.guild.webhooks.size, webhook?.name]).toEqual([1, 'Hansard'])
    expect(here.text.messages.map(({ webhookId }) => webhookId)).toEqual([webhook?.id, webhook?.id])
  })

  test('a webhook that somebody deletes is made again at most once a minute, and no word is lost', async () => {
    const here = await opened()
    const { sink, say, guild } = here
    const removeWebhook = () => {
      for (const webhook of guild.webhooks.values()) guild.deleteWebhook(webhook)
    }
    for (const word of ['one', 'two', 'three', 'four']) {
      say(sink, turnOf('Ann', word))
      await sink.flush()
      removeWebhook()
    }
    // The first was made just now: until a minute is over, the bot posts itself.
    expect(shown(here)).toEqual([
      ['Ann', 'one'],
      ['Hansard', '**Ann**: two'],
      ['Hansard', '**Ann**: three'],
      ['Hansard', '**Ann**: four'],
    ])
    expect(here.outbox.states()).toEqual(['posted', 'withdrawn', 'posted', 'posted', 'posted'])
  })

  test('a webhook that was deleted long after it was found is made again at once', async () => {
    const here = await opened()
    await speak(here, 'Ann', 'one')
    const sink = await (await here.another()).open(requestOf(here))
    await speak({ ...here, sink }, 'Ann', 'two')
    for (const webhook of here.guild.webhooks.values()) here.guild.deleteWebhook(webhook)
    await speak({ ...here, sink }, 'Ann', 'three')
    await speak({ ...here, sink }, 'Ann', 'four')
    expect(shown(here).slice(2)).toEqual([
      ['Hansard', '**Ann**: three'],
      ['Ann', 'four'],
    ])
  })

  test('without Manage Webhooks lines are plain, which is said once, and not in the channel', async () => {
    const here = await opened({ webhooks: false })
    for (const word of ['one', 'two']) await speak(here, 'Ann', word)
    expect(shown(here)).toEqual([
      ['Hansard', '**Ann**: one'],
      ['Hansard', '**Ann**: two'],
    ])
    expect(here.events).toEqual(['I need Manage Webhooks to post under the names of who speaks.'])
    expect(here.log.lines.filter(({ event }) => event === 'captions without personas').length).toBe(1)
    expect(here.discord.requests.some(({ path }) => path.endsWith('/webhooks'))).toBe(false)
  })

  test('when the permission is taken away, the next line is plain, and they come back with it', async () => {
    const here = await opened()
    const { guild, text } = here
    await speak(here, 'Ann', 'one')
    const asked = here.discord.requests.length
    guild.deny(text, 'ManageWebhooks')
    await here.told()
    await speak(here, 'Ann', 'two')
    guild.allow(text, 'ManageWebhooks')
    await here.told()
    await speak(here, 'Ann', 'three')
    expect(shown(here)).toEqual([
      ['Ann', 'one'],
      ['Hansard', '**Ann**: two'],
      ['Ann', 'three'],
    ])
    expect(here.discord.requests.slice(asked).every(({ status }) => status === 200)).toBe(true)
  })

  test('by setting, all is plain', async () => {
    const here = await opened(plain)
    await speak(here, 'Ann', 'one')
    expect([shown(here), here.guild.webhooks.size]).toEqual([[['Hansard', '**Ann**: one']], 0])
    expect(here.events).toEqual([])
  })

  test('names that webhooks refuse are adapted', async () => {
    const here = await opened()
    for (const name of ['Clyde', 'Discordia', 'x'.repeat(90), '\u200b']) await speak(here, name, 'hi')
    const names = shown(here).map(([name]) => name)
    expect(names.slice(0, 3)).toEqual(['Cly·de', 'Dis·cordia', `${'x'.repeat(79)}…`])
    expect(names[3]).toMatch(/^Speaker \d{4}$/)
  })

  test('what Discord does not take as a persona comes plain', async () => {
    const here = await opened()
    here.discord.failNext({ method: 'POST', path: WEBHOOK, status: 400 })
    await speak(here, 'everyone', 'hi')
    expect(shown(here)).toEqual([['Hansard', '**everyone**: hi']])
  })

  test('a name that Discord does not take is not tried again; words that it does not take say nothing of the name', async () => {
    const here = await opened()
    const answers = [
      { code: 200_000, message: 'Message was blocked by automatic moderation' },
      {
        code: 50_035,
        message: 'Invalid Form Body',
        errors: { username: { _errors: [{ code: 'USERNAME_INVALID', message: 'x' }] } },
      },
    ]
    for (const body of answers) here.discord.failNext({ method: 'POST', path: WEBHOOK, status: 400, body })
    for (const [name, words] of [
      ['Ann', 'one'],
      ['Ann', 'two'],
      ['Ann', 'three'],
      ['Bob', 'four'],
    ] as const)
      await speak(here, name, words)
    expect(shown(here)).toEqual([
      ['Hansard', '**Ann**: one'],
      ['Hansard', '**Ann**: two'],
      ['Hansard', '**Ann**: three'],
      ['Bob', 'four'],
    ])
    expect(triesAt(WEBHOOK, here).map(({ status }) => status)).toEqual([400, 400, 200])
  })

  test('where Discord says that webhooks have posted too much, nobody waits for them', async () => {
    const { clock, waits } = notedClock()
    const here = await opened({ clock })
    here.discord.failNext({ method: 'POST', path: WEBHOOK, status: 429, headers: { 'Retry-After': '40' } })
    for (const word of ['one', 'two']) await speak(here, 'Ann', word)
    expect(shown(here)).toEqual([
      ['Hansard', '**Ann**: one'],
      ['Hansard', '**Ann**: two'],
    ])
    expect(Math.max(0, ...waits)).toBeLessThan(5_000)
  })

  test('are made in a thread through the webhook of its channel', async () => {
    const here = await opened()
    const thread = await threadOf(here, 'Table, 22 November')
    const sink = await here.open(thread)
    here.say(sink, turnOf('Ann', 'one'))
    sink.notice('bye')
    await sink.flush()
    expect(shown({ text: thread })).toEqual([
      ['Ann', 'one'],
      ['Hansard', 'bye'],
    ])
    expect([...here.guild.webhooks.values()].map(({ channelId }) => channelId)).toEqual([here.text.id])
    expect(here.text.messages).toEqual([])
  })
})

describe('messages', () => {
  test('beyond the budget hold the lines of several speakers, in order, and nothing waits or is lost', async () => {
    const { sink, say, discord, text } = await opened()
    const words: string[] = []
    for (let index = 0; index < 80; index += 1) {
      words.push(`w${index}`)
      say(sink, turnAt(`P${index % 5}`, `w${index}`, index))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await sink.flush()
    expect(text.messages.flatMap(({ content }) => content.match(/w\d+/g) ?? [])).toEqual(words)
    expect(text.messages.length).toBeLessThan(20)
    expect(discord.rateLimited).toBe(0)
  })

  test('flush does not wait for a budget that the last one used up', async () => {
    const { clock, waits } = notedClock()
    const { sink, say, text } = await opened({ clock })
    let before = 0
    text.onMessage(() => {
      before = waits.length
    })
    for (const name of ['a', 'b', 'c', 'd', 'e']) say(sink, turnOf(name, name))
    await sink.flush()
    expect(text.messages.length).toBe(5)
    expect(waits.length).toBe(before)
  })

  test('that are too long are cut at words, and go on under the same name', async () => {
    const { sink, say, text } = await opened()
    const words = Array.from({ length: 900 }, (_, n) => `word${n}`)
    say(sink, turnOf('Ann', words.join(' ')))
    await sink.flush()
    expect(text.messages.map(({ authorName }) => authorName)).toEqual(Array(text.messages.length).fill('Ann'))
    expect(
      text.messages
        .map(({ content }) => content)
        .join(' ')
        .split(' '),
    ).toEqual(words)
    expect(text.messages.length).toBeGreaterThan(3)
  })

  test('of words that cannot be seen are not made', async () => {
    const { sink, say, text } = await opened()
    say(sink, turnOf('Ann', '\u200b \u2800'))
    await speak({ sink, say }, 'Ann', 'one')
    expect(text.messages.map(({ content }) => content)).toEqual(['one'])
  })
})

describe('a sink is refused', () => {
  test.each([
    ['SendMessages', /I need Send Messages\. Grant it/],
    ['ViewChannel', /I need View Channel|I cannot see/],
  ] as const)('without %s, by name', async (permission, message) => {
    const here = await opened()
    here.guild.deny(here.text, permission)
    await here.told()
    await expect(here.open()).rejects.toThrow(message)
  })

  test('on a channel that is not there', async () => {
    const here = await opened()
    const missing = { ...requestOf(here), channel: channelId('123456789012345678') }
    await expect(here.sinks.open(missing)).rejects.toThrow('I cannot see <#123456789012345678>')
  })

  test("but not on a voice channel's own chat", async () => {
    const here = await opened()
    const room = here.guild.addVoice('Table')
    await here.told()
    const sink = await here.open(room)
    sink.notice('hello')
    await speak({ ...here, sink }, 'Ann', 'one')
    expect(shown({ text: room })).toEqual([
      ['Hansard', 'hello'],
      ['Ann', 'one'],
    ])
  })
})

describe('order', () => {
  test('what the house says among the lines is in the language that was asked for', async () => {
    const here = await opened(plain)
    const { posts, exports } = english
    const words = {
      ...english,
      posts: {
        ...posts,
        gap: {
          ...posts.gap,
          person: (name: string, length: string, why: string) => `${name} fehlt ${length}: ${why}`,
        },
        missing: { ...posts.missing, refused: 'Hier fehlt etwas.' },
      },
      exports: { ...exports, causes: { ...exports.causes, encrypted: 'verschlüsselt' } },
    }
    const sink = await here.sinks.open({ ...requestOf(here), words })
    const { speaker } = turnOf('Bob', '')
    const gap = { speaker, startMs: 0, endMs: 2_000, cause: 'encrypted' }
    sink.gap(gap, here.outbox.addGap(gap))
    await sink.flush()
    here.discord.failNext({ method: 'POST', path: MESSAGES, status: 400, times: 1 })
    here.say(sink, turnAt('Bob', 'refused', 3_000))
    await sink.flush()
    expect(here.contents()).toEqual(['-# Bob fehlt 2 s: verschlüsselt', '-# Hier fehlt etwas.'])
  })

  test('a line out of start order carries its time, and so does such a gap', async () => {
    const here = await opened(plain)
    const { sink, outbox } = here
    here.say(sink, turnAt('Ann', 'first', 5_000))
    here.say(sink, turnAt('Ann', 'late', 2_000))
    here.say(sink, turnAt('Ann', 'next', 6_000))
    const gap = {
      speaker: turnOf('Bob', '').speaker,
      startMs: 1_000,
      endMs: 3_000,
      cause: 'the network broke',
    }
    sink.gap(gap, outbox.addGap(gap))
    sink.gap({ ...gap, startMs: 7_000, endMs: 7_100, speaker: null }, outbox.addGap(gap))
    await sink.flush()
    const second = STARTED_AT / 1000
    expect(here.contents()).toEqual([
      '**Ann**: first',
      `-# <t:${second + 2}:T>\n**Ann**: late`,
      '**Ann**: next',
      `-# Bob was not heard for 2 s at <t:${second + 1}:T>: the network broke`,
      '-# Nobody was heard for 1 s: the network broke',
    ])
  })
})

describe('a place that closes', () => {
  test('that it was deleted is told while nobody says anything', async () => {
    const here = await opened()
    const thread = await threadOf(here, 'Talk')
    await here.open(thread)
    here.guild.deleteChannel(thread)
    here.guild.deleteChannel(here.text)
    await until('the end', () => here.shuts.length === 2)
    expect(here.shuts.map(({ kind }) => kind)).toEqual(['gone', 'gone'])
  })

  test('a channel that is deleted is gone at once, and what was not shown is left for the next sink', async () => {
    const here = await opened()
    const { sink, say, guild, shuts, outbox } = here
    here.discord.failNext({ method: 'POST', path: WEBHOOK, status: 500, times: 20 })
    say(sink, turnOf('Ann', 'one'))
    say(sink, turnOf('Bob', 'two'))
    guild.deleteChannel(here.text)
    await until('the end', () => shuts.length > 0)
    await sink.flush()
    expect(told(shuts)).toEqual([{ kind: 'gone', reason: 'The text channel was deleted.' }])
    sink.close()
    here.discord.clearFaults()
    expect(await here.sinks.reachable(channelId(here.text.id))).toBe(false)
    const other = guild.addText('other')
    await until('the other channel', () => here.sinks.reachable(channelId(other.id)))
    const next = await here.open(other)
    await next.recover()
    say(next, turnOf('Cid', 'three'))
    await next.flush()
    const words = other.messages.flatMap(({ content }) => content.match(/one|two|three/g) ?? [])
    expect(words).toEqual(['one', 'two', 'three'])
    expect(await outbox.unposted()).toEqual([])
  })

  test('without the right to send it is closed: one attempt, flush does not wait, and it can open again', async () => {
    const here = await opened(plain)
    const { guild, text, shuts } = here
    guild.deny(text, 'SendMessages')
    await speak(here, 'Ann', 'one')
    await speak(here, 'Ann', 'two')
    expect(told(shuts)).toEqual([{ kind: 'closed', reason: 'I may not post in the text channel any more.' }])
    expect(triesAt(MESSAGES, here)).toHaveLength(1)
    expect(await here.sinks.reachable(channelId(text.id))).toBe(false)
    guild.allow(text, 'SendMessages')
    await until('the permission', () => here.sinks.reachable(channelId(text.id)))
    const next = await here.open()
    await next.recover()
    await next.flush()
    expect(text.messages.flatMap(({ content }) => content.match(/one|two/g) ?? [])).toEqual(['one', 'two'])
  })

  test('personas do not go where the bot itself may not post any more', async () => {
    const here = await opened()
    await speak(here, 'Ann', 'one')
    here.guild.deny(here.text, 'SendMessages')
    await here.told()
    await speak(here, 'Ann', 'two')
    expect(here.shuts[0]?.kind).toBe('closed')
  })

  test('a thread that is archived and locked is closed', async () => {
    const here = await opened()
    const thread = await threadOf(here, 'Talk')
    const sink = await here.open(thread)
    thread.change({ archived: true, locked: true })
    await speak({ ...here, sink }, 'Ann', 'one')
    expect(here.shuts.map(({ kind }) => kind)).toEqual(['closed'])
    expect((await here.outbox.unposted()).length).toBe(1)
  })

  test('a thread that is only archived wakes with the next line', async () => {
    const here = await opened()
    const thread = await threadOf(here, 'Talk')
    const sink = await here.open(thread)
    thread.change({ archived: true })
    await speak({ ...here, sink }, 'Ann', 'one')
    expect([thread.messages.length, thread.state.archived, here.shuts]).toEqual([1, false, []])
  })
})

describe('a thread', () => {
  test('is public, and archived after a day', async () => {
    const here = await opened()
    const id = await here.sinks.openThread(channelId(here.text.id), `Table\n${'x'.repeat(200)}`)
    const thread = here.guild.channels.get(id)
    expect([thread?.kind, thread?.name.length, thread?.state.autoArchiveMinutes]).toEqual([
      'public-thread',
      100,
      1440,
    ])
  })

  test.each(['CreatePublicThreads', 'SendMessagesInThreads'] as const)(
    'is refused by name without %s',
    async (permission) => {
      const here = await opened()
      here.guild.deny(here.text, permission)
      await here.told()
      await expect(here.sinks.openThread(channelId(here.text.id), 'x')).rejects.toThrow(
        /^To open a thread in <#\d+> I need (Create Public Threads|Send Messages in Threads)\./,
      )
    },
  )

  test('cannot be opened in the chat of a voice channel', async () => {
    const here = await opened()
    const voice = here.guild.addVoice('Table')
    await until('the channel', () => here.sinks.reachable(channelId(voice.id)))
    await expect(here.sinks.openThread(channelId(voice.id), 'x')).rejects.toThrow(/can have no threads/)
  })
})

describe('as long as the store fails', () => {
  test('captions are posted all the same, and it is logged once', async () => {
    const { StoreError } = await import('../../../src/base/errors.ts')
    const fails = async (): Promise<never> => {
      throw new StoreError(verbatim('the disk is full'), 'full')
    }
    const here = await opened({
      outbox: () => ({
        begin: fails,
        posted: fails,
        refused: fails,
        withdrawn: fails,
        pending: fails,
        shown: fails,
        unposted: fails,
      }),
    })
    await here.sink.recover()
    for (const word of ['one', 'two']) await speak(here, 'Ann', word)
    expect(here.contents()).toEqual(['one', 'two'])
    expect(here.log.lines.filter(({ event }) => event === 'outbox cannot be kept').length).toBe(1)
  })
})

test('no log line holds a name, a word or a webhook’s token', async () => {
  const here = await opened()
  const sink: CaptionSink = here.sink
  here.discord.failNext({ method: 'POST', path: WEBHOOK, status: 500, times: 2 })
  here.discord.failNext({ method: 'POST', path: MESSAGES, status: 400, times: 2 })
  sink.notice('secretword')
  await speak(here, 'Annabel', 'secretword')
  const [webhook] = here.guild.webhooks.values()
  const written = JSON.stringify([
    here.log.lines,
    here.outbox.rows.map(({ content: _, persona: __, ...row }) => row),
  ])
  expect(here.log.lines.length).toBeGreaterThan(0)
  expect(written).not.toMatch(/Annabel|secretword/)
  expect(JSON.stringify(here.outbox.rows)).not.toContain(webhook?.token ?? 'none')
  expect(written).not.toContain(webhook?.token ?? 'none')
})

describe('a sink that is held', () => {
  test('posts nothing, open turns neither, until it is let go, and then all of it in order', async () => {
    const { clock, waits } = notedClock()
    const here = await opened({ clock, style: { posting: 'plain', live: true } })
    const { discord, sink, say } = here
    const posts = () => discord.requests.filter(({ method }) => method !== 'GET').length
    sink.hold?.(true)
    const before = posts()
    sink.open(turnOf('Bob', 'well'))
    say(sink, turnOf('Ann', 'one'))
    sink.notice('two')
    const flushed = sink.flush()
    const looks = waits.length
    await until('what is live to look several times whether it may', () => waits.length >= looks + 5)
    expect(posts()).toBe(before)
    sink.hold?.(false)
    await flushed
    expect(here.contents().slice(0, 2)).toEqual(['**Ann**: one', 'two'])
  })

  test('can be closed, and what it did not post is left to the next one', async () => {
    const { sink, say, outbox, contents } = await opened(plain)
    sink.hold?.(true)
    say(sink, turnOf('Ann', 'one'))
    const flushed = sink.flush()
    sink.close()
    await flushed
    expect([contents(), (await outbox.unposted()).length]).toEqual([[], 1])
  })
})

describe('words of somebody who is not to be heard any more', () => {
  test('are not shown as far as they wait, and what others say is', async () => {
    const here = await opened(plain)
    const { sink, say } = here
    for (let place = 0; place < 12; place += 1)
      say(sink, turnAt(place % 2 ? 'Bob' : 'Ann', `word${place}`, place))
    sink.drop(turnOf('Ann', '').speaker.id)
    await sink.flush()
    const words = here.contents().join(' ')
    expect(words.match(/word(0|2|4|6|8|10)\b/g) ?? []).toEqual([])
    expect(words.match(/word(1|3|5|7|9|11)\b/g)).toHaveLength(6)
  })

  test.each([
    ['under their name', {}, WEBHOOK],
    ['under the bot’s', plain, MESSAGES],
  ] as const)(
    'are taken back %s where they were on their way when they were dropped',
    async (_, style, path) => {
      const here = await opened(style)
      const { discord, sink, say, sinks, text, outbox } = here
      const recalled: string[] = []
      sink.close()
      const again = await sinks.open({ ...requestOf(here), recalled: (speaker) => recalled.push(speaker) })
      const ann = turnOf('Ann', 'alpha')
      discord.failNext({ method: 'POST', path, delayMs: 200, when: 'after' })
      const taken = here.taken()
      say(again, ann)
      await taken
      again.drop(ann.speaker.id)
      // Heard again from now on: only what was under way is taken back.
      say(again, turnOf('Ann', 'beta'))
      await again.flush()
      expect(text.messages).toHaveLength(1)
      expect([here.contents()[0]?.endsWith('beta'), recalled]).toEqual([true, [ann.speaker.id]])
      expect(outbox.states()).toEqual(['withdrawn', 'posted'])
    },
  )

  test('are taken back from among those of others, which stay', async () => {
    const here = await opened(plain)
    const { discord, sink, say } = here
    discord.failNext({ method: 'POST', path: MESSAGES, delayMs: 200, when: 'after' })
    const taken = here.taken()
    for (let place = 0; place < 6; place += 1)
      say(sink, turnAt(place % 2 ? 'Bob' : 'Ann', `word${place}`, place))
    await taken
    expect(here.contents()[0]).toMatch(/Ann.*word0[\s\S]*Bob.*word1/)
    sink.drop(turnOf('Ann', '').speaker.id)
    await sink.flush()
    expect(
      here
        .contents()
        .join(' ')
        .match(/word\d/g),
    ).toEqual(['word1', 'word3', 'word5'])
  })

  test('are not sent again where Discord did not answer before they were dropped', async () => {
    const here = await opened(plain)
    const { discord, sink, say, text, log, outbox } = here
    const ann = turnOf('Ann', 'alpha')
    discord.failNext({ method: 'POST', path: MESSAGES, status: 'drop' })
    say(sink, ann)
    await log.line('caption delayed')
    sink.drop(ann.speaker.id)
    await sink.flush()
    expect([text.messages, outbox.states()]).toEqual([[], ['withdrawn']])
    expect(triesAt(MESSAGES, here)).toHaveLength(1)
  })

  test('are taken back by the next sink where this one cannot', async () => {
    const here = await opened(plain)
    const { discord, sink, say, text, outbox, log } = here
    const ann = turnOf('Ann', 'alpha')
    discord.failNext({ method: 'POST', path: MESSAGES, delayMs: 200, when: 'after' })
    discord.failNext({ method: 'DELETE', path: /messages/, status: 403 })
    const taken = here.taken()
    say(sink, ann)
    await taken
    sink.drop(ann.speaker.id)
    await sink.flush()
    await log.line('caption not taken back')
    expect([text.messages.length, outbox.states()]).toEqual([1, ['pending']])
    outbox.drop(ann.speaker.id)
    sink.close()
    const next = await here.open()
    await next.recover()
    await next.flush()
    expect([text.messages.length, outbox.states()]).toEqual([0, ['withdrawn']])
  })
})

describe('files for all', () => {
  const files = [
    { name: 'a.txt', bytes: Buffer.from('hello') },
    { name: 'b.txt', bytes: Buffer.alloc(6 * 1024 * 1024) },
    { name: 'c.txt', bytes: Buffer.alloc(6 * 1024 * 1024) },
  ]

  test('are posted with their text, no message heavier than a file may be', async () => {
    const here = await opened()
    let limit = 0
    const posted: string[] = []
    await here.sinks.share(channelId(here.text.id), {
      text: 'Here.',
      files: async (most) => {
        limit = most
        return files
      },
      posted: async ({ message }) => void posted.push(message),
    })
    expect(posted).toEqual(here.text.messages.map(({ id }) => id))
    expect(limit).toBe(10 * 1024 * 1024)
    expect(
      here.text.messages.map(({ content, attachments }) => [
        content,
        attachments.map(({ filename }) => filename),
      ]),
    ).toEqual([
      ['Here.', ['a.txt', 'b.txt']],
      ['', ['c.txt']],
    ])
  })

  test('are refused in words where the bot may not attach any, and none are made', async () => {
    const here = await opened()
    here.guild.deny(here.text, 'AttachFiles')
    await here.told()
    let made = false
    const shared = here.sinks.share(channelId(here.text.id), {
      text: 'Here.',
      files: async () => {
        made = true
        return files
      },
      posted: async () => {},
    })
    await expect(shared).rejects.toThrow(/I may not attach files in .* Give me Attach Files there/)
    expect(made).toBe(false)
  })
})

describe('messages that are to go', () => {
  const spoken = async (here: OpenStage) => {
    here.sink.notice('Ann started it.')
    await speak(here, 'Ann', 'one')
    return here.text.messages.map(({ id }) => ({ channel: channelId(here.text.id), message: id }))
  }
  const never = () => new AbortController().signal

  test('are deleted whoever they stand under, with nobody asked for what is not his', async () => {
    const here = await opened()
    const messages = await spoken(here)
    await here.sinks.remove([...messages, ...messages], never())
    expect(here.text.messages).toEqual([])
    const statuses = here.discord.requests
      .filter(({ method }) => method === 'DELETE')
      .map(({ status }) => status)
    expect(statuses).not.toContain(403)
    expect(await here.log.line('messages deleted')).toMatchObject({ messages: 4, left: 0 })
  })

  test('stay where they cannot be deleted, and are gone where their channel is', async () => {
    const here = await opened()
    const messages = await spoken(here)
    const foreign = here.guild.addMember('Zoe').say(here.text, 'mine')
    await here.sinks.remove([{ channel: channelId(here.text.id), message: foreign.id }], never())
    expect(here.text.messages).toHaveLength(3)
    here.guild.deleteChannel(here.text)
    await here.told()
    await here.sinks.remove(messages, never())
    expect(await here.log.line('messages deleted')).toMatchObject({ left: 1 })
    expect(await here.log.line('messages deleted', 2)).toMatchObject({ left: 0 })
  })

  test('are left when it is to stop', async () => {
    const here = await opened()
    const messages = await spoken(here)
    await here.sinks.remove(messages, AbortSignal.abort())
    expect(here.text.messages).toHaveLength(2)
  })
})
