import { afterEach, describe, expect, test } from '@jest/globals'
import type { SandboxChannel } from '../../sandbox/discord/channel.ts'
import type { PermissionName, SandboxRole } from '../../sandbox/discord/permissions.ts'
import { UserError } from '../../src/base/errors.ts'
import { channelId, guildId, roomId } from '../../src/base/ids.ts'
import type { PlaceRequest } from '../../src/session/ports.ts'
import { english } from '../../src/wording/english/english.ts'
import { type Hall, openHall, until } from './hall.ts'

let hall: Hall | undefined

afterEach(async () => {
  await hall?.close()
  hall = undefined
})

/** A hall whose bot is logged in, once the server is as `arrange` makes it. */
async function open(arrange: (hall: Hall) => void = () => {}): Promise<Hall> {
  hall = await openHall()
  arrange(hall)
  await hall.start()
  return hall
}

/** Resolves when the bot was told of all that was done until now: Discord's news come in order. */
async function told({ discord, gateway }: Hall): Promise<void> {
  const { id } = discord.addGuild('News')
  await until('the news', () => gateway.guilds.some((guild) => guild === id))
}

/** What the check resolves or rejects with, as lines. */
async function check(here: Hall, more: Partial<PlaceRequest> = {}): Promise<string[]> {
  const request: PlaceRequest = {
    ref: here.ref,
    channel: channelId(here.text.id),
    thread: false,
    personas: false,
    readers: 'room',
    ...more,
  }
  await told(here)
  try {
    return (await here.gateway.checkPlaces(request)).map((lack) => lack(english))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return ['refused', ...error.message.split('\n')]
  }
}

const GRANT = "Grant it to me or to my role in the channel's settings, under Permissions."

test('what is missing is told in the language of whoever asked, each permission by its name there', async () => {
  const here = await open(({ guild, room, text }) => {
    guild.deny(room, 'ViewChannel', 'Connect')
    guild.deny(text, 'SendMessages')
  })
  await told(here)
  const request = { ref: here.ref, channel: channelId(here.text.id), thread: false, personas: false } as const
  const refusal: unknown = await here.gateway
    .checkPlaces({ ...request, readers: 'room' })
    .catch((error: unknown) => error)
  if (!(refusal instanceof UserError)) throw new Error('nothing was refused')
  const { places } = english
  const words = {
    ...english,
    places: {
      ...places,
      permissions: { ...places.permissions, connect: 'Verbinden', sendMessages: 'Nachrichten senden' },
      needs: {
        ...places.needs,
        write: (channel: string, names: readonly string[]) => `${names} in ${channel}`,
      },
      grant: 'Gib sie mir.',
    },
  }
  expect(refusal.saying(words)).toBe(
    `To listen in <#${here.room.id}> I need View Channel and Verbinden. Gib sie mir.\nNachrichten senden in <#${here.text.id}> Gib sie mir.`,
  )
})

describe('permissions', () => {
  test('are all there: nothing is said', async () => {
    expect(await check(await open(), { thread: true, personas: true })).toEqual([])
  })

  test.each<['room' | 'text', PermissionName, string]>([
    ['room', 'ViewChannel', 'To listen in <#room> I need View Channel'],
    ['room', 'Connect', 'To listen in <#room> I need Connect'],
    ['text', 'ViewChannel', 'To write in <#text> I need View Channel'],
    ['text', 'SendMessages', 'To write in <#text> I need Send Messages'],
  ])('in the %s: without %s it is refused, with where to grant it', async (place, permission, sentence) => {
    const here = await open(({ guild, ...places }) => guild.deny(places[place], permission))
    const named = sentence.replace('<#room>', `<#${here.room.id}>`).replace('<#text>', `<#${here.text.id}>`)
    expect(await check(here)).toEqual(['refused', `${named}. ${GRANT}`])
  })

  test('that are missing in both places are named at once', async () => {
    const here = await open(({ guild, room, text }) => {
      guild.deny(room, 'ViewChannel', 'Connect')
      guild.deny(text, 'SendMessages')
    })
    expect(await check(here)).toEqual([
      'refused',
      `To listen in <#${here.room.id}> I need View Channel and Connect. ${GRANT}`,
      `To write in <#${here.text.id}> I need Send Messages. ${GRANT}`,
    ])
  })

  test.each<[PermissionName, Partial<PlaceRequest>, RegExp | null]>([
    ['EmbedLinks', {}, /Embed Links \(links in my answers come without a preview\)\. Grant/],
    ['AttachFiles', {}, /Attach Files \(I can post no files\)\. Grant/],
    ['ReadMessageHistory', {}, /Read Message History \(after a restart .*\)\. Grant/],
    ['ManageWebhooks', { personas: true }, /Manage Webhooks \(lines come under my name, .*\)\. Grant/],
    ['ManageWebhooks', {}, null],
    ['CreatePublicThreads', { thread: true }, /Create Public Threads \(I open no thread .*\)\. Grant/],
    ['SendMessagesInThreads', { thread: true }, /Send Messages in Threads \(I open no thread .*\)\. Grant/],
    ['CreatePublicThreads', {}, null],
  ])(
    'without %s (%o) it goes all the same, and is said what goes without',
    async (permission, more, said) => {
      const here = await open(({ guild, text }) => guild.deny(text, permission))
      const lacks = await check(here, more)
      expect(lacks).toEqual(said === null ? [] : [expect.stringMatching(said)])
      if (said !== null) expect(lacks[0]).toContain(`In <#${here.text.id}> I do without `)
    },
  )

  test('are those of a thread, where one is written in', async () => {
    const here = await open(({ guild, text }) => guild.deny(text, 'SendMessages'))
    const thread = here.guild.addChannel({ kind: 'public-thread', name: 'x', parentId: here.text.id })
    const lost = here.guild.addChannel({ kind: 'public-thread', name: 'y', parentId: here.text.id })
    lost.change({ archived: true, locked: true })
    here.guild.setBotPermissions([])
    expect(await check(here, { channel: channelId(thread.id) })).toEqual([])
    expect(await check(here, { channel: channelId(lost.id) })).toEqual([
      'refused',
      `<#${lost.id}> is locked. Unlock it, or choose another channel.`,
    ])
  })

  test('cannot be told where there is no such place', async () => {
    const here = await open()
    const other = here.discord.addGuild('Other').addText('elsewhere')
    expect(await check(here, { channel: channelId(other.id) })).toEqual([
      'refused',
      expect.stringMatching(/^I cannot see that text channel\. /),
    ])
    expect(await check(here, { ref: { ...here.ref, room: roomId('1') } })).toEqual([
      'refused',
      expect.stringMatching(/^I cannot see that voice channel\. /),
    ])
    expect(await check(here, { ref: { ...here.ref, guild: guildId('1') } })).toEqual([
      'refused',
      expect.stringMatching(/^Discord has no connection to that server just now\. /),
    ])
  })
})

describe('a private call', () => {
  interface House extends Hall {
    readonly staff: SandboxRole
    readonly players: SandboxRole
  }
  /** Only staff see the channel. */
  const close = ({ guild, staff }: House, channel: SandboxChannel) => {
    guild.overwrite(channel, guild.everyone, { deny: ['ViewChannel'] })
    guild.overwrite(channel, staff, { allow: ['ViewChannel'] })
    guild.allow(channel, 'ViewChannel')
  }
  async function house(arrange: (house: House) => void): Promise<House> {
    const here = await openHall()
    hall = here
    const [staff, players] = [here.guild.addRole('staff'), here.guild.addRole('players')]
    for (const [at, role] of [staff, staff, players].entries())
      here.guild.addMember(`m${at}`).setRoles([role.id])
    const furnished = { ...here, staff, players }
    arrange(furnished)
    await here.start()
    return furnished
  }
  const leak = async (here: House, more: Partial<PlaceRequest> = {}): Promise<string | null> => {
    const [refused, message = '', ...rest] = await check(here, more)
    if (refused === undefined) return null
    expect([refused, rest]).toEqual(['refused', []])
    expect(message).toMatch(
      /^I do not start: what is said in <#\d+> would be read in <#\d+> by people who cannot/,
    )
    expect(message).toContain('have somebody with Manage Server start it with the option “readers”.')
    return /These can: (.*?)\. (?:Choose|Discord)/.exec(message)?.[1] ?? message
  }

  test('is not written where everybody reads', async () => {
    const here = await house((given) => close(given, given.room))
    const members = here.guild.members.size
    expect(await leak(here)).toBe(`everybody whom no role lets in there (this server has ${members} members)`)
  })

  test('is written there, where somebody who may says so', async () => {
    const here = await house((given) => close(given, given.room))
    expect(await leak(here, { readers: 'everybody' })).toBeNull()
  })

  test('is written in its own chat, and where the same people read', async () => {
    const here = await house((given) => {
      close(given, given.room)
      close(given, given.text)
    })
    expect(await leak(here, { channel: channelId(here.room.id) })).toBeNull()
    expect(await leak(here)).toBeNull()
  })

  test('names the roles that read along, with how many have them', async () => {
    const here = await house((given) => {
      close(given, given.room)
      close(given, given.text)
      given.guild.overwrite(given.text, given.players, { allow: ['ViewChannel'] })
    })
    expect(await leak(here)).toBe(`<@&${here.players.id}> (1 member)`)
  })

  test('names them also where Discord does not count, and looks at no role that nobody has', async () => {
    const here = await house((given) => {
      close(given, given.room)
      close(given, given.text)
      const empty = given.guild.addRole('empty')
      given.guild.overwrite(given.text, empty, { allow: ['ViewChannel'] })
    })
    expect(await leak(here)).toBeNull()
    here.discord.failNext({ method: 'GET', path: /member-counts/, status: 403 })
    expect(await leak(here)).toMatch(/^<@&\d+>$/)
    await here.log.line('members of roles not counted')
  })

  test('names whoever has two roles that only together read along', async () => {
    const here = await house((given) => {
      given.guild.overwrite(given.room, given.players, { deny: ['ViewChannel'] })
      close(given, given.text)
    })
    expect(await leak(here)).toBe(`whoever has both <@&${here.staff.id}> and <@&${here.players.id}>`)
  })

  test('leaves out what the roles of bots read', async () => {
    const here = await house((given) => {
      close(given, given.room)
      close(given, given.text)
      const own = given.guild.roles.all.find(({ botId }) => botId !== null)
      if (own) given.guild.overwrite(given.text, own, { allow: ['ViewChannel'] })
    })
    expect(await leak(here)).toBeNull()
  })

  test('looks up members who are let in by themselves', async () => {
    const here = await house((given) => {
      close(given, given.room)
      close(given, given.text)
    })
    const { guild, text, staff } = here
    const [insider, robot, gone] = ['in', 'bot', 'gone'].map((name) =>
      guild.addMember(name, { bot: name === 'bot' }),
    )
    if (!insider || !robot || !gone) throw new Error('nobody is there')
    insider.setRoles([staff.id])
    for (const member of [insider, robot, gone]) guild.overwrite(text, member, { allow: ['ViewChannel'] })
    guild.removeMember(gone)
    expect(await leak(here)).toBeNull()
    // What the library remembers of a member is not what counts.
    insider.setRoles([])
    expect(await leak(here)).toBe(`<@${insider.id}>`)
    insider.setRoles([staff.id])
    here.discord.failNext({ method: 'GET', path: /guilds\/\d+\/members\/\d+/, status: 403, times: 3 })
    expect(await leak(here)).toBe([insider, robot, gone].map(({ id }) => `<@${id}>`).join('; '))
  })

  test('is kept from a member who is shut out of the room by themselves', async () => {
    const here = await house(() => {})
    const [bob] = here.guild.members.values()
    const shut = [...here.guild.members.values()].find(({ username }) => username === 'm0') ?? bob
    if (!shut) throw new Error('nobody is there')
    here.guild.overwrite(here.room, shut, { deny: ['ViewChannel'] })
    expect(await leak(here)).toBe(`<@${shut.id}>`)
    shut.setRoles([here.guild.addRole('admin', ['Administrator']).id])
    expect(await leak(here)).toBeNull()
  })

  test('is judged in a thread by the channel it is in, and a private one hides nobody', async () => {
    const here = await house((given) => close(given, given.room))
    const [open, hidden] = (['public-thread', 'private-thread'] as const).map((kind) =>
      here.guild.addChannel({ kind, name: 'x', parentId: here.text.id }),
    )
    if (!open || !hidden) throw new Error('there are no threads')
    expect(await leak(here, { channel: channelId(open.id) })).toMatch(/^everybody whom no role lets in/)
    const [, message] = await check(here, { channel: channelId(hidden.id) })
    expect(message).toContain('Discord does not tell me who is in a private thread')
    close(here, here.text)
    expect(await leak(here, { channel: channelId(open.id) })).toBeNull()
    expect(await leak(here, { channel: channelId(hidden.id) })).toBeNull()
  })

  test('that comes to be read by others in its middle is found out, as far as one can know', async () => {
    const here = await house((given) => {
      close(given, given.room)
      close(given, given.text)
    })
    const { guild, text, players, gateway, ref } = here
    const leaks = async (channel: SandboxChannel) => {
      await told(here)
      return gateway.leaks({ ref, channel: channelId(channel.id) })
    }
    expect([await leaks(text), await leaks(here.room)]).toEqual([false, false])
    guild.overwrite(text, players, { allow: ['ViewChannel'] })
    expect(await leaks(text)).toBe(true)
    // Nobody reads what is not there.
    guild.deleteChannel(text)
    expect(await leaks(text)).toBe(false)
    const other = guild.addText('other')
    guild.setRolePermissions(guild.everyone, [])
    const opener = guild.addRole('opener')
    guild.addMember('eve').setRoles([opener.id])
    expect(await leaks(other)).toBe(false)
    guild.setRolePermissions(opener, ['ViewChannel'])
    expect(await leaks(other)).toBe(true)
    guild.removeRole(opener)
    expect(await leaks(other)).toBe(false)
  })

  test('names five at most', async () => {
    const here = await house((given) => {
      close(given, given.room)
      close(given, given.text)
      for (let at = 0; at < 8; at += 1) {
        const role = given.guild.addRole(`r${at}`)
        given.guild.addMember(`with r${at}`).setRoles([role.id])
        given.guild.overwrite(given.text, role, { allow: ['ViewChannel'] })
      }
    })
    const names = (await leak(here))?.split('; ')
    expect(names).toHaveLength(6)
    expect(names?.at(-1)).toBe('3 more roles or members')
  })
})
