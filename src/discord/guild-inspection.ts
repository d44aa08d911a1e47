import { ChannelType, type Guild, type GuildBasedChannel, type GuildMember } from 'discord.js'
import { english } from '../wording/english/english.ts'
import { missing, NEEDED, type Need, WISHED } from './permissions.ts'

/** A channel in which something is missing that the bot has elsewhere in the server. */
export interface ClosedChannel {
  readonly name: string
  readonly missing: readonly string[]
}

/** What the bot may do in a server; permissions by the names that Discord's settings give them. */
export interface GuildInspection {
  readonly name: string
  /** The bot's own role, which its permissions come from; `@everyone` where it has none. */
  readonly role: string
  readonly timedOut: boolean
  /** It cannot work without them. */
  readonly missing: readonly string[]
  /** It can, but less well. */
  readonly wished: readonly string[]
  readonly voice: ChannelInspection
  readonly text: ChannelInspection
}

export interface ChannelInspection {
  /** In how many it can work. */
  readonly open: number
  readonly closed: readonly ClosedChannel[]
}

/** Looks at what a bot may do in a server, and in which of its channels it may do less. */
export function inspectGuild(guild: Guild, bot: GuildMember): GuildInspection {
  const channels = [...guild.channels.cache.values()]
  return {
    name: guild.name,
    role: bot.roles.botRole?.name ?? guild.roles.everyone.name,
    timedOut: bot.isCommunicationDisabled(),
    missing: namesOf(missing(bot.permissions, NEEDED)),
    wished: namesOf(missing(bot.permissions, WISHED)),
    voice: inspectChannels(
      channels.filter(({ type }) => type === ChannelType.GuildVoice),
      bot,
      ['viewChannel', 'connect'],
    ),
    text: inspectChannels(
      channels.filter(({ type }) => type === ChannelType.GuildText),
      bot,
      ['viewChannel', 'sendMessages'],
    ),
  }
}

function inspectChannels(
  channels: readonly GuildBasedChannel[],
  bot: GuildMember,
  names: readonly Need['name'][],
): ChannelInspection {
  const needs = NEEDED.filter(({ name }) => names.includes(name))
  const lacking = channels.map((channel) => ({
    name: channel.name,
    missing: namesOf(missing(channel.permissionsFor(bot), needs)),
  }))
  const everywhere = namesOf(missing(bot.permissions, needs))
  return {
    open: lacking.filter((channel) => channel.missing.length === 0).length,
    // What is missing in the whole server is not told of each of its channels.
    closed: lacking.filter((channel) => channel.missing.some((name) => !everywhere.includes(name))),
  }
}

/** The host reads them, in English. */
const namesOf = (needs: readonly Need[]): string[] =>
  needs.map(({ name }) => english.places.permissions[name])
