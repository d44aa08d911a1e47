import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Client } from 'discord.js'
import type { SandboxChannel } from '../../../sandbox/discord/channel.ts'
import type { SandboxGuild } from '../../../sandbox/discord/guild.ts'
import { eventually, openStage, type Stage } from './stage.ts'

describe('the way into voice, through discord.js’s voice adapter', () => {
  let stage: Stage
  let guild: SandboxGuild
  let room: SandboxChannel
  let client: Client<true>
  let told: string[]
  let send: (channelId: string | null, flags?: { self_mute?: boolean; self_deaf?: boolean }) => void

  beforeEach(async () => {
    stage = await openStage({ resumeWindowMs: 20 })
    guild = stage.server.addGuild('Table')
    room = guild.addVoice('Room')
    client = await stage.login()
    told = []
    const adapter = client.guilds.cache.get(guild.id)?.voiceAdapterCreator({
      onVoiceStateUpdate: (data) => told.push(`state ${data.channel_id}`),
      onVoiceServerUpdate: (data) => told.push(`server ${data.token} ${data.endpoint}`),
      destroy: () => told.push('destroyed'),
    })
    send = (channel_id, flags) => {
      const d = { guild_id: guild.id, channel_id, self_mute: true, self_deaf: false, ...flags }
      adapter?.sendPayload({ op: 4, d })
    }
  })
  afterEach(() => stage.close())

  const join = async (): Promise<void> => {
    send(room.id)
    await eventually(() => told.length === 2)
  }

  test('a join is answered with the state first, then the server', async () => {
    await join()
    expect(told).toEqual([`state ${room.id}`, `server voice-token-1 ${stage.voice.endpoint}`])
    expect(stage.voice.admissions).toMatchObject([
      { guildId: guild.id, channelId: room.id, userId: stage.server.botUserId },
    ])
    expect(guild.bot.voiceChannel).toBe(room)
    expect(guild.voiceState(guild.bot.id)).toMatchObject({ selfMute: true, selfDeaf: false })
  })

  test('leaving forgets the admission and tells the state', async () => {
    await join()
    send(null)
    await eventually(() => told.length === 3)
    expect(told[2]).toBe('state null')
    expect(stage.voice.expulsions).toMatchObject([{ code: 1000 }])
    expect(guild.bot.voiceChannel).toBeNull()
  })

  test('asking again for the same channel gives a new token, changing a flag does not', async () => {
    await join()
    send(room.id)
    await eventually(() => told.length === 4)
    send(room.id, { self_deaf: true })
    await eventually(() => told.length === 5)
    expect(told.slice(2)).toEqual([
      `state ${room.id}`,
      `server voice-token-2 ${stage.voice.endpoint}`,
      `state ${room.id}`,
    ])
  })

  test.each([
    ['Connect is missing', () => guild.deny(room, 'Connect')],
    ['the channel cannot be seen', () => guild.deny(room, 'ViewChannel')],
    [
      'the channel is full',
      () => {
        room.change({ userLimit: 1 })
        guild.addMember('ann').joinVoice(room)
      },
    ],
  ])('nothing is answered when %s', async (_, forbid) => {
    forbid()
    send(room.id)
    await eventually(() => stage.server.voiceRequests === 1)
    // An answer, had there been one, would have come before this event.
    const other = guild.addText('marker')
    await eventually(() => client.channels.cache.has(other.id))
    expect(told).toEqual([])
    expect(stage.voice.admissions).toEqual([])
  })

  test('a kick ends the connection with 4014 and tells the state', async () => {
    await join()
    guild.kickFromVoice(guild.bot.id)
    await eventually(() => told.length === 3)
    expect(told[2]).toBe('state null')
    expect(stage.voice.expulsions).toMatchObject([{ code: 4014 }])
  })

  test('a move ends the connection with 4014, then gives state and server of the new channel', async () => {
    await join()
    const other = guild.addVoice('Other')
    await guild.moveBot(other)
    await eventually(() => told.length === 4)
    expect(told.slice(2)).toEqual([`state ${other.id}`, `server voice-token-2 ${stage.voice.endpoint}`])
    expect(stage.voice.expulsions).toMatchObject([{ code: 4014 }])
  })

  test('a deleted channel ends the call with 4022 and puts everyone out', async () => {
    const ann = guild.addMember('ann')
    ann.joinVoice(room)
    await join()
    guild.deleteChannel(room)
    await eventually(() => !client.channels.cache.has(room.id))
    expect(told.at(-1)).toBe('state null')
    expect(stage.voice.expulsions).toMatchObject([{ code: 4022 }])
    expect(ann.voiceChannel).toBeNull()
  })

  test('a main session that its client closes takes the voice connection with it', async () => {
    await join()
    await client.destroy()
    await eventually(() => guild.bot.voiceChannel === null)
    expect(stage.voice.expulsions).toMatchObject([{ code: 4014 }])
  })

  test('so does a broken one, when it is not resumed in time', async () => {
    // A bare socket: the library would be back in time.
    const socket = new WebSocket(stage.server.gatewayUrl)
    socket.addEventListener('open', () => {
      const d = { guild_id: guild.id, channel_id: room.id }
      socket.send(JSON.stringify({ op: 2, d: { token: stage.server.token, intents: 0 } }))
      socket.send(JSON.stringify({ op: 4, d }))
    })
    await eventually(() => guild.bot.voiceChannel)
    socket.close(4000)
    await eventually(() => guild.bot.voiceChannel === null)
    expect(stage.voice.expulsions).toMatchObject([{ code: 4014 }])
  })

  test('people who come, move and go are told to the bot and to listeners', async () => {
    const ann = guild.addMember('ann')
    const other = guild.addVoice('Other')
    const seen: (string | null)[] = []
    guild.onVoice((member, after) => seen.push(`${member.name} ${after.channelId}`))
    const { sessionId } = ann.joinVoice(room)
    ann.moveTo(other)
    expect(guild.voiceState(ann.id)?.sessionId).toBe(sessionId)
    const states = () => client.guilds.cache.get(guild.id)?.voiceStates.cache
    await eventually(() => states()?.get(ann.id)?.channelId === other.id)
    guild.kickFromVoice(ann.id)
    await eventually(() => (states()?.get(ann.id)?.channelId ?? null) === null)
    expect(seen).toEqual([`ann ${room.id}`, `ann ${other.id}`, 'ann null'])
  })
})
