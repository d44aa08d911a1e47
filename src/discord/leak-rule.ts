import {
  ChannelType,
  DiscordAPIError,
  type Guild,
  type GuildTextBasedChannel,
  OverwriteType,
  PermissionFlagsBits,
  type PermissionOverwriteManager,
  RESTJSONErrorCodes,
  type VoiceBasedChannel,
} from 'discord.js'
import { UserError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { ReadersError } from '../session/readers-error.ts'
import { type Saying, together, type Words } from '../wording/words.ts'
import {
  type Household,
  type Outsider,
  outsiders,
  type RoleSight,
  type Ruling,
  type Sight,
} from './audience.ts'
import { answerOf } from './rest-failure.ts'

/** How many people are looked up one by one; each one beyond counts as if they had whatever roles it takes. */
const LOOKED_UP = 25
/** How many of those who could read are named. */
const NAMED = 5

/** How many members have each role; null: Discord did not tell. */
type Counts = ReadonlyMap<string, number> | null

/** Keeps what is said in a room from being read by people who cannot see it: throws a ReadersError that names them. */
export async function checkLeak(
  room: VoiceBasedChannel,
  target: GuildTextBasedChannel,
  log: Log,
): Promise<void> {
  const who = await outsidersIn(room, target, log)
  if (who !== null) throw new ReadersError(refusal(room, target, who))
}

/**
 * Those who could read in a channel what is said in a room that they cannot see, named; null: nobody. Where it cannot
 * be excluded that there are such people, there are.
 */
export async function outsidersIn(
  room: VoiceBasedChannel,
  target: GuildTextBasedChannel,
  log: Log,
): Promise<Named | null> {
  const home = target.isThread() ? target.parent : target
  if (home === null) throw new UserError(({ places }) => places.leak.homeUnseen(`<#${target.id}>`))
  const { guild } = room
  // Then everybody sees everything.
  if (guild.roles.everyone.permissions.has(PermissionFlagsBits.Administrator)) return null
  const seen = sightOf(room.permissionOverwrites, guild.id)
  const read = sightOf(home.permissionOverwrites, guild.id)
  const unknown = new Map([...seen.members.keys(), ...read.members.keys()].map((id) => [id, 'any'] as const))
  // The owner sees everything, and the bot reads nothing.
  for (const id of [guild.ownerId, guild.client.user.id]) unknown.delete(id)
  const suspects = outsiders(householdOf(guild, unknown, null), seen, read)
  if (suspects.length === 0) return null
  const counts = await memberCounts(guild, log)
  const members = await lookUp(guild, suspects, log)
  const found = outsiders(householdOf(guild, members, counts), seen, read)
  return found.length === 0 ? null : whoOf(found, guild, counts)
}

function sightOf({ cache }: PermissionOverwriteManager, everyone: string): Sight {
  const of = (wanted: OverwriteType): Map<string, Ruling> => {
    const rulings = new Map<string, Ruling>()
    for (const { id, type, allow, deny } of cache.values()) {
      if (type !== wanted) continue
      // Where both bits are set the allowance counts, as it is added after the denial was taken away.
      if (allow.has(PermissionFlagsBits.ViewChannel)) rulings.set(id, 'allow')
      else if (deny.has(PermissionFlagsBits.ViewChannel)) rulings.set(id, 'deny')
    }
    return rulings
  }
  const roles = of(OverwriteType.Role)
  const ruling = roles.get(everyone) ?? null
  roles.delete(everyone)
  return { everyone: ruling, roles, members: of(OverwriteType.Member) }
}

function householdOf(guild: Guild, members: Household['members'], counts: Counts): Household {
  return {
    everyoneViews: guild.roles.everyone.permissions.has(PermissionFlagsBits.ViewChannel),
    roles: guild.roles.cache
      // A bot's own role is no person's, and a role that nobody has shows nobody anything.
      .filter(({ id, tags }) => id !== guild.id && tags?.botId === undefined && counts?.get(id) !== 0)
      .map(roleSight),
    members,
  }
}

const roleSight = ({ id, permissions }: Guild['roles']['everyone']): RoleSight => ({
  id,
  views: permissions.has(PermissionFlagsBits.ViewChannel, false),
  administers: permissions.has(PermissionFlagsBits.Administrator),
})

/** Asks Discord for the roles of each member who may be an outsider: a single one is told without any intent. */
async function lookUp(
  guild: Guild,
  suspects: readonly Outsider[],
  log: Log,
): Promise<Map<string, readonly RoleSight[] | 'any'>> {
  const members = new Map<string, readonly RoleSight[] | 'any'>()
  const ids = suspects.flatMap((who) => (who.kind === 'member' ? [who.id] : []))
  for (const [at, id] of ids.entries()) {
    const known = at < LOOKED_UP ? await rolesOf(guild, id, log) : 'any'
    if (known !== null) members.set(id, known)
  }
  return members
}

/** Null: that is no person of this server. */
async function rolesOf(guild: Guild, id: string, log: Log): Promise<readonly RoleSight[] | 'any' | null> {
  try {
    // What the library remembers of members may be old: without the intent for them it is told of no change.
    const { user, roles } = await guild.members.fetch({ user: id, force: true, cache: false })
    return user.bot ? null : roles.cache.filter((role) => role.id !== guild.id).map(roleSight)
  } catch (error) {
    if (isNobody(error)) return null
    log.warn('a member not looked up', { guild: guild.id, member: id, ...answerOf(error) })
    return 'any'
  }
}

const isNobody = (error: unknown): boolean =>
  error instanceof DiscordAPIError &&
  (error.code === RESTJSONErrorCodes.UnknownMember || error.code === RESTJSONErrorCodes.UnknownUser)

async function memberCounts(guild: Guild, log: Log): Promise<Counts> {
  try {
    return await guild.roles.fetchMemberCounts()
  } catch (error) {
    log.warn('members of roles not counted', { guild: guild.id, ...answerOf(error) })
    return null
  }
}

type LeakWords = Words['places']['leak']

/** People, by what they are called in the reader's language. */
type Named = (words: LeakWords) => readonly string[]

function whoOf(found: readonly Outsider[], guild: Guild, counts: Counts): Named {
  return (words) => [
    ...found.slice(0, NAMED).map((who) => nameOf(who, { guild, counts, words })),
    ...(found.length > NAMED ? [words.more(found.length - NAMED)] : []),
  ]
}

function nameOf(
  who: Outsider,
  { guild, counts, words }: { readonly guild: Guild; readonly counts: Counts; readonly words: LeakWords },
): string {
  if (who.kind === 'member') return `<@${who.id}>`
  const [first, second] = who.roles
  if (first === undefined) return words.everybody(guild.memberCount)
  if (second !== undefined) return words.both(`<@&${first}>`, `<@&${second}>`)
  const count = counts?.get(first)
  return count === undefined ? `<@&${first}>` : words.role(`<@&${first}>`, count)
}

function refusal(
  room: VoiceBasedChannel,
  target: GuildTextBasedChannel,
  who: (words: LeakWords) => readonly string[],
): Saying {
  const isHidden = target.type === ChannelType.PrivateThread
  return together([
    ({ places: { leak } }) => leak.refused(`<#${room.id}>`, `<#${target.id}>`),
    ({ places: { leak } }) => leak.these(who(leak)),
    ...(isHidden ? [({ places: { leak } }: Words) => leak.privateThread] : []),
    ({ places: { leak } }) => leak.instead(`<#${room.id}>`),
  ])
}
