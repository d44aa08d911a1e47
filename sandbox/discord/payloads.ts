import { CHANNEL_TYPES, type SandboxChannel } from './channel.ts'
import type { SandboxGuild } from './guild.ts'
import type { Json } from './json.ts'
import type { SandboxMember } from './member.ts'
import type { SandboxRole } from './permissions.ts'
import type { VoiceState } from './voice-state.ts'
import type { SandboxWebhook } from './webhook.ts'

/** The JSON shapes of Discord's API v10, as its "Resources" pages lay them out. */

const iso = (wallMs: number): string => new Date(wallMs).toISOString().replace('Z', '000+00:00')

/** "User Object" */
export const userPayload = (member: SandboxMember): Json => ({
  id: member.id,
  username: member.username,
  discriminator: member.isBot ? '0001' : '0',
  global_name: null,
  avatar: member.avatar,
  bot: member.isBot,
  public_flags: 0,
  avatar_decoration_data: null,
})

/** "Guild Member Object" */
export const memberPayload = (member: SandboxMember): Json => ({
  user: userPayload(member),
  ...memberFields(member),
})

/** A member without its user, as messages carry it. */
export const memberFields = (member: SandboxMember): Json => ({
  nick: member.nick,
  avatar: null,
  banner: null,
  roles: member.roleIds,
  joined_at: iso(member.joinedAt),
  premium_since: null,
  deaf: false,
  mute: false,
  flags: 0,
  pending: false,
  communication_disabled_until: member.timedOutUntil === null ? null : iso(member.timedOutUntil),
})

/** "Role Object" */
export const rolePayload = (role: SandboxRole): Json => ({
  id: role.id,
  name: role.name,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  icon: null,
  unicode_emoji: null,
  position: role.position,
  permissions: role.permissions.toString(),
  managed: role.botId !== null,
  mentionable: role.mentionable,
  flags: 0,
  ...(role.botId !== null && { tags: { bot_id: role.botId } }),
})

/** "Channel Object" of any kind; `recipient` is the person of a direct-message channel. */
export function channelPayload(channel: SandboxChannel, recipient?: SandboxMember | null): Json {
  const last = channel.messages.at(-1)?.id ?? null
  const base = { id: channel.id, type: CHANNEL_TYPES[channel.kind], last_message_id: last, flags: 0 }
  if (channel.kind === 'dm') return { ...base, recipients: recipient ? [userPayload(recipient)] : [] }
  if (channel.isThread) return { ...base, ...threadFields(channel) }
  return {
    ...base,
    guild_id: channel.guildId,
    name: channel.name,
    position: channel.position,
    parent_id: null,
    topic: channel.state.topic,
    nsfw: false,
    rate_limit_per_user: 0,
    permission_overwrites: channel.state.overwrites.map((entry) => ({
      id: entry.id,
      type: entry.kind === 'role' ? 0 : 1,
      allow: entry.allow.toString(),
      deny: entry.deny.toString(),
    })),
    ...(channel.isVoice && {
      bitrate: 64000,
      user_limit: channel.state.userLimit,
      rtc_region: null,
      video_quality_mode: 1,
    }),
  }
}

const threadFields = (thread: SandboxChannel): Json => ({
  guild_id: thread.guildId,
  name: thread.name,
  parent_id: thread.parentId,
  owner_id: thread.userId,
  message_count: thread.messages.length,
  total_message_sent: thread.messages.length,
  member_count: thread.threadMembers.size,
  rate_limit_per_user: 0,
  thread_metadata: {
    archived: thread.state.archived,
    auto_archive_duration: thread.state.autoArchiveMinutes,
    archive_timestamp: iso(thread.state.archivedAt),
    locked: thread.state.locked,
    ...(thread.kind === 'private-thread' && { invitable: true }),
  },
})

/** "Thread Member Object" */
export const threadMemberPayload = (thread: SandboxChannel, userId: string): Json => ({
  id: thread.id,
  user_id: userId,
  join_timestamp: iso(Date.now()),
  flags: 0,
})

/** "Voice State Object"; GUILD_CREATE carries it without guild and member. */
export const voiceStatePayload = (state: VoiceState): Json => ({
  channel_id: state.channelId,
  user_id: state.userId,
  session_id: state.sessionId,
  deaf: state.deaf,
  mute: state.mute,
  self_deaf: state.selfDeaf,
  self_mute: state.selfMute,
  self_video: false,
  suppress: false,
  request_to_speak_timestamp: null,
})

/** "Webhook Object"; `owner` and the token are left out where Discord leaves them out. */
export const webhookPayload = (
  webhook: SandboxWebhook,
  show: { readonly owner?: SandboxMember | null; readonly token?: boolean } = {},
): Json => ({
  id: webhook.id,
  type: 1,
  guild_id: webhook.guildId,
  channel_id: webhook.channelId,
  name: webhook.name,
  avatar: webhook.avatar,
  application_id: webhook.applicationId,
  ...(show.owner && { user: userPayload(show.owner) }),
  ...(show.token && { token: webhook.token }),
})

/** "Guild Object", as GET /guilds/:id has it. */
export const guildPayload = (guild: SandboxGuild): Json => ({
  id: guild.id,
  name: guild.name,
  icon: null,
  splash: null,
  discovery_splash: null,
  owner_id: guild.ownerId,
  afk_channel_id: null,
  afk_timeout: 300,
  verification_level: 0,
  default_message_notifications: 0,
  explicit_content_filter: 0,
  roles: guild.roles.all.map(rolePayload),
  emojis: [],
  stickers: [],
  features: [],
  mfa_level: 0,
  application_id: null,
  system_channel_id: guild.systemChannel?.id ?? null,
  system_channel_flags: 0,
  rules_channel_id: null,
  public_updates_channel_id: null,
  safety_alerts_channel_id: null,
  max_members: 500_000,
  max_video_channel_users: 25,
  max_stage_video_channel_users: 50,
  vanity_url_code: null,
  description: null,
  banner: null,
  premium_tier: 0,
  premium_subscription_count: 0,
  premium_progress_bar_enabled: false,
  preferred_locale: guild.preferredLocale,
  nsfw: false,
  nsfw_level: 0,
})

/** GUILD_CREATE's guild: without the members intent only the bot and who is in voice are among the members. */
export function guildCreatePayload(guild: SandboxGuild): Json {
  const channels = [...guild.channels.values()]
  const states = guild.voiceStates()
  const inVoice = states.flatMap((state) => guild.members.get(state.userId) ?? [])
  const members = [guild.bot, ...inVoice.filter((member) => member !== guild.bot)]
  return {
    ...guildPayload(guild),
    joined_at: iso(guild.bot.joinedAt),
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    members: members.map(memberPayload),
    channels: channels.filter((channel) => !channel.isThread).map((channel) => channelPayload(channel)),
    threads: channels
      .filter((channel) => channel.isThread && !channel.state.archived)
      .map((channel) => channelPayload(channel)),
    voice_states: states.map(voiceStatePayload),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  }
}
