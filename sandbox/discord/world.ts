import { type ChannelSeed, SandboxChannel } from './channel.ts'
import { type GuildHost, SandboxGuild } from './guild.ts'
import type { GuildEvent } from './guild-event.ts'
import type { SandboxMember } from './member.ts'
import type { SandboxAttachment } from './message.ts'
import { SnowflakeMint } from './snowflake.ts'
import type { SandboxWebhook } from './webhook.ts'

/** The application under test and its bot user; as with Discord's newer applications they share an id. */
export interface BotIdentity {
  readonly id: string
  readonly username: string
  /** What REST and gateway take as proof of identity. */
  readonly token: string
}

export type WorldListener = (guild: SandboxGuild | null, event: GuildEvent) => void

export type WorldPorts = Pick<GuildHost, 'act' | 'post' | 'expelBot' | 'moveBot'>

/** Everything the simulated Discord knows: guilds, people, direct messages, files. */
export class World {
  readonly mint = new SnowflakeMint()
  readonly bot: BotIdentity
  readonly guilds = new Map<string, SandboxGuild>()
  readonly attachments = new Map<string, SandboxAttachment>()
  readonly #directMessages = new Map<string, SandboxChannel>()
  readonly #listeners = new Set<WorldListener>()
  readonly #ports: WorldPorts

  constructor(bot: Omit<BotIdentity, 'id'> & { readonly id?: string }, ports: WorldPorts) {
    this.bot = { id: this.mint.next(), ...bot }
    this.#ports = ports
  }

  /** `furnish` makes what is there before the bot is told of the guild. */
  addGuild(name: string, furnish: (guild: SandboxGuild) => void = () => {}): SandboxGuild {
    const guild = new SandboxGuild(name, {
      ...this.#ports,
      mint: this.mint,
      botUser: this.bot,
      happened: (where, event) => {
        if (this.guilds.has(where.id)) this.#tell(where, event)
      },
    })
    furnish(guild)
    this.guilds.set(guild.id, guild)
    this.#tell(guild, { kind: 'guild', change: 'create' })
    return guild
  }

  /** Takes the bot out of the guild, as an administrator does. */
  removeGuild(guild: SandboxGuild): void {
    guild.kickFromVoice(guild.bot.id)
    this.#tell(guild, { kind: 'guild', change: 'delete' })
    this.guilds.delete(guild.id)
  }

  onEvent(listener: WorldListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A channel, thread or direct-message channel, with its guild. */
  findChannel(id: string): { readonly guild: SandboxGuild | null; readonly channel: SandboxChannel } | null {
    for (const guild of this.guilds.values()) {
      const channel = guild.channels.get(id)
      if (channel !== undefined) return { guild, channel }
    }
    for (const channel of this.#directMessages.values()) {
      if (channel.id === id) return { guild: null, channel }
    }
    return null
  }

  findWebhook(id: string): { readonly guild: SandboxGuild; readonly webhook: SandboxWebhook } | null {
    for (const guild of this.guilds.values()) {
      const webhook = guild.webhooks.get(id)
      if (webhook !== undefined) return { guild, webhook }
    }
    return null
  }

  findUser(id: string): SandboxMember | null {
    for (const guild of this.guilds.values()) {
      const member = guild.members.get(id)
      if (member !== undefined) return member
    }
    return null
  }

  /** The direct messages between the bot and a person; made when first asked for. */
  directMessages(userId: string): SandboxChannel {
    const existing = this.#directMessages.get(userId)
    if (existing !== undefined) return existing
    const seed: ChannelSeed = { id: this.mint.next(), guildId: null, kind: 'dm', name: '', userId }
    const channel = new SandboxChannel(seed, {
      channelChanged: (changed) => this.#tell(null, { kind: 'channel', change: 'update', channel: changed }),
      messageChanged: (at, change, message) =>
        this.#tell(null, { kind: 'message', change, channel: at, message }),
    })
    this.#directMessages.set(userId, channel)
    return channel
  }

  #tell(guild: SandboxGuild | null, event: GuildEvent): void {
    for (const listener of [...this.#listeners]) listener(guild, event)
  }
}
