import type { GuildId } from '../base/ids.ts'
import type { PostedTurn } from './transcript.ts'

/** Where a message opens in Discord, in its app and in a browser. */
export const messageLink = (guild: GuildId, { channel, message }: PostedTurn): string =>
  `https://discord.com/channels/${guild}/${channel}/${message}`
