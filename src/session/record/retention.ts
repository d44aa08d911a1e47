import type { Cancel, Clock } from '../../base/clock.ts'
import type { GuildId, SessionId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { RemoveMessages } from '../ports.ts'
import type { Archive } from '../store.ts'
import type { Copies, Posted } from './removals.ts'

const DAY_MS = 24 * 60 * 60_000
const EVERY_MS = 6 * 60 * 60_000
/** How long the data of a guild are kept that the bot was removed from: it may have been a mistake. */
const GUILD_DAYS = 30

export interface RetentionOptions {
  readonly store: Archive & Pick<Copies, 'repliesBefore' | 'deleteReplies'>
  readonly clock: Clock
  readonly log: Log
  /** Sessions are deleted so many days after they ended; null: never. */
  readonly days: number | null
  /** Where a guild wants its own to be deleted sooner; left out: none does. */
  readonly guildDays?: ((guild: GuildId) => Promise<number | null>) | undefined
  /** Deletes messages in Discord, until it is told to stop; without it they stay where they are. */
  readonly removeMessages?: RemoveMessages | undefined
  /** Whether the messages of a session that is too old go with it. */
  readonly withMessages?: boolean | undefined
}

/**
 * Sees to it that nothing is kept for longer than it may be: at the start and every 6 hours. To be started when
 * `guildsAre` was told, lest a guild be deleted that took the bot back in the meantime.
 */
export class Retention {
  readonly #options: RetentionOptions
  #cancel: Cancel | null = null
  #running: Promise<void> | null = null
  readonly #stop = new AbortController()

  constructor(options: RetentionOptions) {
    this.#options = options
  }

  /** Deletes what is too old by now, and goes on looking. Resolves when the first look is done; never rejects. */
  async start(): Promise<void> {
    if (this.#closed || this.#cancel !== null) return
    this.#cancel = this.#options.clock.every(EVERY_MS, () => void this.sweep())
    await this.sweep()
  }

  /** Deletes what is too old by now. What cannot be deleted is tried again by the next sweep; never rejects. */
  sweep(): Promise<void> {
    this.#running ??= this.#sweep().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  /**
   * Deletes a session for good, and its messages in Discord where that is asked for; not one that is still going on.
   * Rejects with a StoreError.
   */
  async deleteSession(session: SessionId, { messages }: { readonly messages: boolean }): Promise<void> {
    const { store, log } = this.#options
    if (messages) await this.#removeMessages(session)
    // Those that are left are known by the record alone: both go another time.
    if (this.#closed) return
    await store.deleteSession(session)
    log.info('session deleted', { session })
  }

  get #closed(): boolean {
    return this.#stop.signal.aborted
  }

  /** The bot was removed from this guild: its data go in 30 days. */
  guildLeft(guild: GuildId): Promise<void> {
    return this.#tried('guild not marked', { guild }, () =>
      this.#options.store.guildLeft(guild, this.#options.clock.wall()),
    )
  }

  /** The bot is in this guild (again): its data stay. */
  guildBack(guild: GuildId): Promise<void> {
    return this.#tried('guild not marked', { guild }, () => this.#options.store.guildLeft(guild, null))
  }

  /**
   * The bot is in these guilds and no others: to be told once all of them are known, since it may have been removed
   * from one, or taken back, while it was away.
   */
  guildsAre(guilds: readonly GuildId[]): Promise<void> {
    return this.#tried('guilds not marked', { guilds: guilds.length }, async () => {
      const { store } = this.#options
      const present = new Set(guilds)
      for (const guild of await store.guilds())
        await (present.has(guild) ? this.guildBack(guild) : this.guildLeft(guild))
    })
  }

  /** Stops looking; resolves when a sweep that is under way has ended, which it does soon. */
  async close(): Promise<void> {
    this.#stop.abort()
    this.#cancel?.()
    await this.#running
  }

  async #sweep(): Promise<void> {
    const { store, clock, log, days, guildDays } = this.#options
    const now = clock.wall()
    await this.#tried('guilds not deleted', {}, async () => {
      for (const guild of await store.guildsLeftBefore(now - GUILD_DAYS * DAY_MS)) {
        if (this.#closed) return
        await store.deleteGuild(guild)
        log.info('guild deleted', { guild })
      }
    })
    if (days !== null) await this.#sweepEnded(now - days * DAY_MS)
    if (guildDays === undefined) return
    await this.#tried('guilds not read', {}, async () => {
      for (const guild of await store.guilds()) {
        const own = await guildDays(guild)
        if (own !== null && own !== days) await this.#sweepEnded(now - own * DAY_MS, guild)
      }
    })
  }

  async #sweepEnded(before: number, guild?: GuildId): Promise<void> {
    const { store, withMessages = false } = this.#options
    await this.#tried('sessions not deleted', {}, async () => {
      for (const { id } of await store.endedBefore(before, guild)) {
        if (this.#closed) return
        await this.deleteSession(id, { messages: withMessages })
      }
    })
    await this.#tried('answers not deleted', {}, async () => {
      if (withMessages) await this.#remove(await store.repliesBefore(before, guild))
      if (!this.#closed) await store.deleteReplies(before, guild)
    })
  }

  /** The record goes when its time has come, whether or not Discord lets us delete what was posted. */
  async #removeMessages(session: SessionId): Promise<void> {
    await this.#remove(await this.#options.store.messages(session), { session })
  }

  async #remove(messages: readonly Posted[], fields: Readonly<Record<string, string>> = {}): Promise<void> {
    const { removeMessages } = this.#options
    if (removeMessages === undefined || messages.length === 0) return
    await this.#tried('messages not deleted', { ...fields, messages: messages.length }, () =>
      removeMessages(messages, this.#stop.signal),
    )
  }

  async #tried(
    trouble: string,
    fields: Readonly<Record<string, string | number>>,
    task: () => Promise<void>,
  ): Promise<void> {
    try {
      await task()
    } catch (error) {
      this.#options.log.error(trouble, error, fields)
    }
  }
}
