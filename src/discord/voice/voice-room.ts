import {
  joinVoiceChannel,
  type VoiceConnection,
  type VoiceConnectionDisconnectedState,
  VoiceConnectionDisconnectReason,
  type VoiceConnectionState,
} from '@discordjs/voice'
import type { VoiceBasedChannel, VoiceState } from 'discord.js'
import { type Cancel, type Clock, within } from '../../base/clock.ts'
import { UserError } from '../../base/errors.ts'
import type { SpeakerId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { RoomHearing, VoiceListener, VoiceRoom } from '../../session/ports.ts'
import type { Saying } from '../../wording/words.ts'
import { Ear } from './ear.ts'
import { joinFailure } from './join-failure.ts'
import { JoinPacer } from './join-pacer.ts'
import { guardVoiceSockets } from './socket-guard.ts'
import { peopleIn, speakerOf } from './speaker-of.ts'
import { repeatDiscovery } from './udp-discovery.ts'

/** How long joining may take in all. */
const JOIN_MS = 20_000
/** How long one attempt may take before it is made again: a lost IP discovery datagram is never repeated by itself. */
const ATTEMPT_MS = 9_000
/** A move to another voice server shows as a disconnection too, but goes on by itself within this time. */
const MOVE_MS = 5_000
/** How long joining waits for the keys of those who are there. */
const KEYS_MS = 2_000
/** How long to wait, when leaving, for Discord to say that the bot is out. */
const LEAVE_MS = 2_000
/** A fault within the library is answered by joining anew, but not more often than this. */
const FAULT_PAUSE_MS = 60_000

/** A moderator's way to say that nobody is to be heard. */
const DEAFENED: Saying = ({ voice }) => voice.lost.deafened

/** "Should not reconnect" (Discord's voice close codes): rate limited, call terminated. One late attempt is made all the same. */
const CLOSED_FOR_A_WHILE: ReadonlySet<number> = new Set([4021, 4022])

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
 * One voice connection as a room: joins, mends itself when the connection breaks, and tells its listener once if
 * the bot is out for good. It listens in the one channel it was asked for: moved elsewhere, it ends, since the
 * people there were not told.
 */
export class DiscordVoiceRoom implements VoiceRoom {
  readonly #options: DiscordVoiceRoomOptions
  readonly #channelId: string
  readonly #botId: string
  readonly #pacer: JoinPacer
  readonly #connection: VoiceConnection
  readonly #ear: Ear
  #state: State
  #cancelAttempt: Cancel = () => {}
  #cancelAbsence: Cancel = () => {}
  /** New sessions of the main gateway; when one begins, Discord ends the voice connection of the one before. */
  #gatewaySessions = 0
  #readyIn = 0
  #lastFault = Number.NEGATIVE_INFINITY
  #lastCloseCode: number | null = null
  #out: () => void = () => {}

  /** Resolves when sound can come; rejects with a UserError, and leaves nothing behind. */
  static async join(options: DiscordVoiceRoomOptions): Promise<DiscordVoiceRoom> {
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
    const room = new DiscordVoiceRoom(options, { kind: 'joining', joined: resolve, failed: reject })
    await within(options.clock, JOIN_MS, ready, () => {
      const error = joinFailure(room.#connection.state, room.#channelId, room.#lastCloseCode)
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
    this.#pacer = new JoinPacer({
      clock,
      onWait: () => this.#cancelAttempt(),
      onSent: () => {
        if (this.#state.kind === 'live') this.#ear.countRejoin()
        this.#expectReady()
      },
      onExhausted: () => this.#lose(this.#exhaustion()),
    })
    this.#connection = joinVoiceChannel({
      guildId: channel.guild.id,
      channelId: channel.id,
      // A group per bot: two bots in one process must not share a connection.
      group: this.#botId,
      selfDeaf: false,
      selfMute: true,
      adapterCreator: this.#pacer.adapter(channel.guild.voiceAdapterCreator),
    })
    this.#ear = new Ear({
      connection: this.#connection,
      guild: channel.guild,
      listener,
      clock,
      log,
      rejoin: () => this.#rejoin(),
    })
    guardVoiceSockets(this.#connection, (error) => this.#fault(error))
    options.rooms.set(channel.guild.id, this)
    this.#connection.on('error', (error) => log.error('voice connection error', error))
    this.#connection.on('stateChange', (before, after) => this.#onStateChange(before, after))
    // Without a main gateway the library gives up within the call above, before anybody could listen.
    if (this.#connection.state.status === 'disconnected') this.#onDisconnected(this.#connection.state)
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

  async leave(): Promise<void> {
    if (this.#state.kind === 'over') return
    const out = new Promise<void>((resolve) => {
      this.#out = resolve
    })
    const present = this.#present
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
      if (this.#state.kind !== 'over') this.#checkPresence()
    } else if (after.channelId !== this.#channelId) {
      this.#lose(({ voice }) => voice.lost.moved)
    } else if (after.serverDeaf) this.#lose(DEAFENED)
  }

  /** To be told when a shard of the main gateway began a new session. */
  onGatewaySession(shard: number): void {
    if (this.#options.channel.guild.shardId === shard) this.#gatewaySessions += 1
  }

  /** To be told when the channel or the guild is gone. */
  onGone(reason: Saying): void {
    this.#lose(reason)
  }

  /** Whether Discord, as far as it told, has the bot in the channel. */
  get #present(): boolean {
    return this.#voiceState?.channelId === this.#channelId
  }

  get #voiceState(): VoiceState | undefined {
    return this.#options.channel.guild.voiceStates.cache.get(this.#botId)
  }

  #onStateChange(before: VoiceConnectionState, after: VoiceConnectionState): void {
    if (this.#state.kind === 'over') return
    if ('networking' in after && (!('networking' in before) || before.networking !== after.networking)) {
      const { networking } = after
      repeatDiscovery(networking, this.#options.clock)
      networking.prependListener('close', (code) => this.#onClose(code))
    }
    if (before.status === after.status) return
    this.#options.log.debug('voice connection', { state: after.status })
    if (after.status !== 'ready') this.#pacer.unready()
    switch (after.status) {
      case 'ready':
        this.#onReady()
        break
      case 'connecting':
        this.#expectReady()
        break
      case 'disconnected':
        this.#onDisconnected(after)
        break
      case 'destroyed':
        this.#lose(({ voice }) => voice.lost.ended)
        break
    }
  }

  /** Comes before the library asks to join again. */
  #onClose(code: number): void {
    this.#lastCloseCode = code
    this.#options.log.warn('voice server closed the connection', { code })
    if (CLOSED_FOR_A_WHILE.has(code)) this.#pacer.slowDown()
  }

  #onReady(): void {
    this.#cancelAttempt()
    this.#readyIn = this.#gatewaySessions
    this.#pacer.ready()
    // Somebody who was deafened before they came stays so.
    if (this.#voiceState?.serverDeaf) {
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

  #onDisconnected(state: VoiceConnectionDisconnectedState): void {
    if (state.reason === VoiceConnectionDisconnectReason.AdapterUnavailable)
      this.#lose(({ voice }) => voice.lost.offline)
    else if (state.reason !== VoiceConnectionDisconnectReason.Manual) this.#checkPresence()
  }

  /** Kicked, or moved to another voice server? After a while Discord's own word on where the bot is decides. */
  #checkPresence(): void {
    this.#cancelAbsence()
    this.#cancelAbsence = this.#options.clock.after(MOVE_MS, () => {
      const { status } = this.#connection.state
      if (status === 'signalling' || status === 'connecting') return
      if (!this.#present && this.#readyIn === this.#gatewaySessions)
        this.#lose(({ voice }) => voice.lost.disconnected)
      else if (status === 'disconnected') this.#rejoin()
    })
  }

  #expectReady(): void {
    this.#cancelAttempt()
    this.#cancelAttempt = this.#options.clock.after(ATTEMPT_MS, () => {
      this.#options.log.warn('voice connection hangs', { state: this.#connection.state.status })
      this.#rejoin()
    })
  }

  /** Leaves and joins again, so that Discord gives a new voice session; the pacer sees to it that this has an end. */
  #rejoin(): void {
    if (this.#state.kind === 'over') return
    this.#connection.disconnect()
    this.#connection.rejoin({ channelId: this.#channelId, selfDeaf: false, selfMute: true })
  }

  #fault(error: unknown): void {
    const { clock, log } = this.#options
    log.error('voice message not understood', error)
    if (clock.now() - this.#lastFault < FAULT_PAUSE_MS) return
    this.#lastFault = clock.now()
    // Not at once: the library is in the middle of handling the message.
    this.#cancelAbsence()
    this.#cancelAbsence = clock.after(0, () => this.#rejoin())
  }

  #exhaustion(): Saying {
    const code = this.#lastCloseCode
    return ({ voice: { lost } }) => (code === null ? lost.notBack : lost.notBackByCode(code))
  }

  #lose(reason: Saying): void {
    const state = this.#state
    if (state.kind === 'over') return
    this.#options.log.warn('voice room lost', { closeCode: this.#lastCloseCode })
    this.#end()
    this.#forget()
    if (state.kind === 'joining') state.failed(new UserError(reason))
    else this.#options.listener.lost(reason)
  }

  #end(): void {
    if (this.#state.kind === 'over') return
    this.#state = { kind: 'over' }
    this.#cancelAttempt()
    this.#cancelAbsence()
    this.#ear.close()
    if (this.#connection.state.status !== 'destroyed') this.#connection.destroy()
    this.#pacer.close()
  }

  #forget(): void {
    const { rooms, channel } = this.#options
    if (rooms.get(channel.guild.id) === this) rooms.delete(channel.guild.id)
  }
}
