import type { VoiceConnection } from '@discordjs/voice'
import type { Clock } from '../../base/clock.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import type { PacketInlet } from '../../session/ports.ts'
import { FrameKeys, isSilence } from './frame-keys.ts'
import { newCounters, newMoments, type ReceiveMoments } from './receive-meters.ts'
import { clearHeader, contentOf, ReceivedPacket } from './rtp.ts'
import { StreamOwners } from './stream-owners.ts'
import { SEAL_BYTES, type TransportKey, transportKey } from './transport-key.ts'
import { isDiscoveryAnswer } from './udp-discovery.ts'
import type { Voice } from './voice.ts'

/** How long a sealed frame waits for keys, and how many of a person do: those of 2.4 s of speech. */
const SEALED_WAIT_MS = 2_000
const SEALED_FRAMES = 120
/** What a packet of padding holds. */
const NOTHING = Buffer.alloc(0)
const NEVER = Number.NEGATIVE_INFINITY

export interface ReceiveGuardOptions {
  readonly connection: VoiceConnection
  readonly clock: Clock
  /** A person is heard for the first time: where their packets go, or null when nothing of theirs is to be opened. */
  readonly meet: (userId: string) => PacketInlet | null
  /** An inlet threw, which is a bug; that packet is lost, and no other. */
  readonly onFault: (error: unknown, userId: string) => void
}

/**
 * Takes all that comes over one connection's UDP socket, in place of the library's receiver: out of a datagram comes
 * an Opus packet with its RTP place, handed within the socket's own event to where its speaker's packets go, or
 * nothing. The library's receive streams are not used: one packet that does not open destroys a stream, a frame that
 * is still sealed passes for Opus (before the MLS group is joined, and while the voice socket resumes), a stream
 * that Discord has not named yet is dropped, and each packet costs a timer, a key object and several buffers more.
 */
export class ReceiveGuard {
  readonly counters = newCounters()
  readonly moments: Readonly<ReceiveMoments>
  readonly #moments = newMoments()
  readonly #options: ReceiveGuardOptions
  readonly #keys: FrameKeys
  readonly #owners: StreamOwners
  /** The owners' own map: each packet is looked up in it. */
  readonly #bySsrc: ReadonlyMap<number, Voice>
  #transport: { readonly secret: Uint8Array; readonly key: TransportKey } | null = null
  #open = true
  /** Voice sessions so far. */
  #connections = 0

  /** Must be made before the connection has its networking, in the same tick as `joinVoiceChannel`. */
  constructor(options: ReceiveGuardOptions) {
    this.#options = options
    this.moments = this.#moments
    const { connection, clock } = options
    const keys = new FrameKeys(connection)
    this.#keys = keys
    connection.receiver.onUdpMessage = (datagram) => this.#receive(datagram)
    this.#owners = new StreamOwners({
      connection,
      clock,
      keys,
      counters: this.counters,
      onFound: (voice, packets, opened) => this.#found(voice, packets, opened),
      onAnew: () => this.#beginAnew(),
    })
    this.#bySsrc = this.#owners.bySsrc
  }

  get keys(): FrameKeys {
    return this.#keys
  }

  get voices(): ReadonlyMap<string, Voice> {
    return this.#owners.voices
  }

  /** RTP streams that Discord has not named for more than two seconds. */
  unnamed(nowMs: MonotonicMs): number {
    return this.#owners.unnamed(nowMs)
  }

  /** Lets time pass, some times a second: tries again what waits for keys, and gives up what waited too long. */
  tick(nowMs: MonotonicMs): void {
    this.#owners.expire(nowMs)
    for (const voice of this.#owners.voices.values()) {
      if (voice.sealed.length === 0) continue
      this.#unseal(voice)
      const young = voice.sealed.findIndex(({ arrivedMs }) => nowMs - arrivedMs <= SEALED_WAIT_MS)
      this.#giveUp(voice, young === -1 ? voice.sealed.length : young)
    }
  }

  /** Looks anew whose streams they are that do not open under this person's key. */
  reassign(voice: Voice): void {
    this.#owners.reassign(voice)
  }

  /**
   * Whether this person is heard may have changed. What came of them before now and was not handed on is not to be;
   * null: of anybody about whom that changed.
   */
  reconsider(userId: string | null): void {
    const nowMs = this.#options.clock.now()
    if (userId === null) {
      this.#owners.forgetUnnamed()
      for (const voice of this.#owners.voices.values()) this.#reconsider(voice, nowMs)
    } else this.#reconsider(this.#owners.voiceOf(userId), nowMs)
  }

  /** Hands nothing on any more. */
  close(): void {
    this.#open = false
    this.#owners.forgetUnnamed()
    for (const voice of this.#owners.voices.values()) this.#giveUp(voice, voice.sealed.length)
  }

  #receive(datagram: Buffer): void {
    this.counters.received += 1
    this.#moments.datagramMs = this.#options.clock.now()
    const header = clearHeader(datagram, SEAL_BYTES)
    if (typeof header !== 'number') {
      this.counters[header === 'runt' ? 'runts' : 'foreign'] += 1
      if (isDiscoveryAnswer(datagram)) this.#moments.answerMs = this.#moments.datagramMs
      return
    }
    this.#moments.soundMs = this.#moments.datagramMs
    const voice = this.#bySsrc.get(datagram.readUInt32BE(8))
    const key = this.#transportKey()
    if (!this.#open || key === null) return
    if (voice !== undefined && !this.#isHeard(voice)) {
      this.counters.refused += 1
      return
    }
    const arrivedMs = this.#moments.datagramMs
    const opened = key(datagram, header)
    const content = opened && contentOf(datagram, header, opened)
    if (content === null) {
      this.counters.unopened += 1
      if (voice !== undefined) this.#failed(voice, arrivedMs)
    } else if (content.length === 0) {
      this.counters.empty += 1
      if (voice !== undefined) this.#pad(voice, datagram, arrivedMs)
    } else {
      const packet = new ReceivedPacket(content, datagram, arrivedMs)
      packet.connection = this.#connections
      if (voice === undefined) this.#keep(packet)
      else this.#hear(voice, packet)
    }
  }

  /** The key of the session at hand; null before there is one. */
  #transportKey(): TransportKey | null {
    const { secretKey, encryptionMode } = this.#options.connection.receiver.connectionData
    if (this.#transport !== null && this.#transport.secret === secretKey) return this.#transport.key
    if (secretKey === undefined || encryptionMode === undefined) return null
    this.#transport = { secret: secretKey, key: transportKey(encryptionMode, secretKey) }
    return this.#transport.key
  }

  #reconsider(voice: Voice, nowMs: MonotonicMs): void {
    // Asked at once where something of theirs may come before long; else with what comes next.
    const inlet = voice.inlet ? this.#options.meet(voice.userId) : undefined
    if (voice.inlet && inlet === voice.inlet) return
    voice.inlet = inlet
    voice.heardFromMs = nowMs
    voice.failures = 0
    voice.calledMs = NEVER
    this.counters.refused += voice.sealed.splice(0).length
  }

  #isHeard(voice: Voice): boolean {
    if (voice.inlet === undefined) voice.inlet = this.#options.meet(voice.userId)
    return voice.inlet !== null
  }

  #hear(voice: Voice, packet: ReceivedPacket): void {
    // The oldest first: once davey opened a frame under a key, it takes none from before that.
    if (voice.sealed.length > 0) this.#unseal(voice)
    const opened = this.#keys.open(voice.userId, packet.payload)
    if (typeof opened === 'string') {
      this.#failed(voice, packet.arrivedMs)
      voice.sealed.push(packet)
      if (voice.sealed.length > SEALED_FRAMES) this.#giveUp(voice, 1)
      return
    }
    // What stayed shut before a frame that the keys opened stays shut; one that came in clear says nothing of the kind.
    if (opened !== packet.payload) this.#giveUp(voice, voice.sealed.length)
    packet.payload = opened
    if (this.#options.connection.state.status !== 'ready') this.counters.openedLate += 1
    this.#deliver(voice, packet)
  }

  /** Padding takes a number of the sequence: whoever is not told of it takes it for sound that was lost. */
  #pad(voice: Voice, datagram: Buffer, arrivedMs: MonotonicMs): void {
    // Behind frames that wait for keys it would come too early.
    if (voice.sealed.length > 0) return
    const packet = new ReceivedPacket(NOTHING, datagram, arrivedMs)
    packet.connection = this.#connections
    this.#pass(voice, packet)
  }

  #pass(voice: Voice, packet: ReceivedPacket): void {
    try {
      voice.inlet?.(packet)
    } catch (error) {
      this.#options.onFault(error, voice.userId)
    }
  }

  #deliver(voice: Voice, packet: ReceivedPacket): void {
    if (packet.payload.length === 0) {
      this.counters.empty += 1
      this.#pass(voice, packet)
      return
    }
    this.counters.opened += 1
    // Silence frames come in clear: that they are heard proves nothing.
    if (!isSilence(packet.payload)) this.#heard(voice, packet.arrivedMs)
    this.#pass(voice, packet)
  }

  /** Opens what waits for keys, in order, up to the first that stays shut. */
  #unseal(voice: Voice): void {
    const { sealed } = voice
    for (let packet = sealed[0]; packet !== undefined; packet = sealed[0]) {
      const opened = this.#keys.open(voice.userId, packet.payload)
      if (typeof opened === 'string') return
      sealed.shift()
      packet.payload = opened
      this.counters.openedLate += 1
      this.#deliver(voice, packet)
    }
  }

  #giveUp(voice: Voice, count: number): void {
    if (count === 0) return
    const reason = this.#keys.arriving ? 'sealed' : 'unopened'
    this.counters[reason] += voice.sealed.splice(0, count).length
  }

  #heard(voice: Voice, arrivedMs: MonotonicMs): void {
    this.#moments.openedMs = arrivedMs
    this.#moments.speakingMs = arrivedMs
    voice.openedMs = arrivedMs
    voice.failures = 0
  }

  #failed(voice: Voice, arrivedMs: MonotonicMs): void {
    if (voice.failures === 0) voice.failingSinceMs = arrivedMs
    voice.failures += 1
    voice.failedMs = arrivedMs
    this.#moments.speakingMs = arrivedMs
  }

  /** A sign that somebody speaks, though nobody knows yet who. */
  #keep(packet: ReceivedPacket): void {
    this.#moments.speakingMs = packet.arrivedMs
    this.#owners.keep(packet)
  }

  /** Packets that waited to be known as this person's; `opened` is what was in the first, where a key has opened it. */
  #found(voice: Voice, packets: readonly ReceivedPacket[], opened: Buffer | null): void {
    for (const [place, packet] of packets.entries()) {
      if (!this.#takes(voice, packet)) continue
      if (place > 0 || opened === null) {
        this.#hear(voice, packet)
      } else {
        packet.payload = opened
        this.#deliver(voice, packet)
      }
    }
  }

  /** Whether a packet that waited for its speaker's name is still to be handed on. */
  #takes(voice: Voice, { arrivedMs }: ReceivedPacket): boolean {
    if (this.#open && arrivedMs >= voice.heardFromMs && this.#isHeard(voice)) return true
    this.counters.refused += 1
    return false
  }

  /** No key of the voice session before will come now. */
  #beginAnew(): void {
    this.#connections += 1
    for (const voice of this.#owners.voices.values()) {
      this.#giveUp(voice, voice.sealed.length)
      voice.failures = 0
      voice.calledMs = NEVER
    }
  }
}
