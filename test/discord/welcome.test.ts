import { afterEach, describe, expect, test } from '@jest/globals'
import { commands } from '../../commands/index.ts'
import { unescaped } from '../../sandbox/cast/channel-reader.ts'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import type { SandboxGuild } from '../../sandbox/discord/guild.ts'
import { systemClock } from '../../src/base/clock.ts'
import { guildId } from '../../src/base/ids.ts'
import { welcomeText } from '../../src/discord/commands/help-text.ts'
import { wordsOf } from '../../src/wording/catalogue.ts'
import { contextOf, type Hall, type HallOptions, openHall, until } from './hall.ts'

let hall: Hall | undefined

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

const open = async (options?: HallOptions): Promise<Hall> => {
  hall = await openHall(options)
  await hall.start()
  return hall
}

/** A server with a channel where new members are greeted, to which the bot is added now. */
function add({ discord }: Hall, furnish: (guild: SandboxGuild, lobby: SandboxChannel) => void = () => {}) {
  const guild = discord.addGuild('New', (made) => {
    made.systemChannel = made.addText('lobby')
    furnish(made, made.systemChannel)
  })
  if (guild.systemChannel === null) throw new Error('it was just made')
  return { guild, lobby: guild.systemChannel }
}

describe('the first message in a server', () => {
  test('says how to begin, where new members are greeted', async () => {
    const { lobby } = add(await open())
    await until('the greeting', () => lobby.messages.length > 0)
    const [message] = lobby.messages
    expect(message?.content.split('\n')).toHaveLength(5)
    expect(message?.content).toContain('give /transcribe start in the text channel')
    expect(message?.pings).toEqual({ everyone: false, roles: [], users: [] })
  })

  test.each(['en-GB', 'de', 'ja', 'vi'])(
    'is in the language of a server in %s, and mentions the commands',
    async (locale) => {
      const here = await open({ gateway: { commands } })
      const { lobby } = add(here, (guild) => {
        guild.preferredLocale = locale
      })
      await until('the greeting', () => lobby.messages.length > 0)
      const content = lobby.messages[0]?.content ?? ''
      expect(unescaped(content)).toBe(welcomeText(wordsOf(locale)))
      const mentioned = [...content.matchAll(/<\/transcribe (\w+):\d+>/g)].map(([, name]) => name)
      const subcommands = ['start', 'privacy', 'stop', 'export', 'search', 'status', 'settings']
      expect(mentioned.toSorted()).toEqual(subcommands.toSorted())
      expect(lobby.messages[0]?.pings).toEqual({ everyone: false, roles: [], users: [] })
    },
  )

  test('comes once: not again at the next start', async () => {
    const here = await open()
    const { guild, lobby } = add(here)
    await until('the greeting', () => lobby.messages.length > 0)
    const next = here.another()
    await here.gateway.close()
    await next.start(await contextOf(next, here.log))
    expect(next.guilds).toContain(guild.id)
    const other = add(here)
    await until('a greeting elsewhere', () => other.lobby.messages.length > 0)
    expect(lobby.messages).toHaveLength(1)
  })

  test.each<[string, HallOptions, (guild: SandboxGuild, lobby: SandboxChannel) => void]>([
    ['in a server that it joined long ago', later(120_000), () => {}],
    ['where it may not write', {}, (guild, lobby) => guild.deny(lobby, 'SendMessages')],
    ['where it may not look', {}, (guild, lobby) => guild.deny(lobby, 'ViewChannel')],
    ['where its commands are not', { gateway: { guildId: guildId('1') } }, () => {}],
  ])('is not given %s', async (_, options, furnish) => {
    hall = await openHall({ ...options, gateway: { ...options.gateway, guildId: null } })
    const joined: string[] = []
    const gateway = hall.another({
      ...options.gateway,
      ...(options.gateway?.guildId && { guildId: guildId(hall.guild.id) }),
      events: { channel: () => {}, people: () => {}, guild: (guild, how) => joined.push(`${guild} ${how}`) },
    })
    await gateway.start(await contextOf(gateway, hall.log))
    const { guild, lobby } = add(hall, furnish)
    await until('the news', () => joined.includes(`${guild.id} joined`))
    const posts = hall.discord.requests.filter(
      ({ method, path }) => method === 'POST' && path.includes(lobby.id),
    )
    expect([posts, lobby.messages]).toEqual([[], []])
  })
})

/** The wall's clock is so far ahead of when the bot was added. */
function later(ms: number): HallOptions {
  return { gateway: { clock: { ...systemClock, wall: () => systemClock.wall() + ms } } }
}
