import type { Clock } from '../base/clock.ts'
import { UserError } from '../base/errors.ts'
import { type ChannelId, channelId, type GuildId, type MonotonicMs } from '../base/ids.ts'
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
  #isOpen = false

  constructor(options: AutoStartOptions) {
    this.#options = options
    options.settings.watch((guild, { autoStart }) => {
      if (autoStart === null) this.#forget(guild)
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
  }

  /** Somebody came into a room of this guild or left it. Resolves when all is done; never rejects. */
  async look(guild: GuildId): Promise<void> {
    if (!this.#isOpen) return
    try {
      const { autoStart: place, wording } = await this.#options.settings.of(guild)
      if (place !== null && this.#isTime({ guild, room: place.room }))
        await this.#start(guild, place, wordsFor({ wording }, this.#options.localeOf(guild)))
    } catch (error) {
      this.#options.log.error('auto-start failed', error, { guild })
    }
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
      // Somebody was quicker.
      if (sessions.status(guild) !== null) return
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
