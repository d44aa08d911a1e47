import { type Guild, type GuildTextBasedChannel, PermissionFlagsBits } from 'discord.js'
import type { Log } from '../base/log.ts'
import { wordsOf } from '../wording/catalogue.ts'
import type { CommandMentions } from './command-mentions.ts'
import { welcomeText } from './commands/help-text.ts'
import { answerOf } from './rest-failure.ts'

/**
 * A server that the bot was added to no longer ago than this is new to it. Discord tells of servers also after it
 * was out of reach, so that the event alone does not say so.
 */
const NEW_MS = 60_000

export interface WelcomeOptions {
  /** Wall time, in ms. */
  readonly nowAt: number
  readonly mentions: CommandMentions
  readonly log: Log
}

/**
 * The bot's first message in a server, in the server's language: how to begin, where new members are greeted too, if
 * it may write there.
 */
export async function welcome(guild: Guild, { nowAt, mentions, log }: WelcomeOptions): Promise<void> {
  if (nowAt - guild.joinedTimestamp > NEW_MS) return
  const channel = welcomeChannel(guild)
  if (channel === null) return
  try {
    const content = mentions.in(welcomeText(wordsOf(guild.preferredLocale)))
    await channel.send({ content, allowedMentions: { parse: [] } })
    log.info('server greeted', { guild: guild.id })
  } catch (error) {
    log.warn('server not greeted', { guild: guild.id, ...answerOf(error) })
  }
}

function welcomeChannel({ systemChannel, members: { me } }: Guild): GuildTextBasedChannel | null {
  if (systemChannel === null || me === null) return null
  const { ViewChannel, SendMessages } = PermissionFlagsBits
  return systemChannel.permissionsFor(me).has([ViewChannel, SendMessages]) ? systemChannel : null
}
