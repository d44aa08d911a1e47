import type { Cancel, Clock } from '../base/clock.ts'
import { StoreError, UserError } from '../base/errors.ts'
import { type ChannelId, channelId, type GuildId, type MonotonicMs, type RoomId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Words } from '../wording/words.ts'
import { AUTO_STARTER } from './auto-starter.ts'
import type { RoomRef, VoiceGateway } from './ports.ts'
import { ReadersError } from './readers-error.ts'
import type { Sessions } from './sessions.ts'
import type { AutoStartPlace } from './settings/begin-settings.ts'
import { wordsFor } from './settings/guild-words.ts'
import type { SettingsDesk } from './settings/settings-desk.ts'
import type { AutoStarts } from './store.ts'

/** So many people in the room, and a session begins. */
const ENOUGH = 2
/** How often it is tried again where none could: an engine comes back, and a permission is granted, without any sign. */
const RETRY_MS = 60_000
/** How often a guild is told why none does. */
const TELL_MS = 60 * 60_000

export interface AutoStartOptions {
  readonly sessions: Pick<Sessions, 'start' | 'status' | 'watch'>
  readonly settings: Pick<SettingsDesk, 'of' | 'watch'>
  readonly gateway: Pick<VoiceGateway, 'people'>
  /** As Discord names the language of a guild: `en-GB`. */
  readonly localeOf: (guild: GuildId) => string
  readonly store: AutoStarts
  readonly roomName: (ref: RoomRef) => string
  /** Writes this into the first of these channels that takes it; never throws. */
  readonly tellChannel: (guild: GuildId, channels: readonly ChannelId[], text: string) => void
  readonly clock: Clock
  readonly log: Log
}

/**
 * Begins a session when two or more people are in the room that a guild has chosen: once, until fewer are there
 * again. A session that somebody stops, or that stops by itself, does not begin anew under those who stayed, nor after
 * a restart.
 */
export class AutoStart {
  readonly #options: AutoStartOptions
  /** Guilds in whose room enough people are, of whom no further session is to begin. */
  readonly #done = new Set<GuildId>()
  readonly #toldMs = new Map<GuildId, MonotonicMs>()
  /** The room that each guild had chosen when it was last looked. */
  readonly #rooms = new Map<GuildId, RoomId | null>()
  readonly #retries = new Map<GuildId, Cancel>()
  #isOpen = false

  constructor(options: AutoStartOptions) {
    this.#options = options
    options.settings.watch((guild, { autoStart }) => {
      this.#roomIs(guild, autoStart?.room ?? null)
      void this.look(guild)
    })
    options.sessions.watch((ref, how) => void this.#sessionChanged(ref, how))
  }

  /** What another process left is taken up by now: looks at these guilds, and from now on where there is news. */
  async begin(guilds: readonly GuildId[]): Promise<void> {
    try {
      for (const guild of await this.#options.store.autoStartsDone()) this.#done.add(guild)
    } catch (error) {
      this.#options.log.error('auto-start failed', error)
    }
    this.#isOpen = true
    await Promise.all(guilds.map((guild) => this.look(guild)))
  }

  /** Begins nothing any more. */
  close(): void {
    this.#isOpen = false
    for (const cancel of this.#retries.values()) cancel()
    this.#retries.clear()
  }

  /** Somebody came into a room of this guild or left it. Resolves when all is done; never rejects. */
  async look(guild: GuildId): Promise<void> {
    if (!this.#isOpen) return
    this.#retries.get(guild)?.()
    this.#retries.delete(guild)
    try {
      const { autoStart: place, wording } = await this.#options.settings.of(guild)
      this.#roomIs(guild, place?.room ?? null)
      if (place !== null && this.#isTime({ guild, room: place.room }))
        await this.#start(guild, place, wordsFor({ wording }, this.#options.localeOf(guild)))
    } catch (error) {
      this.#options.log.error('auto-start failed', error, { guild })
      // What is a bug would be one again.
      if (error instanceof StoreError) this.#lookAgain(guild)
    }
  }

  #lookAgain(guild: GuildId): void {
    if (!this.#isOpen) return
    this.#retries.get(guild)?.()
    this.#retries.set(
      guild,
      this.#options.clock.after(RETRY_MS, () => void this.look(guild)),
    )
  }

  /** What was done in one room says nothing of another; of one that was never looked at, nobody knows another. */
  #roomIs(guild: GuildId, room: RoomId | null): void {
    const before = this.#rooms.get(guild)
    this.#rooms.set(guild, room)
    if (before !== undefined && before !== room) this.#forget(guild)
  }

  #isTime(ref: RoomRef): boolean {
    const { gateway, sessions } = this.#options
    const people = gateway.people(ref)?.filter(({ bot }) => !bot) ?? []
    if (people.length < ENOUGH) this.#forget(ref.guild)
    return people.length >= ENOUGH && !this.#done.has(ref.guild) && sessions.status(ref.guild) === null
  }

  async #start(guild: GuildId, { room, channel }: AutoStartPlace, words: Words): Promise<void> {
    const { sessions, roomName, log } = this.#options
    const ref = { guild, room }
    try {
      const starter = { id: AUTO_STARTER, name: words.session.autoStart.name }
      await sessions.start({ ref, roomName: roomName(ref), channel, starter })
      log.info('session started by itself', { ...ref })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      log.info('auto-start refused', { ...ref })
      // Somebody was quicker; when theirs is over, it is looked again.
      if (sessions.status(guild) !== null) return
      this.#lookAgain(guild)
      const chat = channelId(room)
      // Who reads along in the channel is not to be told of the room, either.
      const places = error instanceof ReadersError ? [chat] : [channel, chat]
      this.#tell(guild, places, words.session.autoStart.refused(error.saying(words)))
    }
  }

  #tell(guild: GuildId, channels: readonly ChannelId[], text: string): void {
    const nowMs = this.#options.clock.now()
    const toldMs = this.#toldMs.get(guild)
    if (toldMs !== undefined && nowMs - toldMs < TELL_MS) return
    this.#toldMs.set(guild, nowMs)
    this.#options.tellChannel(guild, channels, text)
  }

  async #sessionChanged({ guild, room }: RoomRef, how: 'live' | 'over'): Promise<void> {
    const { settings, log } = this.#options
    try {
      const { autoStart } = await settings.of(guild)
      if (autoStart?.room === room) {
        this.#done.add(guild)
        // At the end of the process nobody has stopped it: the next one may begin again.
        if (how === 'over' && this.#isOpen) this.#keep(guild, true)
      }
    } catch (error) {
      log.error('auto-start failed', error, { guild })
    }
    if (how === 'over') await this.look(guild)
  }

  #forget(guild: GuildId): void {
    if (this.#done.delete(guild)) this.#keep(guild, false)
  }

  #keep(guild: GuildId, done: boolean): void {
    const { store, log } = this.#options
    store
      .keepAutoStartDone(guild, done)
      .catch((error: unknown) => log.error('auto-start failed', error, { guild }))
  }
}
