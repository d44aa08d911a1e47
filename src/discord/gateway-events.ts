import { type Client, Events, type Guild } from 'discord.js'
import { type ChannelId, channelId, type GuildId, guildId } from '../base/ids.ts'

/** What happens in Discord beside commands and rooms. */
export interface GatewayEvents {
  /** A text channel or a thread was deleted, or what the bot may do there may have changed. */
  channel(channel: ChannelId, how: 'deleted' | 'changed'): void
  /** Somebody came into a voice channel of this server or left it, or may have while it was out of reach. */
  people?(guild: GuildId): void
  /** The bot was removed from a server, or is in it (again). */
  guild(guild: GuildId, how: 'left' | 'joined'): void
}

/** All by which a text channel may be closed to the bot, or open again, and a server come or go. */
export function watchChanges(client: Client, events: GatewayEvents): void {
  const tell = (id: string, how: 'deleted' | 'changed') => events.channel(channelId(id), how)
  const tellAll = (guild: Guild) => {
    for (const id of guild.channels.cache.keys()) tell(id, 'changed')
  }
  client.on(Events.ChannelDelete, ({ id }) => tell(id, 'deleted'))
  client.on(Events.ThreadDelete, ({ id }) => tell(id, 'deleted'))
  client.on(Events.ChannelUpdate, (_, { id }) => tell(id, 'changed'))
  client.on(Events.ThreadUpdate, (_, { id }) => tell(id, 'changed'))
  client.on(Events.GuildRoleUpdate, (_, { guild }) => tellAll(guild))
  client.on(Events.GuildMemberUpdate, (_, { guild, id }) => {
    if (id === client.user?.id) tellAll(guild)
  })
  client.on(Events.VoiceStateUpdate, (before, after) => {
    if (before.channelId !== after.channelId) events.people?.(guildId(after.guild.id))
  })
  // Who came while it was out of reach is told of by no event of their own.
  client.on(Events.GuildAvailable, ({ id }) => events.people?.(guildId(id)))
  // Not told for a server that is only out of reach for a while.
  client.on(Events.GuildDelete, ({ id }) => events.guild(guildId(id), 'left'))
  client.on(Events.GuildCreate, ({ id }) => events.guild(guildId(id), 'joined'))
}
