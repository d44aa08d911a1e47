import type { SandboxChannel } from './channel.ts'
import { SandboxMember } from './member.ts'
import {
  basePermissions,
  bitsOf,
  channelPermissions,
  type Overwrite,
  type PermissionName,
  type SandboxRole,
  type Subject,
} from './permissions.ts'

export interface OverwriteChange {
  readonly allow?: readonly PermissionName[]
  readonly deny?: readonly PermissionName[]
}

/** A guild's roles, and what they let its members do. */
export class RoleBook {
  readonly #guildId: string
  readonly #ownerId: string
  readonly #roles = new Map<string, SandboxRole>()

  constructor(guildId: string, ownerId: string) {
    this.#guildId = guildId
    this.#ownerId = ownerId
  }

  get all(): readonly SandboxRole[] {
    return [...this.#roles.values()]
  }

  find(id: string): SandboxRole | undefined {
    return this.#roles.get(id)
  }

  get(id: string): SandboxRole {
    const role = this.#roles.get(id)
    if (role === undefined) throw new Error(`no role ${id} in guild ${this.#guildId}`)
    return role
  }

  keep(role: SandboxRole): SandboxRole {
    this.#roles.set(role.id, role)
    return role
  }

  remove(id: string): void {
    this.#roles.delete(id)
  }

  /** In the whole guild, or in a channel that is no thread. */
  permissionsOf(member: SandboxMember, channel?: SandboxChannel): bigint {
    const subject: Subject = {
      userId: member.id,
      guildId: this.#guildId,
      isOwner: member.id === this.#ownerId,
      roles: member.roleIds.map((id) => this.get(id)),
      everyone: this.get(this.#guildId),
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
