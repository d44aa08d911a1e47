import { AudioReceiveStream, EndBehaviorType, type VoiceReceiver } from '@discordjs/voice'
import type { Guild, VoiceState } from 'discord.js'
import type { Clock } from '../base/clock.ts'
import { speakerId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { PacketInlet, VoiceListener } from '../session/ports.ts'
import type { Speaker } from '../transcript/turn.ts'
import { ReceivedPacket } from './receive-guard.ts'

/**
 * A subscription that hands each packet on within the UDP socket's own event, straight to where it was bound. The
 * library needs a stream in its table to open packets at all, but reading from one would cost a buffer, a tick and
 * a look-up per packet, and an unread stream grows without limit; so nothing is ever put into this one.
 */
class InletStream extends AudioReceiveStream {
  readonly #inlet: PacketInlet

  constructor(inlet: PacketInlet) {
    super({ end: { behavior: EndBehaviorType.Manual } })
    this.#inlet = inlet
  }

  override push(packet: unknown): boolean {
    if (packet instanceof ReceivedPacket) this.#inlet(packet)
    return true
  }
}

export interface PacketSourceOptions {
  readonly receiver: VoiceReceiver
  readonly guild: Guild
  readonly listener: VoiceListener
  readonly clock: Clock
  readonly log: Log
}

/** A broken stream is logged at most this often per speaker. */
const COMPLAINT_MS = 10_000

/**
 * Introduces each person who speaks to the listener, once, and binds their packets to the inlet it answers: one
 * subscription per person for the whole life of the room, also when they leave and return with another SSRC.
 */
export class PacketSource {
  readonly #options: PacketSourceOptions
  /** Everybody who was heard; null for who is not to be heard. */
  readonly #inlets = new Map<string, PacketInlet | null>()
  readonly #complaints = new Map<string, number>()
  readonly #onStart = (userId: string): void => this.#meet(userId)
  #open = true

  constructor(options: PacketSourceOptions) {
    this.#options = options
    // The event comes before the library looks the subscription up, so the packet that caused it is delivered.
    options.receiver.speaking.on('start', this.#onStart)
  }

  /** To be told of each change of a voice state in the guild, with the channel that is listened to. */
  follow(before: VoiceState, after: VoiceState, channelId: string): void {
    if (before.channelId !== channelId || after.channelId === channelId) return
    if (this.#open && this.#inlets.get(after.id)) this.#options.listener.left(speakerId(after.id))
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    const { receiver } = this.#options
    receiver.speaking.off('start', this.#onStart)
    for (const userId of this.#inlets.keys()) receiver.subscriptions.get(userId)?.destroy()
  }

  #meet(userId: string): void {
    if (this.#inlets.has(userId)) return
    const inlet = this.#ask(userId)
    this.#inlets.set(userId, inlet)
    if (inlet) this.#subscribe(userId, inlet)
  }

  /** This runs within the UDP socket's event: what the listener throws must not end the process there. */
  #ask(userId: string): PacketInlet | null {
    const { listener, guild, log } = this.#options
    try {
      return listener.meet(speakerOf(guild, userId))
    } catch (error) {
      log.error('meeting a speaker failed', error, { speaker: userId })
      return null
    }
  }

  #subscribe(userId: string, inlet: PacketInlet): void {
    const { subscriptions } = this.#options.receiver
    const stream = new InletStream(inlet)
    stream.on('error', (error) => this.#complain(userId, error))
    stream.once('close', () => {
      if (subscriptions.get(userId) === stream) subscriptions.delete(userId)
      if (this.#open) this.#subscribe(userId, inlet)
    })
    subscriptions.set(userId, stream)
  }

  /** The guard lets no exception of the library through, so what destroys a stream is an inlet that threw. */
  #complain(userId: string, error: Error): void {
    const { clock, log } = this.#options
    const last = this.#complaints.get(userId)
    if (last !== undefined && clock.now() - last < COMPLAINT_MS) return
    this.#complaints.set(userId, clock.now())
    log.error('a receive stream broke', error, { speaker: userId })
  }
}

/** The person as the guild knows them now. Discord sends the member with each voice state, so it is there as a rule. */
function speakerOf(guild: Guild, userId: string): Speaker {
  const member = guild.members.cache.get(userId)
  if (!member) {
    const bot = guild.client.users.cache.get(userId)?.bot ?? false
    return { id: speakerId(userId), name: `Speaker ${userId.slice(-4)}`, avatarUrl: null, bot }
  }
  return {
    id: speakerId(userId),
    name: member.displayName,
    avatarUrl: member.displayAvatarURL({ extension: 'png', size: 128 }),
    bot: member.user.bot,
  }
}
