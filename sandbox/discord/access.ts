import {
  missingAccess,
  missingPermissions,
  threadArchived,
  unknownChannel,
  unknownGuild,
} from './api-error.ts'
import type { SandboxChannel } from './channel.ts'
import type { SandboxGuild } from './guild.ts'
import type { MessageDraft } from './message-form.ts'
import type { PermissionName } from './permissions.ts'
import { PERMISSIONS } from './permissions.ts'
import type { World } from './world.ts'

/** A channel and its guild, after it was checked that the bot may see it. */
export interface OpenChannel {
  readonly guild: SandboxGuild | null
  readonly channel: SandboxChannel
}

/** @throws {ApiError} 10003 when there is no such channel, 50001 when the bot may not see it. */
export function openChannel(world: World, id: string): OpenChannel {
  const found = world.findChannel(id)
  if (found === null) throw unknownChannel()
  const { guild, channel } = found
  if (guild !== null && !guild.can(guild.bot, 'ViewChannel', channel)) throw missingAccess()
  return found
}

/** @throws {ApiError} 10004: the bot is in no such guild. */
export function openGuild(world: World, id: string): SandboxGuild {
  const guild = world.guilds.get(id)
  if (guild === undefined) throw unknownGuild()
  return guild
}

/** @throws {ApiError} 50013 unless the bot has all of them; in direct messages it has. */
export function requirePermissions(place: OpenChannel, ...names: readonly PermissionName[]): void {
  const { guild, channel } = place
  if (guild === null) return
  const bits = guild.permissionsOf(guild.bot, channel)
  if (names.some((name) => (bits & PERMISSIONS[name]) === 0n)) throw missingPermissions()
}

/** What a draft needs to be sent here. @throws {ApiError} 50013, 50083 for a locked thread */
export function requireSending(place: OpenChannel, draft: MessageDraft): void {
  requirePermissions(place, place.channel.isThread ? 'SendMessagesInThreads' : 'SendMessages')
  if (draft.files.length > 0) requirePermissions(place, 'AttachFiles')
  if ((draft.embeds ?? []).length > 0) requirePermissions(place, 'EmbedLinks')
  if (draft.reply !== null) requirePermissions(place, 'ReadMessageHistory')
  wake(place)
}

/** "Users cannot edit messages … in archived threads." @throws {ApiError} 50083 */
export function requireAwake({ channel }: OpenChannel): void {
  if (channel.isThread && channel.state.archived) throw threadArchived()
}

/**
 * "The only operation that should happen within an archived thread is messages being deleted", which is not for
 * everybody where it is locked too. @throws {ApiError} 50083
 */
export function requireDeletable(place: OpenChannel): void {
  const { guild, channel } = place
  if (channel.state.locked && guild !== null && !guild.can(guild.bot, 'ManageThreads', channel))
    requireAwake(place)
}

/** "Sending a message will automatically unarchive the thread, unless the thread has been locked by a moderator." */
export function wake(place: OpenChannel): void {
  const { guild, channel } = place
  if (!channel.isThread || !channel.state.archived) return
  if (channel.state.locked && guild !== null && !guild.can(guild.bot, 'ManageThreads', channel)) {
    throw threadArchived()
  }
  channel.change({ archived: false })
}
