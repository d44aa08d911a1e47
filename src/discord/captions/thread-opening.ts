import { ChannelType, type GuildTextBasedChannel, ThreadAutoArchiveDuration } from 'discord.js'
import { UserError } from '../../base/errors.ts'
import { type ChannelId, channelId } from '../../base/ids.ts'
import { plainLine } from '../../transcript/plain-line.ts'
import { wordsOf } from '../../wording/catalogue.ts'
import { botIn } from '../bot-member.ts'
import { checkThreads } from '../permissions.ts'
import { restFailure } from '../rest-failure.ts'

/** Longest name of a thread (Discord's documentation, "Start Thread without Message"). */
const THREAD_NAME = 100

/** Opens a public thread in a text channel. Rejects with a UserError where that is not possible. */
export async function openThread(channel: GuildTextBasedChannel, name: string): Promise<ChannelId> {
  // Not in forums, threads or the chats of voice channels.
  if (channel.type !== ChannelType.GuildText && channel.type !== ChannelType.GuildAnnouncement)
    throw new UserError(({ places }) => places.target.noThreads(`<#${channel.id}>`))
  checkThreads(channel, await botIn(channel.guild))
  const { posts } = wordsOf(channel.guild.preferredLocale)
  try {
    const thread = await channel.threads.create({
      name: plainLine(name).slice(0, THREAD_NAME).toWellFormed() || posts.thread,
      autoArchiveDuration: ThreadAutoArchiveDuration.OneDay,
    })
    return channelId(thread.id)
  } catch (error) {
    if (restFailure(error) === 'refused') throw error
    throw new UserError(({ places }) => places.target.threadFailed(`<#${channel.id}>`), { cause: error })
  }
}
