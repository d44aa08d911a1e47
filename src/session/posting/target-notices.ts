import type { ChannelId } from '../../base/ids.ts'
import type { Saying, Words } from '../../wording/words.ts'

/** What is said of each reason for which it is not posted in a channel any more. */
export const MOVES = {
  deleted: {
    notice: ({ session }: Words) => session.target.goOnHere,
    lost: ({ session }: Words) => session.target.deletedWithoutChat,
  },
  readers: {
    notice: ({ session }: Words) => session.target.readersGoOnHere,
    lost: ({ session }: Words) => session.target.readersWithoutChat,
  },
} as const

/** Why it is posted elsewhere: the channel is gone, or people read along there who cannot see the room. */
export type MoveReason = keyof typeof MOVES

/** What those in the room are told where others read along in the text channel. */
export const READERS_NOTICE = MOVES.readers.notice

/** That nothing can be posted in a channel for now, and why. */
export const closedSentence =
  (channel: ChannelId, reason: Saying): Saying =>
  (words) =>
    words.session.target.closed(`<#${channel}>`, reason(words))
