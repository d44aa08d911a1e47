import type { SandboxGuild } from './guild.ts'
import type { GuildEvent } from './guild-event.ts'
import { INTENTS } from './intents.ts'
import type { Json } from './json.ts'
import { messageEventPayload, withoutContent } from './message-payload.ts'
import {
  channelPayload,
  guildCreatePayload,
  memberPayload,
  rolePayload,
  userPayload,
  voiceStatePayload,
} from './payloads.ts'

/** One event of the main gateway, before it is numbered for a session. */
export interface Dispatch {
  readonly name: string
  /** The event goes to sessions that asked for one of these intents; 0: to all. */
  readonly intents: number
  readonly data: Json
  /** What sessions without the Message Content intent get instead. */
  readonly reduced?: Json
  readonly guildId: string | null
}

/** What the bot is told of an event; nothing where it may not know. */
export function dispatchesFor(guild: SandboxGuild | null, event: GuildEvent, botId: string): Dispatch[] {
  const at = (name: string, intents: number, data: Json): Dispatch[] => [
    { name, intents, data, guildId: guild?.id ?? null },
  ]
  if (event.kind === 'message') return messageDispatches(guild, event, botId)
  if (guild === null) return []
  switch (event.kind) {
    case 'channel':
      return at(
        `${event.channel.isThread ? 'THREAD' : 'CHANNEL'}_${event.change.toUpperCase()}`,
        INTENTS.guilds,
        channelPayload(event.channel),
      )
    case 'voice':
      return at('VOICE_STATE_UPDATE', INTENTS.guildVoiceStates, voiceEvent(guild, event))
    case 'role':
      return at(`GUILD_ROLE_${event.change.toUpperCase()}`, INTENTS.guilds, {
        guild_id: guild.id,
        ...(event.change === 'delete' ? { role_id: event.role.id } : { role: rolePayload(event.role) }),
      })
    case 'member':
      return at(
        `GUILD_MEMBER_${event.change.toUpperCase()}`,
        // "Guild Member Update … is also sent for the current user without the intent."
        event.change === 'update' && event.member.id === botId ? 0 : INTENTS.guildMembers,
        event.change === 'remove'
          ? { guild_id: guild.id, user: userPayload(event.member) }
          : { guild_id: guild.id, ...memberPayload(event.member) },
      )
    case 'webhooks':
      return at('WEBHOOKS_UPDATE', INTENTS.guildWebhooks, {
        guild_id: guild.id,
        channel_id: event.channelId,
      })
    case 'guild':
      return event.change === 'create'
        ? at('GUILD_CREATE', INTENTS.guilds, guildCreatePayload(guild))
        : at('GUILD_DELETE', INTENTS.guilds, { id: guild.id })
  }
}

function voiceEvent(guild: SandboxGuild, event: Extract<GuildEvent, { kind: 'voice' }>): Json {
  const member = guild.members.get(event.after.userId)
  return {
    ...voiceStatePayload(event.after),
    guild_id: guild.id,
    ...(member !== undefined && { member: memberPayload(member) }),
  }
}

function messageDispatches(
  guild: SandboxGuild | null,
  event: Extract<GuildEvent, { kind: 'message' }>,
  botId: string,
): Dispatch[] {
  const { change, channel, message } = event
  if (guild !== null && !guild.can(guild.bot, 'ViewChannel', channel)) return []
  const where = {
    guildId: guild?.id ?? null,
    intents: guild ? INTENTS.guildMessages : INTENTS.directMessages,
  }
  const ids = { id: message.id, channel_id: channel.id, ...(guild && { guild_id: guild.id }) }
  if (change === 'delete') return [{ ...where, name: 'MESSAGE_DELETE', data: ids }]
  const data = messageEventPayload(message, guild)
  // Own messages, direct messages and those that mention the application are always full.
  const isFull = guild === null || message.authorId === botId || message.pings.users.includes(botId)
  return [
    {
      ...where,
      name: `MESSAGE_${change.toUpperCase()}`,
      data,
      ...(!isFull && { reduced: withoutContent(data) }),
    },
  ]
}
