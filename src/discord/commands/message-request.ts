import { type Message, MessageFlags } from 'discord.js'
import { channelId, guildId, speakerId } from '../../base/ids.ts'
import type { MessageRequest } from '../../session/message-command.ts'
import { messageLink } from '../../transcript/message-link.ts'

export interface AnswerPlace extends Pick<MessageRequest, 'fileLimit' | 'signal' | 'words' | 'onProgress'> {
  /** Whether the answer stands right under the message, as a reply to it. */
  readonly under: boolean
}

/** Whether a message was spoken into Discord. */
export const isVoiceMessage = ({ flags }: Pick<Message, 'flags'>): boolean =>
  flags.has(MessageFlags.IsVoiceMessage)

/** What is asked about a message, out of Discord's terms. Never rejects. */
export async function messageRequest(
  message: Message<true>,
  { under, fileLimit, signal, words, onProgress }: AnswerPlace,
): Promise<MessageRequest> {
  const guild = guildId(message.guildId)
  const { author } = message
  return {
    guild,
    message: message.id,
    link: under ? null : messageLink(guild, { channel: channelId(message.channelId), message: message.id }),
    author: { id: speakerId(author.id), name: await shownName(message), bot: author.bot },
    attachments: message.attachments.map(({ name, title, contentType, size, duration, url }) => ({
      name: originalName(name, title),
      contentType,
      bytes: size,
      durationMs: duration === null ? null : duration * 1000,
      url,
    })),
    voice: isVoiceMessage(message),
    fileLimit,
    signal,
    words,
    onProgress,
  }
}

/** Discord names files in ASCII, and keeps what they were called besides, as a rule without the ending. */
function originalName(name: string, title: string | null): string {
  const ending = /\.\w*$/.exec(name)?.[0] ?? ''
  return title === null || title.endsWith(ending) ? (title ?? name) : `${title}${ending}`
}

/** The name that the server shows, if they are still there: members who only write are mostly not known beforehand. */
async function shownName(message: Message<true>): Promise<string> {
  const { author, guild, webhookId } = message
  if (webhookId !== null) return author.displayName
  const member = message.member ?? (await guild.members.fetch(author.id).catch(() => null))
  return member?.displayName ?? author.displayName
}
