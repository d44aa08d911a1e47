import { type Client, Events, type Guild } from 'discord.js'
import { type ChannelId, channelId, type GuildId, guildId } from '../base/ids.ts'

/** What happens in Discord beside commands and rooms. */
export interface GatewayEvents {
  /** A text channel or a thread was deleted, or what the bot may do there may have changed. */
  channel(channel: ChannelId, how: 'deleted' | 'changed'): void
  /** Somebody came into a voice channel of this server or left it, or may have while it was out of reach. */
  people?(guild: GuildId): void
  /** Who can read a channel of this server may have changed. */
  readers?(guild: GuildId): void
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
  const readers = ({ id }: Pick<Guild, 'id'>) => events.readers?.(guildId(id))
  client.on(Events.ChannelUpdate, (_, channel) => {
    if (!channel.isDMBased()) readers(channel.guild)
    tell(channel.id, 'changed')
  })
  client.on(Events.ThreadUpdate, (_, { id }) => tell(id, 'changed'))
  client.on(Events.GuildRoleCreate, ({ guild }) => readers(guild))
  client.on(Events.GuildRoleDelete, ({ guild }) => readers(guild))
  client.on(Events.GuildRoleUpdate, (_, { guild }) => {
    readers(guild)
    tellAll(guild)
  })
  // Of others than the bot itself it is told only with the privileged intent for members.
  client.on(Events.GuildMemberUpdate, (_, { guild, id }) => {
    readers(guild)
    if (id === client.user?.id) tellAll(guild)
  })
  client.on(Events.VoiceStateUpdate, (before, after) => {
    if (before.channelId !== after.channelId) events.people?.(guildId(after.guild.id))
  })
  // The server's owner, who sees everything, may be another.
  client.on(Events.GuildUpdate, (_, guild) => readers(guild))
  // Who came while it was out of reach, and what changed then, is told of by no event of its own.
  client.on(Events.GuildAvailable, (guild) => {
    readers(guild)
    events.people?.(guildId(guild.id))
  })
  // Not told for a server that is only out of reach for a while.
  client.on(Events.GuildDelete, ({ id }) => events.guild(guildId(id), 'left'))
  client.on(Events.GuildCreate, ({ id }) => events.guild(guildId(id), 'joined'))
}
