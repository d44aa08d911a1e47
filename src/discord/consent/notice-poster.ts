import { randomBytes } from 'node:crypto'
import {
  ChannelType,
  type Client,
  type Guild,
  type GuildTextBasedChannel,
  PermissionFlagsBits,
} from 'discord.js'
import { UserError } from '../../base/errors.ts'
import { type ChannelId, channelId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { noticeRows } from '../../session/consent/consent-notice.ts'
import type { NoticeRequest } from '../../session/ports.ts'
import type { Speaker } from '../../transcript/turn.ts'
import { ChannelMessages } from '../captions/channel-messages.ts'
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

/**
 * Posts a notice where all of its people can read it: with the lines, and where somebody cannot read those, in the
 * room's own chat as well. Resolves with where it stands. Rejects with a UserError, and takes back what it posted.
 */
export async function postNotice(
  client: Client,
  { ref, session, channel, notice, people }: NoticeRequest,
  log: Log,
): Promise<readonly Posted[]> {
  const guild = client.guilds.cache.get(ref.guild)
  if (!guild?.available)
    throw new UserError('Discord has no connection to that server just now. Try again in a minute.')
  const chat = channelId(ref.room)
  const target = guild.channels.cache.get(channel)
  const isEnough = channel === chat || (target?.isTextBased() && canAllRead(target, people))
  const posted: Posted[] = []
  try {
    for (const place of isEnough ? [channel] : [channel, chat]) {
      if (place !== channel) await checkChat(guild, chat, channel)
      const content = noticeText(notice, place === channel ? null : channel)
      posted.push({ channel: place, message: await post(client, place, content, notice.mode) })
    }
    return posted
  } catch (error) {
    for (const each of posted) await takeBack(client, each, log.with({ session }))
    throw error
  }
}

/** A thread is read by those who read its channel; a private one by who was added to it, which is not told. */
function canAllRead(channel: GuildTextBasedChannel, people: readonly Speaker[]): boolean {
  if (channel.type === ChannelType.PrivateThread) return false
  return people
    .filter(({ bot }) => !bot)
    .every(({ id }) => {
      const member = channel.guild.members.cache.get(id)
      return member !== undefined && channel.permissionsFor(member)?.has(READING) === true
    })
}

async function checkChat(guild: Guild, chat: ChannelId, channel: ChannelId): Promise<void> {
  try {
    checkCaptionChannel(guild.channels.cache.get(chat), guild.members.me ?? (await guild.members.fetchMe()))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError(
      `Not everybody in <#${chat}> can read <#${channel}>, so I have to tell them in the chat of <#${chat}>. ${error.message}`,
      { cause: error },
    )
  }
}

async function post(
  client: Client,
  channel: ChannelId,
  content: string,
  mode: NoticeRequest['notice']['mode'],
): Promise<string> {
  try {
    return await new ChannelMessages(client.rest, channel).post({
      content,
      nonce: `${randomBytes(6).toString('hex')}-notice`,
      components: controlRows(noticeRows(mode)),
    })
  } catch (error) {
    if (restFailure(error) === 'refused') throw error
    throw new UserError(
      `I could not post in <#${channel}> that people are heard, and nobody is heard without being told.`,
      { cause: error },
    )
  }
}

async function takeBack(client: Client, { channel, message }: Posted, log: Log): Promise<void> {
  try {
    await new ChannelMessages(client.rest, channel).remove(message)
  } catch (error) {
    log.warn('notice not taken back', { channel, failure: restFailure(error) })
  }
}
