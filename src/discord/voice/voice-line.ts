import {
  joinVoiceChannel,
  type VoiceConnection,
  type VoiceConnectionDisconnectedState,
  VoiceConnectionDisconnectReason,
  type VoiceConnectionState,
} from '@discordjs/voice'
import type { VoiceBasedChannel, VoiceState } from 'discord.js'
import type { Cancel, Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Saying } from '../../wording/words.ts'
import { JoinPacer } from './join-pacer.ts'
import { widenReceiveBuffer } from './receive-buffer.ts'
import { guardVoiceSockets } from './socket-guard.ts'
import { repeatDiscovery } from './udp-discovery.ts'

/** How long one attempt may take before it is made again: a lost IP discovery datagram is never repeated by itself. */
const ATTEMPT_MS = 9_000
/** A move to another voice server shows as a disconnection too, but goes on by itself within this time. */
const MOVE_MS = 5_000
/** A fault within the library is answered by joining anew, but not more often than this. */
const FAULT_PAUSE_MS = 60_000

/** "Should not reconnect" (Discord's voice close codes): rate limited, call terminated. One late attempt is made all the same. */
const CLOSED_FOR_A_WHILE: ReadonlySet<number> = new Set([4021, 4022])

export interface VoiceLineOptions {
  readonly channel: VoiceBasedChannel
  readonly clock: Clock
  /** Names the guild and the room. */
  readonly log: Log
  /** A request to join has gone out. */
  readonly onAsked: () => void
  /** Sound can come: after joining, and after each time that the line was mended. */
  readonly onReady: () => void
  /** It cannot be mended. */
  readonly onLost: (reason: Saying) => void
}

/**
 * The voice connection to one channel, held up: what hangs or breaks is joined anew, paced, until Discord says that
 * the bot is out, or the attempts run out. What comes over it is others' to hear.
 */
export class VoiceLine {
  readonly connection: VoiceConnection
  readonly #options: VoiceLineOptions
  readonly #pacer: JoinPacer
  #isClosed = false
  #cancelAttempt: Cancel = () => {}
  #cancelAbsence: Cancel = () => {}
  /** New sessions of the main gateway; when one begins, Discord ends the voice connection of the one before. */
  #gatewaySessions = 0
  #readyIn = 0
  #lastFault = Number.NEGATIVE_INFINITY
  #lastCloseCode: number | null = null

  /** Asks to join at once; `watch` is to be called in the same tick. */
  constructor(options: VoiceLineOptions) {
    const { channel, clock } = options
    this.#options = options
    this.#pacer = new JoinPacer({
      clock,
      onWait: () => this.#cancelAttempt(),
      onSent: () => {
        options.onAsked()
        this.#expectReady()
      },
      onExhausted: () => options.onLost(this.#exhaustion()),
    })
    this.connection = joinVoiceChannel({
      guildId: channel.guild.id,
      channelId: channel.id,
      // A group per bot: two bots in one process must not share a connection.
      group: channel.client.user.id,
      selfDeaf: false,
      selfMute: true,
      adapterCreator: this.#pacer.adapter(channel.guild.voiceAdapterCreator),
    })
  }

  /** Begins to look after the connection: when those who hear it listen, for they are to learn of everything first. */
  watch(): void {
    const { log } = this.#options
    guardVoiceSockets(this.connection, (error) => this.#fault(error))
    this.connection.on('error', (error) => log.error('voice connection error', error))
    this.connection.on('stateChange', (before, after) => this.#onStateChange(before, after))
    // Without a main gateway the library gives up within the request to join, before anybody could listen.
    if (this.connection.state.status === 'disconnected') this.#onDisconnected(this.connection.state)
  }

  /** With which the voice server last closed the connection; null: it never did. */
  get lastCloseCode(): number | null {
    return this.#lastCloseCode
  }

  /** Whether Discord, as far as it told, has the bot in the channel. */
  get present(): boolean {
    return this.voiceState?.channelId === this.#options.channel.id
  }

  /** The bot's own, as far as Discord told. */
  get voiceState(): VoiceState | undefined {
    const { guild, client } = this.#options.channel
    return guild.voiceStates.cache.get(client.user.id)
  }

  /** To be told when a shard of the main gateway began a new session. */
  onGatewaySession(shard: number): void {
    if (this.#options.channel.guild.shardId === shard) this.#gatewaySessions += 1
  }

  /** Kicked, or moved to another voice server? After a while Discord's own word on where the bot is decides. */
  checkPresence(): void {
    this.#cancelAbsence()
    this.#cancelAbsence = this.#options.clock.after(MOVE_MS, () => {
      const { status } = this.connection.state
      if (status === 'signalling' || status === 'connecting') return
      if (!this.present && this.#readyIn === this.#gatewaySessions)
        this.#options.onLost(({ voice }) => voice.lost.disconnected)
      else if (status === 'disconnected') this.rejoin()
    })
  }

  /** Leaves and joins again, so that Discord gives a new voice session; the pacer sees to it that this has an end. */
  rejoin(): void {
    if (this.#isClosed) return
    this.connection.disconnect()
    this.connection.rejoin({ channelId: this.#options.channel.id, selfDeaf: false, selfMute: true })
  }

  /** Leaves the channel. A second call is fine. */
  close(): void {
    this.#isClosed = true
    this.#cancelAttempt()
    this.#cancelAbsence()
    if (this.connection.state.status !== 'destroyed') this.connection.destroy()
    this.#pacer.close()
  }

  #onStateChange(before: VoiceConnectionState, after: VoiceConnectionState): void {
    if (this.#isClosed) return
    const { clock, log, onLost } = this.#options
    if ('networking' in after && (!('networking' in before) || before.networking !== after.networking)) {
      const { networking } = after
      repeatDiscovery(networking, clock)
      widenReceiveBuffer(networking, log)
      networking.prependListener('close', (code) => this.#onClose(code))
    }
    if (before.status === after.status) return
    log.debug('voice connection', { state: after.status })
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
        onLost(({ voice }) => voice.lost.ended)
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
    this.#options.onReady()
  }

  #onDisconnected(state: VoiceConnectionDisconnectedState): void {
    if (state.reason === VoiceConnectionDisconnectReason.AdapterUnavailable)
      this.#options.onLost(({ voice }) => voice.lost.offline)
    else if (state.reason !== VoiceConnectionDisconnectReason.Manual) this.checkPresence()
  }

  #expectReady(): void {
    this.#cancelAttempt()
    this.#cancelAttempt = this.#options.clock.after(ATTEMPT_MS, () => {
      this.#options.log.warn('voice connection hangs', { state: this.connection.state.status })
      this.rejoin()
    })
  }

  #fault(error: unknown): void {
    const { clock, log } = this.#options
    log.error('voice message not understood', error)
    if (clock.now() - this.#lastFault < FAULT_PAUSE_MS) return
    this.#lastFault = clock.now()
    // Not at once: the library is in the middle of handling the message.
    this.#cancelAbsence()
    this.#cancelAbsence = clock.after(0, () => this.rejoin())
  }

  #exhaustion(): Saying {
    const code = this.#lastCloseCode
    return ({ voice: { lost } }) => (code === null ? lost.notBack : lost.notBackByCode(code))
  }
}
