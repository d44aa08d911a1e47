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
import { type Saying, together, type Words } from '../wording/words.ts'

export interface Need {
  readonly flag: bigint
  readonly name: keyof Words['places']['permissions']
}

const VIEW: Need = { flag: PermissionFlagsBits.ViewChannel, name: 'viewChannel' }
const CONNECT: Need = { flag: PermissionFlagsBits.Connect, name: 'connect' }
const SEND: Need = { flag: PermissionFlagsBits.SendMessages, name: 'sendMessages' }
const SEND_IN_THREADS: Need = {
  flag: PermissionFlagsBits.SendMessagesInThreads,
  name: 'sendInThreads',
}

const THREADS: Need = { flag: PermissionFlagsBits.CreatePublicThreads, name: 'createThreads' }

/** What the bot can do without, with what goes without it. */
interface Wish extends Need {
  readonly cost: keyof Words['places']['without']['costs']
}

const WISHES: readonly Wish[] = [
  {
    flag: PermissionFlagsBits.ReadMessageHistory,
    name: 'readHistory',
    cost: 'readHistory',
  },
  {
    flag: PermissionFlagsBits.AttachFiles,
    name: 'attachFiles',
    cost: 'attachFiles',
  },
  {
    flag: PermissionFlagsBits.EmbedLinks,
    name: 'embedLinks',
    cost: 'embedLinks',
  },
]

const PERSONAS: Wish = {
  flag: PermissionFlagsBits.ManageWebhooks,
  name: 'manageWebhooks',
  cost: 'manageWebhooks',
}

/** What is missing, in the order of `needs`. */
export const missing = <Some extends Need>(
  held: Readonly<PermissionsBitField>,
  needs: readonly Some[],
): Some[] => needs.filter(({ flag }) => !held.has(flag))

const namesOf = (needs: readonly Need[], { permissions }: Words['places']): string[] =>
  needs.map(({ name }) => permissions[name])

/** The channel as one the bot can listen in, now. Throws a UserError that says what is in the way. */
export function checkRoom(channel: GuildBasedChannel | undefined, bot: GuildMember): VoiceBasedChannel {
  if (channel === undefined) throw new UserError(({ places }) => places.room.unseen)
  if (channel.type === ChannelType.GuildStageVoice) throw new UserError(({ places }) => places.room.stage)
  if (channel.type !== ChannelType.GuildVoice)
    throw new UserError(({ places }) => places.room.notVoice(`<#${channel.id}>`))
  demand(channel, bot, { needs: [VIEW, CONNECT], purpose: 'listen' })
  if (bot.isCommunicationDisabled()) throw new UserError(({ places }) => places.room.timedOut)
  if (isFull(channel, bot)) throw new UserError(({ places }) => places.room.full(`<#${channel.id}>`))
  return channel
}

/** The channel as one the bot can post in, now. Throws a UserError that says what is missing. */
export function checkCaptionChannel(
  channel: GuildBasedChannel | null | undefined,
  bot: GuildMember,
): GuildTextBasedChannel {
  if (!channel) throw new UserError(({ places }) => places.target.unseen)
  if (!channel.isTextBased())
    throw new UserError(({ places }) => places.target.noMessages(`<#${channel.id}>`))
  const send = channel.isThread() ? SEND_IN_THREADS : SEND
  // In a voice channel's own chat, Connect is asked for as well (Discord's documentation, "Permissions").
  const needs = channel.isVoiceBased() ? [VIEW, CONNECT, send] : [VIEW, send]
  demand(channel, bot, { needs, purpose: 'write' })
  if (
    channel.isThread() &&
    channel.locked &&
    !channel.permissionsFor(bot).has(PermissionFlagsBits.ManageThreads)
  )
    throw new UserError(({ places }) => places.target.locked(`<#${channel.id}>`))
  return channel
}

/** Throws a UserError that says what is missing for the bot to open a thread there and to post in it. */
export function checkThreads(channel: GuildTextBasedChannel, bot: GuildMember): void {
  demand(channel, bot, { needs: [THREADS, SEND_IN_THREADS], purpose: 'openThread' })
}

/**
 * What will not be possible in a channel in which the bot can post, each missing permission with what goes without
 * it, as one sentence; null: nothing is missing.
 */
export function shortcomings(
  channel: GuildTextBasedChannel,
  bot: GuildMember,
  wanted: { readonly personas: boolean; readonly thread: boolean },
): Saying | null {
  const held = channel.permissionsFor(bot)
  const hasThreads = channel.type === ChannelType.GuildText || channel.type === ChannelType.GuildAnnouncement
  const forThreads = wanted.thread && hasThreads ? missing(held, [THREADS, SEND_IN_THREADS]) : []
  const wishes = missing(held, wanted.personas ? [PERSONAS, ...WISHES] : WISHES)
  if (wishes.length + forThreads.length === 0) return null
  return ({ places }) => {
    const { sentence, lack, costs } = places.without
    const lacks = wishes.map((wish) => lack(namesOf([wish], places), costs[wish.cost]))
    if (forThreads.length > 0) lacks.push(lack(namesOf(forThreads, places), costs.threads))
    return `${sentence(`<#${channel.id}>`, lacks)} ${places.grant}`
  }
}

function demand(
  channel: GuildBasedChannel,
  bot: GuildMember,
  { needs, purpose }: { readonly needs: readonly Need[]; readonly purpose: keyof Words['places']['needs'] },
): void {
  const lacking = missing(channel.permissionsFor(bot), needs)
  if (lacking.length === 0) return
  const sentence: Saying = ({ places }) => places.needs[purpose](`<#${channel.id}>`, namesOf(lacking, places))
  throw new UserError(together([sentence, ({ places }) => places.grant]))
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

/** Without these it cannot work at all. */
export const NEEDED: readonly Need[] = [VIEW, CONNECT, SEND]
/** What it can do without, in part. */
export const WISHED: readonly Need[] = [PERSONAS, ...WISHES, THREADS, SEND_IN_THREADS]
