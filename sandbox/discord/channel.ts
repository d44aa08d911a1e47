import type { MessageChange, MessageListener, SandboxMessage } from './message.ts'
import type { Overwrite } from './permissions.ts'

/** The kinds of channel the sandbox has, with Discord's "Channel Types". */
export const CHANNEL_TYPES = {
  text: 0,
  dm: 1,
  voice: 2,
  'public-thread': 11,
  'private-thread': 12,
  stage: 13,
} as const

export type ChannelKind = keyof typeof CHANNEL_TYPES

export interface ChannelSeed {
  readonly id: string
  /** Null for a direct-message channel. */
  readonly guildId: string | null
  readonly kind: ChannelKind
  readonly name: string
  /** A thread's channel. */
  readonly parentId?: string
  /** Who made the thread, or the other person of a direct-message channel. */
  readonly userId?: string
  readonly userLimit?: number
  readonly position?: number
}

/** What may change about a channel. */
export interface ChannelState {
  readonly name: string
  readonly topic: string | null
  /** People a voice channel has room for; 0 is no limit. */
  readonly userLimit: number
  readonly overwrites: readonly Overwrite[]
  /** Threads only. */
  readonly archived: boolean
  readonly locked: boolean
  readonly archivedAt: number
  readonly autoArchiveMinutes: number
}

/** Whom a channel tells what happened to it. */
export interface ChannelHost {
  channelChanged(channel: SandboxChannel): void
  messageChanged(channel: SandboxChannel, change: MessageChange, message: SandboxMessage): void
}

/** A channel, a thread or the direct messages of two; voice channels have a text chat of their own. */
export class SandboxChannel {
  readonly id: string
  readonly guildId: string | null
  readonly kind: ChannelKind
  readonly parentId: string | null
  readonly userId: string | null
  readonly position: number
  /** Members of a thread, by user id. */
  readonly threadMembers = new Set<string>()
  readonly #host: ChannelHost
  readonly #messages = new Map<string, SandboxMessage>()
  readonly #listeners = new Set<MessageListener>()
  #list: readonly SandboxMessage[] | null = null
  #state: ChannelState

  constructor(seed: ChannelSeed, host: ChannelHost) {
    this.id = seed.id
    this.guildId = seed.guildId
    this.kind = seed.kind
    this.parentId = seed.parentId ?? null
    this.userId = seed.userId ?? null
    this.position = seed.position ?? 0
    this.#host = host
    this.#state = {
      name: seed.name,
      topic: null,
      userLimit: seed.userLimit ?? 0,
      overwrites: [],
      archived: false,
      locked: false,
      archivedAt: Date.now(),
      autoArchiveMinutes: 1440,
    }
  }

  get name(): string {
    return this.#state.name
  }

  get state(): ChannelState {
    return this.#state
  }

  get isVoice(): boolean {
    return this.kind === 'voice' || this.kind === 'stage'
  }

  get isThread(): boolean {
    return this.kind === 'public-thread' || this.kind === 'private-thread'
  }

  /** Every message as it now reads, oldest first. */
  get messages(): readonly SandboxMessage[] {
    this.#list ??= [...this.#messages.values()]
    return this.#list
  }

  message(id: string): SandboxMessage | undefined {
    return this.#messages.get(id)
  }

  /** Calls back on each message made, edited or deleted from now on, until the answer is called. */
  onMessage(listener: MessageListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Changes the channel and tells the bot. */
  change(change: Partial<ChannelState>): void {
    const isArchiving = change.archived !== undefined && change.archived !== this.#state.archived
    this.#state = { ...this.#state, ...change, ...(isArchiving && { archivedAt: Date.now() }) }
    this.#host.channelChanged(this)
  }

  /** Adds a message, or puts this one in the place of its older self. */
  put(message: SandboxMessage): void {
    const change = this.#messages.has(message.id) ? 'update' : 'create'
    this.#messages.set(message.id, message)
    this.#tell(change, message)
  }

  /** Removes a message; false when there is none of this id. */
  remove(id: string): boolean {
    const message = this.#messages.get(id)
    if (message === undefined) return false
    this.#messages.delete(id)
    this.#tell('delete', message)
    return true
  }

  #tell(change: MessageChange, message: SandboxMessage): void {
    this.#list = null
    this.#host.messageChanged(this, change, message)
    for (const listener of [...this.#listeners]) listener(change, message)
  }
}
