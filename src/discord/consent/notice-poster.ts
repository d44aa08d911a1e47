import { randomBytes } from 'node:crypto'
import {
  ChannelType,
  type Client,
  type Guild,
  type GuildTextBasedChannel,
  PermissionFlagsBits,
} from 'discord.js'
import { UserError } from '../../base/errors.ts'
import { type ChannelId, channelId, type SpeakerId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { noticeRows } from '../../session/consent/consent-notice.ts'
import type { NoticeRequest, Reaches } from '../../session/ports.ts'
import type { Speaker } from '../../transcript/turn.ts'
import { type Saying, together } from '../../wording/words.ts'
import { botIn } from '../bot-member.ts'
import { ChannelMessages } from '../captions/channel-messages.ts'
import type { CommandMentions } from '../command-mentions.ts'
import { controlRows } from '../commands/control-rows.ts'
import { checkCaptionChannel } from '../permissions.ts'
import { restFailure } from '../rest-failure.ts'
import { noticeText } from './notice-text.ts'

/** To see what is posted, and what was posted before one looked. */
const READING = [PermissionFlagsBits.ViewChannel, PermissionFlagsBits.ReadMessageHistory]

interface Posted {
  readonly channel: ChannelId
  readonly message: string
}

export interface NoticeTools {
  readonly client: Client
  readonly mentions: CommandMentions
  readonly log: Log
}

/**
 * Posts a notice where all of its people can read it: with the lines, and where somebody cannot read those, in the
 * room's own chat as well. Resolves with where it stands. Rejects with a UserError, and takes back what it posted.
 */
export async function postNotice(
  { ref, session, channel, words, notice, people }: NoticeRequest,
  { client, mentions, log }: NoticeTools,
): Promise<readonly Posted[]> {
  const guild = client.guilds.cache.get(ref.guild)
  if (!guild?.available) throw new UserError(({ places }) => places.offline)
  const chat = channelId(ref.room)
  const target = guild.channels.cache.get(channel)
  const isEnough = channel === chat || (target?.isTextBased() && canAllRead(target, people))
  const posted: Posted[] = []
  try {
    for (const place of isEnough ? [channel] : [channel, chat]) {
      if (place !== channel) await checkChat(guild, chat, channel)
      const messages = new ChannelMessages(client.rest, place)
      const content = mentions.in(noticeText(notice, place === channel ? null : channel, words))
      const components = controlRows(noticeRows(notice.mode), words)
      posted.push({ channel: place, message: await post(messages, place, { content, components }) })
    }
    return posted
  } catch (error) {
    for (const each of posted) await takeBack(client, each, log.with({ session }))
    throw error
  }
}

/** Whether a notice for this person could stand with the lines, or in the room's own chat. */
export function reaches(client: Client, { ref, channel, person }: Parameters<Reaches>[0]): boolean {
  const guild = client.guilds.cache.get(ref.guild)
  const me = guild?.members.me
  if (!guild?.available || !me) return false
  const target = guild.channels.cache.get(channel)
  if (channel !== channelId(ref.room) && target?.isTextBased() && isReadBy(target, person)) return true
  try {
    checkCaptionChannel(guild.channels.cache.get(ref.room), me)
    return true
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return false
  }
}

/** A thread is read by those who read its channel; a private one by who was added to it, which is not told. */
function canAllRead(channel: GuildTextBasedChannel, people: readonly Speaker[]): boolean {
  return people.filter(({ bot }) => !bot).every(({ id }) => isReadBy(channel, id))
}

function isReadBy(channel: GuildTextBasedChannel, person: SpeakerId): boolean {
  if (channel.type === ChannelType.PrivateThread) return false
  const member = channel.guild.members.cache.get(person)
  return member !== undefined && channel.permissionsFor(member)?.has(READING) === true
}

async function checkChat(guild: Guild, chat: ChannelId, channel: ChannelId): Promise<void> {
  try {
    checkCaptionChannel(guild.channels.cache.get(chat), await botIn(guild))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const because: Saying = ({ consent }) => consent.chatShut(`<#${chat}>`, `<#${channel}>`)
    throw new UserError(together([because, error.saying]), { cause: error })
  }
}

async function post(
  messages: ChannelMessages,
  channel: ChannelId,
  message: { readonly content: string; readonly components: ReturnType<typeof controlRows> },
): Promise<string> {
  try {
    return await messages.post({ ...message, nonce: `${randomBytes(6).toString('hex')}-notice` })
  } catch (error) {
    if (restFailure(error) === 'refused') throw error
    throw new UserError(({ consent }) => consent.notPosted(`<#${channel}>`), { cause: error })
  }
}

async function takeBack(client: Client, { channel, message }: Posted, log: Log): Promise<void> {
  try {
    await new ChannelMessages(client.rest, channel).remove(message)
  } catch (error) {
    log.warn('notice not taken back', { channel, failure: restFailure(error) })
  }
}
