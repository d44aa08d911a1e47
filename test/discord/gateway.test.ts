import { afterEach, describe, expect, test } from '@jest/globals'
import { ConfigError, UserError } from '../../src/base/errors.ts'
import { channelId, guildId, speakerId } from '../../src/base/ids.ts'
import type { Command } from '../../src/session/command.ts'
import { verbatim } from '../../src/wording/words.ts'
import { contextOf, type Hall, type HallOptions, openHall, until } from './hall.ts'

let hall: Hall | undefined
const open = async (options?: HallOptions): Promise<Hall> => {
  hall = await openHall(options)
  return hall
}

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

const ping: Command = {
  name: 'ping',
  label: () => ({ name: 'ping', description: 'Answers' }),
  options: [
    {
      name: 'voice',
      label: () => ({ name: 'voice', description: 'A room' }),
      type: 'voice-channel',
      required: false,
    },
  ],
  run: async () => ({ text: verbatim('pong') }),
}

const registrations = ({ discord }: Hall) =>
  discord.requests.filter(({ method, path }) => method !== 'GET' && path.endsWith('/commands')).length

describe('logging in', () => {
  test('ends with a gateway connection, and closing leaves none', async () => {
    const { gateway, start, discord } = await open()
    await start()
    expect(discord.sockets).toBe(1)
    await gateway.close()
    await gateway.close()
    await until('the socket to close', () => discord.sockets === 0)
  })

  test('with a wrong token names the setting, and leaves nothing open', async () => {
    const { start, discord } = await open({ gateway: { token: 'MTIz.abc.def' } })
    const failure = await start().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ConfigError)
    expect(String(failure)).toContain('Discord refused the token: check DISCORD_TOKEN')
    expect(String(failure)).not.toContain('MTIz')
    expect(discord.sockets).toBe(0)
  })

  test('with a token that the gateway refuses says the same', async () => {
    const { start, discord } = await open()
    discord.refuseGateway({ code: 4004 })
    await expect(start()).rejects.toThrow('Discord refused the token: check DISCORD_TOKEN')
  })

  test('without a network says so', async () => {
    const { start } = await open({ gateway: { apiUrl: 'http://127.0.0.1:9/api' } })
    const failure = await start().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(UserError)
    expect(String(failure)).toContain('Discord cannot be reached')
  })
})

describe('the command', () => {
  test('is registered once, and not again by a start that changes nothing', async () => {
    const here = await open({ gateway: { commands: [ping] } })
    await here.start()
    expect(here.discord.commandNames(null)).toEqual(['transcribe'])
    expect(registrations(here)).toBe(1)
    const next = here.another({ commands: [ping] })
    await next.start(await contextOf(next, here.log))
    expect(registrations(here)).toBe(1)
  })

  test('is registered again when a subcommand changed', async () => {
    const here = await open({ gateway: { commands: [ping] } })
    await here.start()
    const changed: Command = { ...ping, options: [] }
    const next = here.another({ commands: [changed] })
    await next.start(await contextOf(next, here.log))
    expect(registrations(here)).toBe(2)
    expect(here.discord.commandNames(null)).toEqual(['transcribe'])
  })

  test('is registered in one guild alone when that is asked for', async () => {
    const here = await open({ gateway: { commands: [ping] } })
    const scoped = here.another({ commands: [ping], guildId: guildId(here.guild.id) })
    await scoped.start(await contextOf(scoped, here.log))
    expect(here.discord.commandNames(here.guild.id)).toEqual(['transcribe'])
    expect(here.discord.commandNames(null)).toEqual([])
  })
})

test('the end of the connection for good is told once', async () => {
  const dead: Error[] = []
  const { start, discord } = await open({ gateway: { onDead: (error) => dead.push(error) } })
  await start()
  discord.dropGateway({ resumable: true, code: 4013 })
  await until('the news', () => dead.length > 0)
  expect(dead.map(String)).toEqual(['UserError: Discord ended the connection for good (code 4013).'])
})

test('a gateway connection that drops comes back by itself', async () => {
  const { start, discord } = await open()
  await start()
  discord.dropGateway({ resumable: true })
  await until('the resume', () => discord.sessions.resumes === 1)
})

describe('a command that the bot names', () => {
  const rooms = { ...ping, name: 'rooms' }

  test.each([
    ['registered now', false],
    ['found registered as it is to be', true],
  ])('is mentioned by its id, %s', async (_, before) => {
    const here = await open({ gateway: { commands: [ping, rooms] } })
    const only = guildId(here.guild.id)
    const gateways = [here.another({ commands: [ping, rooms], guildId: only })]
    if (before) gateways.push(here.another({ commands: [ping, rooms], guildId: only }))
    for (const gateway of gateways) await gateway.start(await contextOf(gateway, here.log))
    expect(registrations(here)).toBe(1)
    const ann = here.guild.addMember('ann')
    const gateway = gateways.at(-1)
    gateway?.tellPerson(speakerId(ann.id), 'Use /transcribe rooms, not /transcribe sleep.')
    gateway?.tellChannel(only, [channelId(here.text.id)], 'Use /transcribe ping.')
    const told = () => here.discord.world.directMessages(ann.id).messages.map(({ content }) => content)
    await until('both', () => told().length === 1 && here.text.messages.length === 1)
    const id = here.discord.commandId(here.guild.id, 'transcribe')
    expect(told()).toEqual([`Use </transcribe rooms:${id}>, not /transcribe sleep.`])
    expect(here.text.messages[0]?.content).toBe(`Use </transcribe ping:${id}>.`)
  })
})

test('the language of a server is the one that it has in Discord', async () => {
  const here = await open()
  here.guild.preferredLocale = 'pt-BR'
  await here.start()
  expect(here.gateway.localeOf(here.ref.guild)).toBe('pt-BR')
  expect(here.gateway.localeOf(guildId('1'))).toBe('en-US')
})

describe('what happens beside commands', () => {
  test('is told: whatever may change who can read a channel', async () => {
    const changed: string[] = []
    const events = { channel: () => {}, guild: () => {}, readers: (id: string) => changed.push(id) }
    const here = await open({ gateway: { events } })
    const { guild, room, start } = here
    const [role, other] = [guild.addRole('players'), guild.addRole('others')]
    await start()
    const rows: readonly (() => unknown)[] = [
      () => guild.overwrite(room, role, { deny: ['ViewChannel'] }),
      () => guild.setRolePermissions(role, ['Administrator']),
      () => guild.addRole('staff'),
      () => guild.bot.setRoles([role.id]),
      () => guild.removeRole(other),
    ]
    for (const act of rows) {
      const before = changed.length
      act()
      await until('the news', () => changed.length > before)
    }
    expect(new Set(changed)).toEqual(new Set([guild.id]))
  })

  test('is told: channels deleted or changed, servers left and joined; a person can be told something', async () => {
    const news: string[] = []
    const here = await open({
      gateway: {
        events: {
          channel: (channel, how) => news.push(`${channel} ${how}`),
          guild: (guild, how) => news.push(`${guild} ${how}`),
        },
      },
    })
    await here.start()
    const { discord, gateway, guild, text } = here
    expect(gateway.guilds).toEqual([guild.id])
    guild.deny(text, 'SendMessages')
    await until('the change', () => news.includes(`${text.id} changed`))
    guild.deleteChannel(text)
    await until('the deletion', () => news.includes(`${text.id} deleted`))
    const other = discord.addGuild('Other')
    await until('the other server', () => news.includes(`${other.id} joined`))
    discord.world.removeGuild(other)
    await until('its end', () => news.includes(`${other.id} left`))
    const ann = guild.addMember('ann')
    gateway.tellPerson(speakerId(ann.id), 'I cannot write there.')
    const told = () => discord.world.directMessages(ann.id).messages.map(({ content }) => content)
    await until('the message', () => told().length === 1)
    expect(told()).toEqual(['I cannot write there.'])
    // Nobody that Discord knows.
    gateway.tellPerson(speakerId('1'), 'Hello?')
    await here.log.line('person not told')
  })
})
