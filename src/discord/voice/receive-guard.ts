import type { VoiceConnection } from '@discordjs/voice'
import type { Clock } from '../../base/clock.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import type { PacketInlet } from '../../session/ports.ts'
import { FrameKeys, isSilence, type Owned } from './frame-keys.ts'
import { newCounters, newMoments, type ReceiveMoments } from './receive-meters.ts'
import { clearHeader, contentOf, ReceivedPacket } from './rtp.ts'
import { SEAL_BYTES, type TransportKey, transportKey } from './transport-key.ts'
import { isDiscoveryAnswer } from './udp-discovery.ts'
import { UnnamedStreams } from './unnamed-streams.ts'
import { newVoice, type Voice } from './voice.ts'

/** How long a sealed frame waits for keys, and how many of a person do: those of 2.4 s of speech. */
const SEALED_WAIT_MS = 2_000
const SEALED_FRAMES = 120
/** On joining, Discord lists the streams of all who ever spoke in the call; only later does op 5 mean that somebody speaks. */
const ROLL_CALL_MS = 2_000
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
 *
 * The library goes on keeping the map of SSRCs, which empties here when a new voice session begins: the numbers of
 * the old one can come back for other people.
 */
export class ReceiveGuard {
  readonly counters = newCounters()
  readonly moments: Readonly<ReceiveMoments>
  readonly #moments = newMoments()
  readonly #options: ReceiveGuardOptions
  readonly #keys: FrameKeys
  readonly #unnamed = new UnnamedStreams(this.counters)
  /** By user id: everybody whom Discord named, or who was found by their key. */
  readonly #voices = new Map<string, Voice>()
  readonly #bySsrc = new Map<number, Voice>()
  #transport: { readonly secret: Uint8Array; readonly key: TransportKey } | null = null
  #readyMs: MonotonicMs = Number.POSITIVE_INFINITY
  #open = true
  /** Voice sessions so far. */
  #connections = 0

  /** Must be made before the connection has its networking, in the same tick as `joinVoiceChannel`. */
  constructor(options: ReceiveGuardOptions) {
    this.#options = options
    this.moments = this.#moments
    this.#keys = new FrameKeys(options.connection)
    options.connection.receiver.onUdpMessage = (datagram) => this.#receive(datagram)
    this.#followSsrcs()
  }

  get keys(): FrameKeys {
    return this.#keys
  }

  get voices(): ReadonlyMap<string, Voice> {
    return this.#voices
  }

  /** RTP streams that Discord has not named for more than two seconds. */
  unnamed(nowMs: MonotonicMs): number {
    return this.#unnamed.waiting(nowMs)
  }

  /** Lets time pass, some times a second: tries again what waits for keys, and gives up what waited too long. */
  tick(nowMs: MonotonicMs): void {
    this.#unnamed.expire(nowMs)
    for (const voice of this.#voices.values()) {
      if (voice.sealed.length === 0) continue
      this.#unseal(voice)
      const young = voice.sealed.findIndex(({ arrivedMs }) => nowMs - arrivedMs <= SEALED_WAIT_MS)
      this.#giveUp(voice, young === -1 ? voice.sealed.length : young)
    }
  }

  /**
   * Looks anew whose streams they are that do not open under this person's key. What turns out to be somebody
   * else's is theirs from then on, and so is what was kept of it.
   */
  reassign(voice: Voice): void {
    for (const [ssrc, owner] of this.#bySsrc) {
      if (owner !== voice) continue
      const kept = voice.sealed.filter((packet) => packet.ssrc === ssrc)
      const found = kept[0] && this.#keys.ownerOf(kept[0].payload)
      if (!found || found.userId === voice.userId) continue
      const others = voice.sealed.filter((packet) => packet.ssrc !== ssrc)
      voice.sealed.splice(0, Number.POSITIVE_INFINITY, ...others)
      voice.failures = 0
      this.#adopt(found, kept)
    }
  }

  /**
   * Whether this person is heard may have changed. What came of them before now and was not handed on is not to be;
   * null: of anybody about whom that changed.
   */
  reconsider(userId: string | null): void {
    const nowMs = this.#options.clock.now()
    if (userId === null) {
      this.#unnamed.clear()
      for (const voice of this.#voices.values()) this.#reconsider(voice, nowMs)
    } else this.#reconsider(this.#voiceOf(userId), nowMs)
  }

  /** Hands nothing on any more. */
  close(): void {
    this.#open = false
    this.#unnamed.clear()
    for (const voice of this.#voices.values()) this.#giveUp(voice, voice.sealed.length)
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

  #deliver(voice: Voice, packet: ReceivedPacket): void {
    if (packet.payload.length === 0) {
      this.counters.empty += 1
      return
    }
    this.counters.opened += 1
    // Silence frames come in clear: that they are heard proves nothing.
    if (!isSilence(packet.payload)) this.#heard(voice, packet.arrivedMs)
    try {
      voice.inlet?.(packet)
    } catch (error) {
      this.#options.onFault(error, voice.userId)
    }
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

  /** Whose packet this is, Discord has not said: that is waited for, and when it takes long, the keys are asked. */
  #keep(packet: ReceivedPacket): void {
    this.#unnamed.keep(packet)
    this.#moments.speakingMs = packet.arrivedMs
    const oldest = this.#unnamed.trial(packet.ssrc, packet.arrivedMs)
    const found = oldest && this.#keys.ownerOf(oldest.payload)
    if (found) this.#adopt(found, this.#unnamed.release(packet.ssrc))
  }

  /** These packets of one stream belong to somebody, as their key opened the first of them. */
  #adopt({ userId, payload }: Owned, [first, ...rest]: readonly ReceivedPacket[]): void {
    if (first === undefined) return
    const voice = this.#voiceOf(userId)
    if (this.#takes(voice, first)) {
      first.payload = payload
      this.#deliver(voice, first)
    }
    this.#hearAll(voice, rest)
    this.#options.connection.receiver.ssrcMap.update({ userId, audioSSRC: first.ssrc })
  }

  #hearAll(voice: Voice, packets: readonly ReceivedPacket[]): void {
    for (const packet of packets) if (this.#takes(voice, packet)) this.#hear(voice, packet)
  }

  /** Whether a packet that waited for its speaker's name is still to be handed on. */
  #takes(voice: Voice, { arrivedMs }: ReceivedPacket): boolean {
    if (this.#open && arrivedMs >= voice.heardFromMs && this.#isHeard(voice)) return true
    this.counters.refused += 1
    return false
  }

  #voiceOf(userId: string): Voice {
    const voice = this.#voices.get(userId) ?? newVoice(userId)
    this.#voices.set(userId, voice)
    return voice
  }

  #followSsrcs(): void {
    const { connection, clock } = this.#options
    const { ssrcMap } = connection.receiver
    ssrcMap.on('update', (before, { userId, audioSSRC }) => {
      const voice = this.#voiceOf(userId)
      this.#bySsrc.set(audioSSRC, voice)
      const kept = this.#unnamed.release(audioSSRC)
      this.#hearAll(voice, kept)
      // A stream that is new and not heard yet is to be heard now.
      const heard = kept.length > 0 || clock.now() - Math.max(voice.openedMs, voice.failedMs) < ROLL_CALL_MS
      if (before === undefined && !heard && clock.now() - this.#readyMs > ROLL_CALL_MS)
        voice.calledMs = clock.now()
    })
    ssrcMap.on('delete', ({ userId, audioSSRC }) => {
      this.#bySsrc.delete(audioSSRC)
      // The library deletes one entry of a person who leaves; one who changed their SSRC has two.
      ssrcMap.delete(userId)
    })
    connection.on('stateChange', (before, after) => {
      if (after.status === 'ready' && before.status !== 'ready') this.#readyMs = clock.now()
      const networking = 'networking' in after ? after.networking : undefined
      if (networking === undefined || ('networking' in before && before.networking === networking)) return
      this.#beginAnew()
    })
  }

  #beginAnew(): void {
    this.#connections += 1
    const { ssrcMap } = this.#options.connection.receiver
    for (const ssrc of this.#bySsrc.keys()) ssrcMap.delete(ssrc)
    this.#bySsrc.clear()
    this.#unnamed.clear()
    for (const voice of this.#voices.values()) {
      this.#giveUp(voice, voice.sealed.length)
      voice.failures = 0
      voice.calledMs = NEVER
    }
  }
}
