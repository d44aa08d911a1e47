import {
  ChannelType,
  type GuildBasedChannel,
  type GuildMember,
  type GuildTextBasedChannel,
  PermissionFlagsBits,
  type PermissionsBitField,
  type VoiceBasedChannel,
} from 'discord.js'
import { UserError } from '../base/errors.ts'

interface Need {
  readonly flag: bigint
  /** As Discord's settings call it. */
  readonly name: string
}

const VIEW: Need = { flag: PermissionFlagsBits.ViewChannel, name: 'View Channel' }
const CONNECT: Need = { flag: PermissionFlagsBits.Connect, name: 'Connect' }
const SEND: Need = { flag: PermissionFlagsBits.SendMessages, name: 'Send Messages' }
const SEND_IN_THREADS: Need = {
  flag: PermissionFlagsBits.SendMessagesInThreads,
  name: 'Send Messages in Threads',
}

const THREADS: Need = { flag: PermissionFlagsBits.CreatePublicThreads, name: 'Create Public Threads' }

/** What the bot can do without, with what goes without it. */
interface Wish extends Need {
  readonly cost: string
}

const WISHES: readonly Wish[] = [
  {
    flag: PermissionFlagsBits.ReadMessageHistory,
    name: 'Read Message History',
    cost: 'after a restart I cannot look up which lines stand there already',
  },
  {
    flag: PermissionFlagsBits.AttachFiles,
    name: 'Attach Files',
    cost: 'I can post no files',
  },
  {
    flag: PermissionFlagsBits.EmbedLinks,
    name: 'Embed Links',
    cost: 'I can post no cards',
  },
]

const PERSONAS: Wish = {
  flag: PermissionFlagsBits.ManageWebhooks,
  name: 'Manage Webhooks',
  cost: 'lines come under my name, not under their speakers’',
}

const NO_THREAD = 'I open no thread and write in the channel itself'

/** The names of what is missing, in the order of `needs`. */
export const missing = (held: Readonly<PermissionsBitField>, needs: readonly Need[]): string[] =>
  needs.filter(({ flag }) => !held.has(flag)).map(({ name }) => name)

/** The channel as one the bot can listen in, now. Throws a UserError that says what is in the way. */
export function checkRoom(channel: GuildBasedChannel | undefined, bot: GuildMember): VoiceBasedChannel {
  if (channel === undefined)
    throw new UserError('I cannot see that voice channel. Give me View Channel there.')
  if (channel.type === ChannelType.GuildStageVoice)
    throw new UserError(
      'Stage channels are not supported: I can listen to voice channels only. Choose one of those.',
    )
  if (channel.type !== ChannelType.GuildVoice)
    throw new UserError(`<#${channel.id}> is not a voice channel. Choose one that is.`)
  demand(channel, bot, { needs: [VIEW, CONNECT], purpose: 'listen in' })
  if (bot.isCommunicationDisabled())
    throw new UserError('I am timed out in this server. An admin can remove my timeout in the member list.')
  if (isFull(channel, bot)) {
    throw new UserError(
      `<#${channel.id}> is full. Raise its user limit, or give me Move Members there, which lets me in all the same.`,
    )
  }
  return channel
}

/** The channel as one the bot can post in, now. Throws a UserError that says what is missing. */
export function checkCaptionChannel(
  channel: GuildBasedChannel | null | undefined,
  bot: GuildMember,
): GuildTextBasedChannel {
  if (!channel) throw new UserError('I cannot see that text channel. Give me View Channel there.')
  if (!channel.isTextBased())
    throw new UserError(`<#${channel.id}> takes no messages. Choose a text channel.`)
  const send = channel.isThread() ? SEND_IN_THREADS : SEND
  // In a voice channel's own chat, Connect is asked for as well (Discord's documentation, "Permissions").
  const needs = channel.isVoiceBased() ? [VIEW, CONNECT, send] : [VIEW, send]
  demand(channel, bot, { needs, purpose: 'write in' })
  if (
    channel.isThread() &&
    channel.locked &&
    !channel.permissionsFor(bot).has(PermissionFlagsBits.ManageThreads)
  )
    throw new UserError(`<#${channel.id}> is locked. Unlock it, or choose another channel.`)
  return channel
}

/** Throws a UserError that says what is missing for the bot to open a thread there and to post in it. */
export function checkThreads(channel: GuildTextBasedChannel, bot: GuildMember): void {
  demand(channel, bot, { needs: [THREADS, SEND_IN_THREADS], purpose: 'open a thread in' })
}

/**
 * What will not be possible in a channel in which the bot can post, each missing permission with what goes without
 * it, as one sentence; null: nothing is missing.
 */
export function shortcomings(
  channel: GuildTextBasedChannel,
  bot: GuildMember,
  wanted: { readonly personas: boolean; readonly thread: boolean },
): string | null {
  const held = channel.permissionsFor(bot)
  const hasThreads = channel.type === ChannelType.GuildText || channel.type === ChannelType.GuildAnnouncement
  const forThreads = wanted.thread && hasThreads ? missing(held, [THREADS, SEND_IN_THREADS]) : []
  const lacks = (wanted.personas ? [PERSONAS, ...WISHES] : WISHES)
    .filter(({ flag }) => !held.has(flag))
    .map(({ name, cost }) => `${name} (${cost})`)
  if (forThreads.length > 0) lacks.push(`${forThreads.join(' and ')} (${NO_THREAD})`)
  if (lacks.length === 0) return null
  return `In <#${channel.id}> I do without ${lacks.join(', ')}. ${WHERE_TO_GRANT}`
}

const WHERE_TO_GRANT = "Grant it to me or to my role in the channel's settings, under Permissions."

function demand(
  channel: GuildBasedChannel,
  bot: GuildMember,
  { needs, purpose }: { readonly needs: readonly Need[]; readonly purpose: string },
): void {
  const names = missing(channel.permissionsFor(bot), needs)
  if (names.length === 0) return
  throw new UserError(`To ${purpose} <#${channel.id}> I need ${names.join(' and ')}. ${WHERE_TO_GRANT}`)
}

/** Whoever may move members gets in past the limit; the bot itself, if it is there, takes no further place. */
function isFull(channel: VoiceBasedChannel, bot: GuildMember): boolean {
  if (channel.userLimit === 0) return false
  if (channel.permissionsFor(bot).has(PermissionFlagsBits.MoveMembers)) return false
  const others = channel.guild.voiceStates.cache.filter(
    (state) => state.channelId === channel.id && state.id !== bot.id,
  )
  return others.size >= channel.userLimit
}

/** Without these it cannot work at all; by the names that Discord's settings give them. */
export const NEEDED: readonly Need[] = [VIEW, CONNECT, SEND]
/** What it can do without, in part. */
export const WISHED: readonly Need[] = [PERSONAS, ...WISHES, THREADS, SEND_IN_THREADS]
