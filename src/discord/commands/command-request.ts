import {
  type AutocompleteInteraction,
  type Channel,
  ChannelType,
  type ChatInputCommandInteraction,
  PermissionFlagsBits,
} from 'discord.js'
import { guildId, type RoomId, speakerId } from '../../base/ids.ts'
import type { ChannelChoice, Command, CommandRequest } from '../../session/command.ts'
import { wordsOf } from '../../wording/catalogue.ts'

type CachedInteraction = ChatInputCommandInteraction<'cached'> | AutocompleteInteraction<'cached'>

/** What a person asks for, out of Discord's terms. Of a command that is still being typed, channels are not known. */
export function requestOf(interaction: CachedInteraction, command: Command): CommandRequest {
  const { channel, channelId, member } = interaction
  const options = new Map<string, ChannelChoice>()
  const texts = new Map<string, string>()
  for (const { name, type } of command.options) {
    if (type === 'text' || type === 'choice') {
      const text = interaction.options.getString(name)
      if (text !== null) texts.set(name, text)
    } else if (interaction.isChatInputCommand()) {
      const chosen = interaction.options.getChannel(name)
      if (chosen) options.set(name, choiceOf(chosen))
    }
  }
  return {
    guild: guildId(interaction.guildId),
    words: wordsOf(interaction.locale),
    channel: channel ? choiceOf(channel) : { id: channelId, kind: 'other', name: '' },
    caller: { id: speakerId(member.id), name: member.displayName },
    manages: interaction.memberPermissions.has(PermissionFlagsBits.ManageGuild),
    roles: new Set(member.roles.cache.keys()),
    callerRoom: member.voice.channel ? choiceOf(member.voice.channel) : null,
    options,
    texts,
    canSee: (room) => canSee(interaction, room),
    mayWrite: (id) => mayWrite(interaction, id),
    hasRole: (role) => interaction.guild.roles.cache.has(role),
    fileLimit: interaction.attachmentSizeLimit,
  }
}

/** A deleted channel has no permissions any more that could tell who was let in. */
function canSee({ guild, member, memberPermissions }: CachedInteraction, room: RoomId): boolean {
  const channel = guild.channels.cache.get(room)
  if (!channel) return memberPermissions.has(PermissionFlagsBits.ManageGuild)
  return channel.permissionsFor(member).has(PermissionFlagsBits.ViewChannel)
}

/** An archived thread is known through the command alone, which brings what its options name. */
function mayWrite({ client, guildId, member }: CachedInteraction, id: string): boolean {
  const channel = client.channels.cache.get(id)
  if (!channel || channel.isDMBased() || channel.guildId !== guildId) return false
  const { ViewChannel, SendMessages, SendMessagesInThreads, ManageThreads } = PermissionFlagsBits
  const held = channel.permissionsFor(member)
  if (!channel.isThread()) return held.has([ViewChannel, SendMessages])
  return held.has([ViewChannel, SendMessagesInThreads]) && (!channel.locked || held.has(ManageThreads))
}

export function choiceOf(channel: Channel): ChannelChoice {
  return { id: channel.id, kind: kindOf(channel.type), name: 'name' in channel ? (channel.name ?? '') : '' }
}

function kindOf(type: ChannelType): ChannelChoice['kind'] {
  switch (type) {
    case ChannelType.GuildVoice:
      return 'voice'
    case ChannelType.GuildStageVoice:
      return 'stage'
    case ChannelType.GuildText:
    case ChannelType.GuildAnnouncement:
    case ChannelType.PublicThread:
    case ChannelType.PrivateThread:
    case ChannelType.AnnouncementThread:
      return 'text'
    default:
      return 'other'
  }
}
