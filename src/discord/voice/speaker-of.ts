import type { Guild } from 'discord.js'
import { speakerId } from '../../base/ids.ts'
import type { Speaker } from '../../transcript/turn.ts'

/** The person as the guild knows them now. Discord sends the member with each voice state, so it is there as a rule. */
export function speakerOf(guild: Guild, userId: string): Speaker {
  const member = guild.members.cache.get(userId)
  if (!member) {
    const bot = guild.client.users.cache.get(userId)?.bot ?? false
    return { id: speakerId(userId), name: `Speaker ${userId.slice(-4)}`, avatarUrl: null, bot }
  }
  return {
    id: speakerId(userId),
    name: member.displayName,
    avatarUrl: member.displayAvatarURL({ extension: 'png', size: 128 }),
    bot: member.user.bot,
  }
}

/** Who is in this voice channel now, the bot itself aside. */
export function peopleIn(guild: Guild, channelId: string): Speaker[] {
  return guild.voiceStates.cache
    .filter((state) => state.channelId === channelId && state.id !== guild.client.user.id)
    .map((state) => speakerOf(guild, state.id))
}
