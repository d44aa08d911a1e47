import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Client, Events, GatewayIntentBits, type Guild } from 'discord.js'
import type { SandboxGuild } from '../../../sandbox/discord/guild.ts'
import { INTENTS } from '../../../sandbox/discord/intents.ts'
import { eventually, openStage, type Stage } from './stage.ts'

describe('the main gateway, with the unmodified discord.js', () => {
  let stage: Stage
  let guild: SandboxGuild

  beforeEach(async () => {
    stage = await openStage()
    guild = stage.server.addGuild('Table')
  })
  afterEach(() => stage.close())

  test('a login yields the guild with its channels, roles and the people in voice', async () => {
    const room = guild.addVoice('Room', { userLimit: 5 })
    guild.addText('general')
    guild.addMember('silent')
    const ann = guild.addMember('ann', { nick: 'Annie' })
    ann.joinVoice(room)
    const client = await stage.login()
    const seen = client.guilds.cache.get(guild.id)
    expect(seen?.channels.cache.map((channel) => channel.name)).toEqual(['Room', 'general'])
    expect(seen?.members.cache.map((member) => member.displayName)).toEqual(['Hansard', 'Annie'])
    expect(seen?.voiceStates.cache.get(ann.id)?.channelId).toBe(room.id)
    expect(seen?.members.me?.permissions.has('Connect')).toBe(true)
    expect(client.user.id).toBe(stage.server.botUserId)
    expect(stage.server.sockets).toBe(1)
    await client.destroy()
    await eventually(() => stage.server.sockets === 0)
  })

  test('a wrong token is refused by REST, and by the gateway with 4004', async () => {
    const client = new Client({ intents: [], rest: { api: stage.server.apiUrl } })
    await expect(client.login('wrong.token.here')).rejects.toThrow('invalid token')
    const socket = new WebSocket(stage.server.gatewayUrl)
    const code = new Promise((resolve) => socket.addEventListener('close', (event) => resolve(event.code)))
    socket.addEventListener('open', () =>
      socket.send(JSON.stringify({ op: 2, d: { token: 'wrong', intents: 0 } })),
    )
    expect(await code).toBe(4004)
  })

  test('an intent that was not granted closes with 4014', async () => {
    const client = new Client({
      intents: [GatewayIntentBits.MessageContent],
      rest: { api: stage.server.apiUrl },
    })
    await expect(client.login(stage.server.token)).rejects.toThrow('disallowed intents')
  })

  test('a lost connection is resumed, and what happened meanwhile is told once and in order', async () => {
    const client = await stage.login()
    const seen: string[] = []
    client.on(Events.ChannelCreate, (channel) => seen.push(channel.name))
    const resumed = new Promise((resolve) => client.once(Events.ShardResume, resolve))
    guild.addText('a')
    stage.server.dropGateway({ resumable: true })
    await eventually(() => stage.server.sockets === 0)
    guild.addText('b')
    guild.addText('c')
    await resumed
    guild.addText('d')
    await eventually(() => seen.length >= 4)
    expect(seen).toEqual(['a', 'b', 'c', 'd'])
    expect(stage.server.sessions).toEqual({ identifies: 1, resumes: 1 })
  })

  test('asked to reconnect, the bot resumes', async () => {
    const client = await stage.login()
    const resumed = new Promise((resolve) => client.once(Events.ShardResume, resolve))
    stage.server.askReconnect()
    await resumed
    expect(stage.server.sessions).toEqual({ identifies: 1, resumes: 1 })
  })

  test('an invalid session makes the bot identify anew', async () => {
    const client = await stage.login()
    const ready = new Promise((resolve) => client.once(Events.ShardReady, resolve))
    stage.server.invalidateSession(false)
    await ready
    expect(stage.server.sessions).toEqual({ identifies: 2, resumes: 0 })
  })

  test('a refused connection is tried again', async () => {
    const client = await stage.login()
    const resumed = new Promise((resolve) => client.once(Events.ShardResume, resolve))
    stage.server.refuseGateway({ code: 1011, times: 2 })
    stage.server.dropGateway({ resumable: true })
    await resumed
  })

  test('a zombie connection, whose heartbeats are not answered, is given up and resumed', async () => {
    await stage.close()
    stage = await openStage({ heartbeatMs: 300 })
    const client = await stage.login()
    // Where this process stands still between two heartbeats, the library has taken it for dead before.
    const before = stage.server.sessions
    const resumed = new Promise((resolve) => client.once(Events.ShardResume, resolve))
    stage.server.ignoreHeartbeats()
    await resumed
    expect(stage.server.sessions.identifies).toBe(before.identifies)
    expect(stage.server.sessions.resumes).toBeGreaterThan(before.resumes)
  })

  test('a closed sandbox has no socket and answers nobody; closing twice is fine', async () => {
    const { apiUrl, gatewayUrl, token } = stage.server
    const socket = new WebSocket(gatewayUrl)
    const closed = new Promise((resolve) => socket.addEventListener('close', resolve))
    socket.addEventListener('open', () => socket.send(JSON.stringify({ op: 2, d: { token, intents: 0 } })))
    await eventually(() => stage.server.sessions.identifies === 1)
    await Promise.all([stage.server.close(), stage.server.close()])
    await closed
    expect(stage.server.sockets).toBe(0)
    await expect(fetch(`${apiUrl}/v10/gateway`)).rejects.toThrow()
    const late = new WebSocket(gatewayUrl)
    await new Promise((resolve) => late.addEventListener('error', resolve))
  })

  test('events come only to who asked for their kind', async () => {
    await stage.close()
    stage = await openStage({ grantedIntents: INTENTS.messageContent })
    guild = stage.server.addGuild('Table')
    const text = guild.addText('general')
    const room = guild.addVoice('Room')
    const ann = guild.addMember('ann')
    const { Guilds, GuildMessages, MessageContent } = GatewayIntentBits
    const seen: Record<string, string[]> = { plain: [], messages: [], content: [] }
    const watch = async (name: string, intents: GatewayIntentBits[]): Promise<void> => {
      const client = await stage.login({ intents })
      client.on(Events.MessageCreate, (message) => seen[name]?.push(message.content))
      client.on(Events.VoiceStateUpdate, () => seen[name]?.push('voice'))
    }
    await watch('plain', [Guilds])
    await watch('messages', [Guilds, GuildMessages])
    await watch('content', [Guilds, GuildMessages, MessageContent])
    ann.joinVoice(room)
    ann.say(text, 'hello')
    ann.say(text, `<@${stage.server.botUserId}> hello`)
    await eventually(() => seen['content']?.length === 2 && seen['messages']?.length === 2)
    expect(seen).toEqual({
      plain: [],
      messages: ['', `<@${stage.server.botUserId}> hello`],
      content: ['hello', `<@${stage.server.botUserId}> hello`],
    })
  })

  test('changes of permissions, names and roles reach the cache', async () => {
    const text = guild.addText('general')
    const client = await stage.login()
    const cached = (): Guild | undefined => client.guilds.cache.get(guild.id)
    guild.deny(text, 'SendMessages')
    await eventually(() => {
      const me = cached()?.members.me
      const channel = cached()?.channels.cache.get(text.id)
      return me && channel?.permissionsFor(me).has('SendMessages') === false
    })
    guild.setRolePermissions(guild.everyone, ['ViewChannel'])
    await eventually(() => cached()?.members.me?.permissions.has('Connect') === false)
    guild.bot.rename('Scribe')
    await eventually(() => cached()?.members.me?.displayName === 'Scribe')
    stage.server.world.removeGuild(guild)
    await eventually(() => cached() === undefined)
  })
})
