import type { VoiceBasedChannel, VoiceState } from 'discord.js'
import { type Clock, within } from '../../base/clock.ts'
import { UserError } from '../../base/errors.ts'
import type { SpeakerId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { RoomHearing, VoiceListener, VoiceRoom } from '../../session/ports.ts'
import type { Saying } from '../../wording/words.ts'
import { Ear } from './ear.ts'
import { joinFailure } from './join-failure.ts'
import { peopleIn, speakerOf } from './speaker-of.ts'
import { VoiceLine } from './voice-line.ts'

/** How long joining may take in all. */
const JOIN_MS = 20_000
/** How long joining waits for the keys of those who are there. */
const KEYS_MS = 2_000
/** How long to wait, when leaving, for Discord to say that the bot is out. */
const LEAVE_MS = 2_000

/** A moderator's way to say that nobody is to be heard. */
const DEAFENED: Saying = ({ voice }) => voice.lost.deafened

export interface DiscordVoiceRoomOptions {
  readonly channel: VoiceBasedChannel
  readonly listener: VoiceListener
  readonly clock: Clock
  /** Names the guild and the room. */
  readonly log: Log
  /** By guild: where the room stands while it lives, also while it joins, so that events can find it. */
  readonly rooms: Map<string, DiscordVoiceRoom>
}

type State =
  | {
      readonly kind: 'joining'
      readonly joined: () => void
      readonly failed: (error: UserError) => void
    }
  | { readonly kind: 'live' }
  | { readonly kind: 'over' }

/**
 * One voice channel as a room: joins, tells its listener who comes, who goes and what they say, and once if the bot
 * is out for good. It listens in the one channel it was asked for: moved elsewhere, it ends, since the people there
 * were not told.
 */
export class DiscordVoiceRoom implements VoiceRoom {
  readonly #options: DiscordVoiceRoomOptions
  readonly #channelId: string
  readonly #botId: string
  readonly #line: VoiceLine
  readonly #ear: Ear
  #state: State
  #out: () => void = () => {}

  /** Resolves when sound can come; rejects with a UserError, and leaves nothing behind. */
  static async join(options: DiscordVoiceRoomOptions): Promise<DiscordVoiceRoom> {
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
    const room = new DiscordVoiceRoom(options, { kind: 'joining', joined: resolve, failed: reject })
    await within(options.clock, JOIN_MS, ready, () => {
      const { connection, lastCloseCode } = room.#line
      const error = joinFailure(connection.state, room.#channelId, lastCloseCode)
      room.#end()
      room.#forget()
      throw error
    })
    const { guild, id } = options.channel
    if (peopleIn(guild, id).length > 0) await room.#ear.keysAreThere(KEYS_MS)
    return room
  }

  private constructor(options: DiscordVoiceRoomOptions, state: State) {
    const { channel, listener, clock, log } = options
    this.#options = options
    this.#state = state
    this.#channelId = channel.id
    this.#botId = channel.client.user.id
    this.#line = new VoiceLine({
      channel,
      clock,
      log,
      onAsked: () => {
        if (this.#state.kind === 'live') this.#ear.countRejoin()
      },
      onReady: () => this.#onReady(),
      onLost: (reason) => this.#lose(reason),
    })
    this.#ear = new Ear({
      connection: this.#line.connection,
      guild: channel.guild,
      listener,
      clock,
      log,
      rejoin: () => this.#line.rejoin(),
    })
    options.rooms.set(channel.guild.id, this)
    this.#line.watch()
  }

  get channelId(): string {
    return this.#channelId
  }

  hearing(): RoomHearing {
    return this.#ear.hearing()
  }

  reconsider(speaker: SpeakerId | null): void {
    this.#ear.reconsider(speaker)
  }

  async caughtUp(): Promise<void> {
    if (this.#state.kind === 'live') await this.#ear.caughtUp()
  }

  async leave(): Promise<void> {
    if (this.#state.kind === 'over') return
    const out = new Promise<void>((resolve) => {
      this.#out = resolve
    })
    const { present } = this.#line
    this.#end()
    if (present) await within(this.#options.clock, LEAVE_MS, out, () => {})
    this.#forget()
  }

  /** To be told of each change of a voice state in this guild. */
  onVoiceState(before: VoiceState, after: VoiceState): void {
    const { channel, listener } = this.#options
    if (after.id !== this.#botId) {
      const [wasHere, isHere] = [before, after].map(({ channelId }) => channelId === this.#channelId)
      if (wasHere && !isHere) this.#ear.left(after.id)
      else if (isHere && !wasHere) listener.joined(speakerOf(channel.guild, after.id))
    } else if (after.channelId === null) {
      this.#out()
      if (this.#state.kind !== 'over') this.#line.checkPresence()
    } else if (after.channelId !== this.#channelId) {
      this.#lose(({ voice }) => voice.lost.moved)
    } else if (after.serverDeaf) this.#lose(DEAFENED)
  }

  /** To be told when a shard of the main gateway began a new session. */
  onGatewaySession(shard: number): void {
    this.#line.onGatewaySession(shard)
  }

  /** To be told when the channel or the guild is gone. */
  onGone(reason: Saying): void {
    this.#lose(reason)
  }

  #onReady(): void {
    // Somebody who was deafened before they came stays so.
    if (this.#line.voiceState?.serverDeaf) {
      this.#lose(DEAFENED)
      return
    }
    if (this.#state.kind !== 'joining') return
    const { joined } = this.#state
    this.#state = { kind: 'live' }
    const { channel, listener } = this.#options
    for (const speaker of peopleIn(channel.guild, channel.id)) listener.joined(speaker)
    joined()
  }

  #lose(reason: Saying): void {
    const state = this.#state
    if (state.kind === 'over') return
    this.#options.log.warn('voice room lost', { closeCode: this.#line.lastCloseCode })
    this.#end()
    this.#forget()
    if (state.kind === 'joining') state.failed(new UserError(reason))
    else this.#options.listener.lost(reason)
  }

  #end(): void {
    if (this.#state.kind === 'over') return
    this.#state = { kind: 'over' }
    this.#ear.close()
    this.#line.close()
  }

  #forget(): void {
    const { rooms, channel } = this.#options
    if (rooms.get(channel.guild.id) === this) rooms.delete(channel.guild.id)
  }
}
