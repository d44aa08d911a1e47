import { type ChannelSeed, SandboxChannel } from './channel.ts'
import type { GuildEvent } from './guild-event.ts'
import { type Act, type MemberSeed, SandboxMember, type SpokenDraft } from './member.ts'
import type { SandboxMessage } from './message.ts'
import type { CommandOutcome } from './outcome.ts'
import { bitsOf, PERMISSIONS, type PermissionName, type SandboxRole } from './permissions.ts'
import { type OverwriteChange, overwritten, RoleBook } from './role-book.ts'
import type { SnowflakeMint } from './snowflake.ts'
import { type VoiceListener, VoiceRoster } from './voice-roster.ts'
import type { VoiceState } from './voice-state.ts'
import type { SandboxWebhook } from './webhook.ts'

export interface Place {
  readonly guild: SandboxGuild
  readonly channel: SandboxChannel
  readonly member: SandboxMember
}

/** What a guild needs of the Discord it is part of. */
export interface GuildHost {
  readonly mint: SnowflakeMint
  readonly botUser: { readonly id: string; readonly username: string }
  happened(guild: SandboxGuild, event: GuildEvent): void
  act(place: Place, act: Act): Promise<CommandOutcome>
  post(place: Place, draft: SpokenDraft): SandboxMessage
  /** Ends the bot's voice connection with this close code of the voice gateway. */
  expelBot(guild: SandboxGuild, closeCode: number): void
  moveBot(guild: SandboxGuild, channel: SandboxChannel): Promise<void>
}

/** One server of the simulated Discord. The bot is a member from the beginning. */
export class SandboxGuild {
  readonly id: string
  readonly name: string
  readonly ownerId: string
  readonly bot: SandboxMember
  readonly channels = new Map<string, SandboxChannel>()
  readonly members = new Map<string, SandboxMember>()
  readonly roles: RoleBook
  readonly webhooks = new Map<string, SandboxWebhook>()
  /** Where Discord greets new members; a guild may have none. */
  systemChannel: SandboxChannel | null = null
  /** The language that its settings name. */
  preferredLocale = 'en-US'
  readonly #voice = new VoiceRoster({
    memberOf: (userId) => this.members.get(userId),
    voiceChanged: (before, after) => this.#happened({ kind: 'voice', before, after }),
  })
  readonly #host: GuildHost

  constructor(name: string, host: GuildHost) {
    this.#host = host
    this.id = host.mint.next()
    this.name = name
    this.ownerId = host.mint.next()
    const { mint, botUser: bot } = host
    this.roles = new RoleBook(
      { guildId: this.id, ownerId: this.ownerId, bot, botRoleId: mint.next() },
      (change, role) => this.#happened({ kind: 'role', change, role }),
    )
    this.bot = this.#enrol({ id: bot.id, username: bot.username, isBot: true })
    this.bot.setRoles([this.roles.botRole.id])
  }

  addText(name: string): SandboxChannel {
    return this.addChannel({ kind: 'text', name })
  }

  addVoice(name: string, options: { readonly userLimit?: number } = {}): SandboxChannel {
    return this.addChannel({ kind: 'voice', name, ...options })
  }

  addStage(name: string): SandboxChannel {
    return this.addChannel({ kind: 'stage', name })
  }

  addChannel(
    seed: Omit<ChannelSeed, 'id' | 'guildId' | 'position'> & { readonly id?: string },
  ): SandboxChannel {
    const channel = new SandboxChannel(
      { id: this.#host.mint.next(), ...seed, guildId: this.id, position: this.channels.size },
      {
        channelChanged: (changed) => this.#happened({ kind: 'channel', change: 'update', channel: changed }),
        messageChanged: (at, change, message) =>
          this.#happened({ kind: 'message', change, channel: at, message }),
      },
    )
    this.channels.set(channel.id, channel)
    this.#happened({ kind: 'channel', change: 'create', channel })
    return channel
  }

  /** Deletes a channel with its threads and webhooks. Who was in it is out of voice; the bot's call ends with 4022. */
  deleteChannel(channel: SandboxChannel): void {
    for (const state of this.voiceStates(channel)) {
      if (state.userId === this.bot.id) this.#host.expelBot(this, 4022)
      this.setVoiceState({ ...state, channelId: null })
    }
    for (const thread of this.threadsOf(channel)) this.deleteChannel(thread)
    for (const webhook of this.webhooks.values()) {
      if (webhook.channelId === channel.id) this.webhooks.delete(webhook.id)
    }
    this.channels.delete(channel.id)
    this.#happened({ kind: 'channel', change: 'delete', channel })
  }

  threadsOf(channel: SandboxChannel): readonly SandboxChannel[] {
    return [...this.channels.values()].filter((each) => each.isThread && each.parentId === channel.id)
  }

  /** A person (or another bot). With `id`, somebody who is in another guild too. */
  addMember(
    name: string,
    options: {
      readonly bot?: boolean
      readonly nick?: string
      readonly avatar?: string
      readonly id?: string
      readonly locale?: string
    } = {},
  ): SandboxMember {
    const { bot: isBot = false, id = this.#host.mint.next(), ...rest } = options
    const member = this.#enrol({ id, username: name, isBot, ...rest })
    this.#happened({ kind: 'member', change: 'add', member })
    return member
  }

  removeMember(member: SandboxMember): void {
    if (member.voiceChannel !== null) member.leaveVoice()
    this.members.delete(member.id)
    this.#happened({ kind: 'member', change: 'remove', member })
  }

  addRole(
    name: string,
    permissions: readonly PermissionName[] = [],
    options: { readonly mentionable?: boolean } = {},
  ): SandboxRole {
    const { mentionable = false } = options
    return this.roles.add({ id: this.#host.mint.next(), name, permissions: bitsOf(permissions), mentionable })
  }

  /** What a role may do in the whole guild. */
  setRolePermissions(role: SandboxRole, permissions: readonly PermissionName[]): void {
    this.roles.setPermissions(role, permissions)
  }

  /** Deletes a role; who had it has it no more, and no overwrite for it counts. */
  removeRole(role: SandboxRole): void {
    for (const member of this.members.values())
      if (member.roleIds.includes(role.id)) member.setRoles(member.roleIds.filter((id) => id !== role.id))
    this.roles.remove(role)
  }

  get everyone(): SandboxRole {
    return this.roles.everyone
  }

  /**
   * What the bot's own role adds to what everyone may do. What everyone may do is taken from the bot with `deny`,
   * channel by channel, or from all with `setRolePermissions(guild.everyone, …)`.
   */
  setBotPermissions(permissions: readonly PermissionName[]): void {
    this.setRolePermissions(this.roles.botRole, permissions)
  }

  /** Forbids the bot these things in the channel. */
  deny(channel: SandboxChannel, ...permissions: readonly PermissionName[]): void {
    this.overwrite(channel, this.bot, { deny: permissions })
  }

  /** Allows the bot these things in the channel. */
  allow(channel: SandboxChannel, ...permissions: readonly PermissionName[]): void {
    this.overwrite(channel, this.bot, { allow: permissions })
  }

  /** Adds to the channel's permission overwrites for a role or a member. */
  overwrite(channel: SandboxChannel, target: SandboxRole | SandboxMember, change: OverwriteChange): void {
    channel.change({ overwrites: overwritten(channel.state.overwrites, target, change) })
  }

  permissionsOf(member: SandboxMember, channel?: SandboxChannel): bigint {
    // A thread has the permissions of its channel.
    const parent = channel?.isThread ? this.channels.get(channel.parentId ?? '') : undefined
    return this.roles.permissionsOf(member, parent ?? channel)
  }

  can(member: SandboxMember, permission: PermissionName, channel?: SandboxChannel): boolean {
    return (this.permissionsOf(member, channel) & PERMISSIONS[permission]) !== 0n
  }

  /** Everyone who is in voice, or in one channel. */
  voiceStates(channel?: SandboxChannel): readonly VoiceState[] {
    return this.#voice.states(channel)
  }

  voiceState(userId: string): VoiceState | null {
    return this.#voice.find(userId) ?? null
  }

  /** Calls back when somebody, the bot included, enters, leaves or changes in voice, until the answer is called. */
  onVoice(listener: VoiceListener): () => void {
    return this.#voice.onChange(listener)
  }

  /** Puts somebody out of voice as a moderator does ("Disconnect"). */
  kickFromVoice(userId: string): void {
    const state = this.#voice.find(userId)
    if (state === undefined) return
    if (userId === this.bot.id) this.#host.expelBot(this, 4014)
    this.setVoiceState({ ...state, channelId: null })
  }

  /** Moves the bot to another voice channel as a moderator does. Resolves when it has been told. */
  moveBot(channel: SandboxChannel): Promise<void> {
    return this.#host.moveBot(this, channel)
  }

  /** Mutes or deafens somebody for the whole guild, as a moderator does. */
  moderateVoice(userId: string, change: { readonly mute?: boolean; readonly deaf?: boolean }): void {
    const state = this.#voice.find(userId)
    if (state !== undefined) this.setVoiceState({ ...state, ...change })
  }

  /** Records where somebody is in voice and tells it; a null channel means they left. */
  setVoiceState(after: VoiceState): void {
    this.#voice.set(after)
  }

  webhooksOf(channel: SandboxChannel): readonly SandboxWebhook[] {
    return [...this.webhooks.values()].filter((webhook) => webhook.channelId === channel.id)
  }

  keepWebhook(webhook: SandboxWebhook): void {
    this.webhooks.set(webhook.id, webhook)
    this.#happened({ kind: 'webhooks', channelId: webhook.channelId })
  }

  deleteWebhook(webhook: SandboxWebhook): void {
    this.webhooks.delete(webhook.id)
    this.#happened({ kind: 'webhooks', channelId: webhook.channelId })
  }

  #enrol(seed: Pick<MemberSeed, 'id' | 'username' | 'isBot'> & Partial<MemberSeed>): SandboxMember {
    const member = new SandboxMember(
      { nick: null, avatar: null, locale: 'en-US', ...seed },
      {
        voiceChannelOf: (one) => this.channels.get(this.#voice.find(one.id)?.channelId ?? '') ?? null,
        moveInVoice: (one, channel) => ({ sessionId: this.#voice.move(one.id, channel)?.sessionId ?? '' }),
        memberChanged: (one) => {
          if (this.members.has(one.id)) this.#happened({ kind: 'member', change: 'update', member: one })
        },
        channelOf: (message) => this.#channel(message.channelId),
        post: (one, channel, draft) => this.#host.post({ guild: this, channel, member: one }, draft),
        act: (one, channel, act) => this.#host.act({ guild: this, channel, member: one }, act),
      },
    )
    this.members.set(member.id, member)
    return member
  }

  #happened(event: GuildEvent): void {
    this.#host.happened(this, event)
  }

  #channel(id: string): SandboxChannel {
    const channel = this.channels.get(id)
    if (channel === undefined) throw new Error(`no channel ${id} in guild ${this.id}`)
    return channel
  }
}
