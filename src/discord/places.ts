import type { Client, Guild, GuildBasedChannel } from 'discord.js'
import { UserError } from '../base/errors.ts'
import type { ChannelId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Leaks, PlaceRequest } from '../session/ports.ts'
import { type Saying, together } from '../wording/words.ts'
import { botIn } from './bot-member.ts'
import { checkLeak, outsidersIn } from './leak-rule.ts'
import { checkCaptionChannel, checkRoom, shortcomings } from './permissions.ts'
import { restFailure } from './rest-failure.ts'

/** `CheckPlaces` for Discord's channels. */
export async function checkPlaces(
  client: Client,
  request: PlaceRequest,
  log: Log,
): Promise<readonly Saying[]> {
  const guild = client.guilds.cache.get(request.ref.guild)
  if (!guild?.available) throw new UserError(({ places }) => places.offline)
  const bot = await botIn(guild)
  const found = await channelIn(guild, request.channel)
  const { room, target } = bothOf(
    () => checkRoom(guild.channels.cache.get(request.ref.room), bot),
    () => checkCaptionChannel(found, bot),
  )
  if (request.readers === 'room') await checkLeak(room, target, log)
  const lack = shortcomings(target, bot, request)
  return lack === null ? [] : [lack]
}

/** `Leaks` for Discord's channels. */
export async function leaks(
  client: Client,
  { ref, channel }: Parameters<Leaks>[0],
  log: Log,
): Promise<boolean> {
  const guild = client.guilds.cache.get(ref.guild)
  const room = guild?.channels.cache.get(ref.room)
  if (!guild || !room?.isVoiceBased()) return false
  const target = await channelIn(guild, channel)
  if (!target?.isTextBased()) return false
  try {
    return (await outsidersIn(room, target, log)) !== null
  } catch (error) {
    if (error instanceof UserError) return true
    throw error
  }
}

/** What is wrong with either place is told at once, so that nobody mends one to be told of the other. */
function bothOf<Room, Target>(
  room: () => Room,
  target: () => Target,
): { readonly room: Room; readonly target: Target } {
  const problems: Saying[] = []
  const tried = <T>(check: () => T): T | null => {
    try {
      return check()
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      problems.push(error.saying)
      return null
    }
  }
  const both = { room: tried(room), target: tried(target) }
  if (both.room === null || both.target === null) throw new UserError(together(problems, '\n'))
  return { room: both.room, target: both.target }
}

/** A thread that was archived when the bot came is in no list that Discord sends. */
async function channelIn(guild: Guild, id: ChannelId): Promise<GuildBasedChannel | null> {
  const known = guild.channels.cache.get(id)
  if (known) return known
  const found = await guild.client.channels.fetch(id).catch((error: unknown) => {
    if (restFailure(error) === 'refused') throw error
    return null
  })
  return found && !found.isDMBased() && found.guildId === guild.id ? found : null
}
