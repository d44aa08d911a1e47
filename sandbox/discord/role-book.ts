import type { SandboxChannel } from './channel.ts'
import { SandboxMember } from './member.ts'
import {
  basePermissions,
  bitsOf,
  channelPermissions,
  EVERYONE_DEFAULTS,
  type Overwrite,
  type PermissionName,
  type SandboxRole,
  type Subject,
} from './permissions.ts'

export interface OverwriteChange {
  readonly allow?: readonly PermissionName[]
  readonly deny?: readonly PermissionName[]
}

export interface RoleBookSeed {
  /** Of the guild, and so of `@everyone`. */
  readonly guildId: string
  readonly ownerId: string
  readonly bot: { readonly id: string; readonly username: string }
  /** Of the bot's own role. */
  readonly botRoleId: string
}

export type RoleChange = 'create' | 'update' | 'delete'

const BOT_ROLE_DEFAULTS: readonly PermissionName[] = ['ManageWebhooks', 'ManageMessages', 'ManageThreads']

/** A guild's roles, and what they let its members do. `@everyone` and the bot's own are there from the beginning. */
export class RoleBook {
  readonly #seed: RoleBookSeed
  readonly #roles = new Map<string, SandboxRole>()
  readonly #changed: (change: RoleChange, role: SandboxRole) => void

  constructor(seed: RoleBookSeed, changed: (change: RoleChange, role: SandboxRole) => void) {
    this.#seed = seed
    this.#changed = changed
    const { guildId, bot, botRoleId } = seed
    const everyone = { id: guildId, name: '@everyone', permissions: bitsOf(EVERYONE_DEFAULTS), position: 0 }
    const own = { id: botRoleId, name: bot.username, permissions: bitsOf(BOT_ROLE_DEFAULTS), position: 1 }
    this.#roles.set(guildId, { ...everyone, mentionable: false, botId: null })
    this.#roles.set(botRoleId, { ...own, mentionable: false, botId: bot.id })
  }

  get everyone(): SandboxRole {
    return this.get(this.#seed.guildId)
  }

  /** The bot's own. */
  get botRole(): SandboxRole {
    return this.get(this.#seed.botRoleId)
  }

  get all(): readonly SandboxRole[] {
    return [...this.#roles.values()]
  }

  find(id: string): SandboxRole | undefined {
    return this.#roles.get(id)
  }

  get(id: string): SandboxRole {
    const role = this.#roles.get(id)
    if (role === undefined) throw new Error(`no role ${id} in guild ${this.#seed.guildId}`)
    return role
  }

  /** Adds a role above all others. */
  add(role: Pick<SandboxRole, 'id' | 'name' | 'permissions' | 'mentionable'>): SandboxRole {
    const added = { ...role, position: this.#roles.size, botId: null }
    this.#roles.set(role.id, added)
    this.#changed('create', added)
    return added
  }

  /** What a role may do in the whole guild. */
  setPermissions(role: SandboxRole, permissions: readonly PermissionName[]): void {
    const changed = { ...role, permissions: bitsOf(permissions) }
    this.#roles.set(role.id, changed)
    this.#changed('update', changed)
  }

  remove(role: SandboxRole): void {
    this.#roles.delete(role.id)
    this.#changed('delete', role)
  }

  /** In the whole guild, or in a channel that is no thread. */
  permissionsOf(member: SandboxMember, channel?: SandboxChannel): bigint {
    const { guildId, ownerId } = this.#seed
    const subject: Subject = {
      userId: member.id,
      guildId,
      isOwner: member.id === ownerId,
      roles: member.roleIds.map((id) => this.get(id)),
      everyone: this.everyone,
    }
    if (channel === undefined) return basePermissions(subject)
    return channelPermissions(subject, channel.state.overwrites, channel.isVoice)
  }
}

/** A channel's overwrites with this change to those of one role or member. */
export function overwritten(
  overwrites: readonly Overwrite[],
  target: SandboxRole | SandboxMember,
  change: OverwriteChange,
): readonly Overwrite[] {
  const allowed = bitsOf(change.allow ?? [])
  const denied = bitsOf(change.deny ?? [])
  const before = overwrites.find((entry) => entry.id === target.id)
  const after: Overwrite = {
    id: target.id,
    kind: target instanceof SandboxMember ? 'member' : 'role',
    allow: ((before?.allow ?? 0n) & ~denied) | allowed,
    deny: ((before?.deny ?? 0n) & ~allowed) | denied,
  }
  return [...overwrites.filter((entry) => entry !== before), after]
}
