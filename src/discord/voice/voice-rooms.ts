import { type Client, Events } from 'discord.js'
import type { Clock } from '../../base/clock.ts'
import { UserError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { RoomRef, VoiceListener, VoiceRoom } from '../../session/ports.ts'
import type { Speaker } from '../../transcript/turn.ts'
import { botIn } from '../bot-member.ts'
import { checkRoom } from '../permissions.ts'
import { peopleIn } from './speaker-of.ts'
import { DiscordVoiceRoom } from './voice-room.ts'

export interface VoiceRoomsOptions {
  readonly client: Client
  readonly clock: Clock
  readonly log: Log
}

/** The voice channels of all servers, and the one of each in which the bot listens: that one hears what Discord tells of it. */
export class VoiceRooms {
  readonly #options: VoiceRoomsOptions
  readonly #rooms = new Map<string, DiscordVoiceRoom>()

  constructor(options: VoiceRoomsOptions) {
    this.#options = options
    this.#listen()
  }

  /** Joins and listens. Rejects with a UserError where the bot may not, or is in another room of the server. */
  async join(ref: RoomRef, listener: VoiceListener): Promise<VoiceRoom> {
    const { client, clock, log } = this.#options
    const guild = client.guilds.cache.get(ref.guild)
    if (!guild?.available) throw new UserError(({ places }) => places.offline)
    const channel = checkRoom(guild.channels.cache.get(ref.room), await botIn(guild))
    if (this.#rooms.has(ref.guild)) throw new UserError(({ voice }) => voice.join.already)
    return DiscordVoiceRoom.join({
      channel,
      listener,
      clock,
      log: log.with({ session: listener.session, guild: ref.guild, room: ref.room }),
      rooms: this.#rooms,
    })
  }

  /** Whether Discord, as far as it told, has the bot in this room. */
  isIn({ guild: id, room }: RoomRef): boolean {
    const { guilds, user } = this.#options.client
    const guild = guilds.cache.get(id)
    return user !== null && guild?.voiceStates.cache.get(user.id)?.channelId === room
  }

  /** Who is in a room now, the bot itself aside; null where Discord does not tell, or the room is gone. */
  people({ guild: id, room }: RoomRef): readonly Speaker[] | null {
    const guild = this.#options.client.guilds.cache.get(id)
    if (!guild?.available || !guild.channels.cache.has(room)) return null
    return peopleIn(guild, room)
  }

  /** What a voice channel is called; empty where it is not there. */
  nameOf({ guild, room }: RoomRef): string {
    return this.#options.client.guilds.cache.get(guild)?.channels.cache.get(room)?.name ?? ''
  }

  async leaveAll(): Promise<void> {
    await Promise.all([...this.#rooms.values()].map((room) => room.leave()))
  }

  #listen(): void {
    const { client } = this.#options
    client.on(Events.ShardReady, (shard) => {
      for (const room of this.#rooms.values()) room.onGatewaySession(shard)
    })
    client.on(Events.VoiceStateUpdate, (before, after) => {
      this.#rooms.get(after.guild.id)?.onVoiceState(before, after)
    })
    client.on(Events.ChannelDelete, (channel) => {
      if (channel.isDMBased()) return
      const room = this.#rooms.get(channel.guildId)
      if (room?.channelId === channel.id) room.onGone(({ voice }) => voice.lost.channelDeleted)
    })
    client.on(Events.GuildDelete, (guild) =>
      this.#rooms.get(guild.id)?.onGone(({ voice }) => voice.lost.removed),
    )
  }
}
