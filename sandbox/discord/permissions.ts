/** The permissions that the sandbox knows, by the names discord.js gives them (Discord's "Bitwise Permission Flags"). */
export const PERMISSIONS = {
  CreateInstantInvite: 1n << 0n,
  KickMembers: 1n << 1n,
  BanMembers: 1n << 2n,
  Administrator: 1n << 3n,
  ManageChannels: 1n << 4n,
  ManageGuild: 1n << 5n,
  AddReactions: 1n << 6n,
  ViewAuditLog: 1n << 7n,
  PrioritySpeaker: 1n << 8n,
  Stream: 1n << 9n,
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  SendTTSMessages: 1n << 12n,
  ManageMessages: 1n << 13n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  MentionEveryone: 1n << 17n,
  UseExternalEmojis: 1n << 18n,
  Connect: 1n << 20n,
  Speak: 1n << 21n,
  MuteMembers: 1n << 22n,
  DeafenMembers: 1n << 23n,
  MoveMembers: 1n << 24n,
  UseVAD: 1n << 25n,
  ChangeNickname: 1n << 26n,
  ManageNicknames: 1n << 27n,
  ManageRoles: 1n << 28n,
  ManageWebhooks: 1n << 29n,
  UseApplicationCommands: 1n << 31n,
  RequestToSpeak: 1n << 32n,
  ManageEvents: 1n << 33n,
  ManageThreads: 1n << 34n,
  CreatePublicThreads: 1n << 35n,
  CreatePrivateThreads: 1n << 36n,
  UseExternalStickers: 1n << 37n,
  SendMessagesInThreads: 1n << 38n,
  SendVoiceMessages: 1n << 46n,
} as const

export type PermissionName = keyof typeof PERMISSIONS

export const ALL_PERMISSIONS = Object.values(PERMISSIONS).reduce((all, bit) => all | bit, 0n)

/** What `@everyone` may do in a new guild. */
export const EVERYONE_DEFAULTS: readonly PermissionName[] = [
  'CreateInstantInvite',
  'AddReactions',
  'Stream',
  'ViewChannel',
  'SendMessages',
  'SendTTSMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'MentionEveryone',
  'UseExternalEmojis',
  'Connect',
  'Speak',
  'UseVAD',
  'ChangeNickname',
  'UseApplicationCommands',
  'RequestToSpeak',
  'CreatePublicThreads',
  'CreatePrivateThreads',
  'UseExternalStickers',
  'SendMessagesInThreads',
  'SendVoiceMessages',
]

export const bitsOf = (names: readonly PermissionName[]): bigint =>
  names.reduce((bits, name) => bits | PERMISSIONS[name], 0n)

export interface SandboxRole {
  readonly id: string
  readonly name: string
  readonly permissions: bigint
  readonly position: number
  readonly mentionable: boolean
  /** The bot whose own role this is, else null. */
  readonly botId: string | null
}

/** A permission overwrite of a channel; `id` is a role's or a member's. */
export interface Overwrite {
  readonly id: string
  readonly kind: 'role' | 'member'
  readonly allow: bigint
  readonly deny: bigint
}

export interface Subject {
  readonly userId: string
  readonly guildId: string
  readonly isOwner: boolean
  /** The roles the member has, `@everyone` left out. */
  readonly roles: readonly SandboxRole[]
  readonly everyone: SandboxRole
}

/** Guild-wide permissions ("Permission Hierarchy"): the sum of the roles; an owner or administrator has all. */
export function basePermissions(subject: Subject): bigint {
  if (subject.isOwner) return ALL_PERMISSIONS
  const sum = subject.roles.reduce((bits, role) => bits | role.permissions, subject.everyone.permissions)
  return (sum & PERMISSIONS.Administrator) === 0n ? sum : ALL_PERMISSIONS
}

/** What can be done in a channel of this kind, by Discord's algorithm ("Permission Overwrites"). */
export function channelPermissions(
  subject: Subject,
  overwrites: readonly Overwrite[],
  isVoice: boolean,
): bigint {
  const base = basePermissions(subject)
  if (base === ALL_PERMISSIONS) return base
  const roleIds = new Set(subject.roles.map((role) => role.id))
  const everyone = overwrites.filter((entry) => entry.id === subject.guildId)
  const roles = overwrites.filter((entry) => entry.kind === 'role' && roleIds.has(entry.id))
  const own = overwrites.filter((entry) => entry.kind === 'member' && entry.id === subject.userId)
  let bits = base
  for (const layer of [everyone, roles, own]) {
    bits &= ~layer.reduce((sum, entry) => sum | entry.deny, 0n)
    bits |= layer.reduce((sum, entry) => sum | entry.allow, 0n)
  }
  return withImplied(bits, isVoice)
}

const SEND_EXTRAS = bitsOf(['MentionEveryone', 'SendTTSMessages', 'AttachFiles', 'EmbedLinks'])

/** "Implicit Permissions": no view, nothing at all; no send, none of its extras; no connect, nothing but the view. */
function withImplied(bits: bigint, isVoice: boolean): bigint {
  if ((bits & PERMISSIONS.ViewChannel) === 0n) return 0n
  if (isVoice && (bits & PERMISSIONS.Connect) === 0n) return PERMISSIONS.ViewChannel
  return (bits & PERMISSIONS.SendMessages) === 0n ? bits & ~SEND_EXTRAS : bits
}
