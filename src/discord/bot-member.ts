import type { Guild, GuildMember } from 'discord.js'

/** The bot itself as a member of this server, asked for where the library does not know it yet. */
export const botIn = async ({ members }: Guild): Promise<GuildMember> => members.me ?? members.fetchMe()
