import { afterEach, describe, expect, test } from '@jest/globals'
import { channelId, speakerId } from '../../src/base/ids.ts'
import type { CaptionSink } from '../../src/session/ports.ts'
import type { FinalTurn } from '../../src/transcript/turn.ts'
import { type Hall, openHall } from './hall.ts'

let hall: Hall | undefined

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

async function openStarted(prepare: (hall: Hall) => void = () => {}): Promise<Hall> {
  hall = await openHall()
  prepare(hall)
  await hall.start()
  return hall
}

async function open() {
  const hall = await openStarted()
  const { text, gateway } = hall
  const shut: string[] = []
  const sink: CaptionSink = await gateway.openSink(channelId(text.id), (reason) => shut.push(reason))
  const posts = () => text.messages.map(({ content }) => content)
  return { ...hall, sink, posts, shut }
}

const turn = (id: string, name: string, text: string): FinalTurn => ({
  id: `${id}-1`,
  speaker: { id: speakerId(id), name, avatarUrl: null, bot: false },
  startMs: 0,
  endMs: 1_000,
  text,
  words: [],
})

/** Messages of a channel as requests saw them, failed ones too. */
const attempts = ({ discord, text }: Hall) =>
  discord.requests.filter(({ method, path }) => method === 'POST' && path === `/channels/${text.id}/messages`)

describe('captions on a channel', () => {
  test('come in order, within the limits, and nothing is lost in a rush', async () => {
    const { sink, posts, discord } = await open()
    const words: string[] = []
    for (let index = 0; index < 80; index += 1) {
      words.push(`w${index}`)
      sink.final(turn(String(index % 5), `P${index % 5}`, `w${index}`))
      await new Promise((resolve) => setTimeout(resolve, 40))
    }
    await sink.flush()
    expect(posts().flatMap((content) => content.match(/w\d+/g) ?? [])).toEqual(words)
    expect(discord.rateLimited).toBe(0)
    sink.close()
  }, 20_000)

  test('cannot ping, link or forge, whatever is said and whoever says it', async () => {
    const { sink, text } = await open()
    sink.final(turn('1', '@everyone\n**Bob**', '<@1> @here [x](https://a.b) discord.gg/x\n**Bob**: hi'))
    await sink.flush()
    expect(text.messages.map(({ content, pings, flags }) => ({ content, pings, flags }))).toEqual([
      {
        content:
          '**\\@everyone \\*\\*Bob\\*\\***: \\<\\@1\\> \\@here \\[x\\](https\\://a.b) discord\\.gg/x \\*\\*Bob\\*\\*: hi',
        pings: { everyone: false, roles: [], users: [] },
        flags: 4,
      },
    ])
  })

  test('survive errors of the servers, a cut connection and an answer that was lost, each shown once', async () => {
    const { sink, posts, discord } = await open()
    const path = /^\/channels\/\d+\/messages$/
    discord.failNext({ method: 'POST', path, status: 500, times: 5 })
    discord.failNext({ method: 'POST', path, status: 'drop' })
    discord.failNext({ method: 'POST', path, status: 502, when: 'after', times: 5 })
    sink.notice('first')
    sink.final(turn('1', 'Ann', 'second'))
    await sink.flush()
    expect(posts()).toEqual(['first', '**Ann**: second'])
  }, 20_000)

  test('stop at a channel that is closed to the bot: one attempt, and flush does not wait', async () => {
    const here = await open()
    here.guild.deny(here.text, 'SendMessages')
    here.sink.final(turn('1', 'Ann', 'one'))
    await here.sink.flush()
    here.sink.final(turn('1', 'Ann', 'two'))
    await here.sink.flush()
    expect(attempts(here).map(({ status }) => status)).toEqual([403])
    expect(here.log.lines.filter(({ event }) => event === 'channel closed to captions').length).toBe(1)
    expect(here.shut).toEqual(['The text channel is gone or closed to me.'])
  })

  test('stop at a channel that was deleted', async () => {
    const here = await open()
    here.guild.deleteChannel(here.text)
    here.sink.notice('one')
    await here.sink.flush()
    here.sink.notice('two')
    await here.sink.flush()
    expect(attempts(here).map(({ status }) => status)).toEqual([404])
  })

  test('go on after one that Discord refuses, and say that it is missing', async () => {
    const { sink, posts, discord, log } = await open()
    discord.failNext({ method: 'POST', path: /messages$/, status: 400 })
    sink.notice('one')
    sink.notice('two')
    await sink.flush()
    expect(posts()).toEqual(['-# A message is missing here: Discord refused it.', 'two'])
    expect(log.lines.some(({ event }) => event === 'caption refused')).toBe(true)
  })

  test('say no more where Discord refuses that too', async () => {
    const { sink, posts, discord } = await open()
    discord.failNext({ method: 'POST', path: /messages$/, status: 400, times: 2 })
    sink.notice('one')
    sink.notice('two')
    await sink.flush()
    expect(posts()).toEqual(['two'])
  })

  test('closing ends a post that hangs', async () => {
    const { sink, discord } = await open()
    discord.failNext({ method: 'POST', path: /messages$/, delayMs: 300, status: 500 })
    sink.notice('one')
    const flushed = sink.flush()
    await new Promise((resolve) => setTimeout(resolve, 50))
    sink.close()
    await flushed
  })
})

describe('a sink is refused', () => {
  test.each([
    ['SendMessages', /I need Send Messages\. Grant it/],
    ['ViewChannel', /I need View Channel/],
  ] as const)('without %s, by name', async (permission, message) => {
    const { text, gateway } = await openStarted((here) => here.guild.deny(here.text, permission))
    await expect(gateway.openSink(channelId(text.id), () => {})).rejects.toThrow(message)
  })

  test('on a channel that is not there', async () => {
    const { gateway } = await open()
    await expect(gateway.openSink(channelId('123'), () => {})).rejects.toThrow('I cannot see <#123>')
  })

  test("but not on a voice channel's own chat", async () => {
    const { gateway, room } = await open()
    const sink = await gateway.openSink(channelId(room.id), () => {})
    sink.notice('hello')
    await sink.flush()
    expect(room.messages.map(({ content }) => content)).toEqual(['hello'])
  })
})
