import type { Message } from 'discord.js'
import { channelId, guildId, speakerId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Copy } from '../../session/record/removals.ts'

/** Keeps where the text of somebody's sound stands for all to read. */
export type KeepReply = (
  reply: Omit<Extract<Copy, { readonly kind: 'reply' }>, 'kind' | 'at'>,
) => Promise<void>

/** Whose sound it was that is answered, and who is told where the answer stands. */
export interface SoundReplies {
  readonly target: Message
  readonly keepReply: KeepReply
  readonly log: Log
}

/** Without this its author could not have it removed. Where it cannot be kept, the answer stands all the same. Never rejects. */
export async function keepSoundReply(
  { target, keepReply, log }: SoundReplies,
  reply: Pick<Message, 'id' | 'channelId'>,
): Promise<void> {
  if (target.guildId === null) return
  try {
    await keepReply({
      guild: guildId(target.guildId),
      author: speakerId(target.author.id),
      channel: channelId(reply.channelId),
      message: reply.id,
    })
  } catch (error) {
    log.error('place of an answer not kept', error)
  }
}
