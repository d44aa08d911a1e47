import type { VoiceConnection } from '@discordjs/voice'
import type { Clock } from '../../base/clock.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import type { FrameKeys } from './frame-keys.ts'
import type { ReceivedPacket } from './rtp.ts'
import { type UnnamedCounters, UnnamedStreams } from './unnamed-streams.ts'
import { newVoice, type Voice } from './voice.ts'

/** On joining, Discord lists the streams of all who ever spoke in the call; only later does op 5 mean that somebody speaks. */
const ROLL_CALL_MS = 2_000

export interface StreamOwnersOptions {
  readonly connection: VoiceConnection
  readonly clock: Clock
  readonly keys: FrameKeys
  readonly counters: UnnamedCounters
  /**
   * Packets of one stream, in order of arrival, that turned out to be this person's; none where nothing waited.
   * `opened` is what was in the first of them where a key has opened it, which it does only once; else null.
   */
  readonly onFound: (voice: Voice, packets: readonly ReceivedPacket[], opened: Buffer | null) => void
  /** A new voice session begins: what waited for the keys of the old one waits in vain. */
  readonly onAnew: () => void
}

/**
 * Knows whose the RTP streams of one connection are: as Discord says (op 5), or, where it takes long to, as the key
 * says that opens them. The library goes on keeping the map of SSRCs, which empties here when a new voice session
 * begins: the numbers of the old one can come back for other people.
 */
export class StreamOwners {
  /** By user id: everybody whom Discord named, or who was found by their key. */
  readonly voices: ReadonlyMap<string, Voice>
  /** Always the same map, for each packet to be looked up in. */
  readonly bySsrc: ReadonlyMap<number, Voice>
  readonly #voices = new Map<string, Voice>()
  readonly #bySsrc = new Map<number, Voice>()
  readonly #options: StreamOwnersOptions
  readonly #unnamed: UnnamedStreams
  #readyMs: MonotonicMs = Number.POSITIVE_INFINITY

  /** Must be made before the connection has its networking. */
  constructor(options: StreamOwnersOptions) {
    this.#options = options
    this.voices = this.#voices
    this.bySsrc = this.#bySsrc
    this.#unnamed = new UnnamedStreams(options.counters)
    this.#followSsrcs()
  }

  voiceOf(userId: string): Voice {
    const voice = this.#voices.get(userId) ?? newVoice(userId)
    this.#voices.set(userId, voice)
    return voice
  }

  /** Streams that Discord has not named for more than two seconds. */
  unnamed(nowMs: MonotonicMs): number {
    return this.#unnamed.waiting(nowMs)
  }

  /** Whose packet this is, Discord has not said: that is waited for, and when it takes long, the keys are asked. */
  keep(packet: ReceivedPacket): void {
    this.#unnamed.keep(packet)
    const oldest = this.#unnamed.trial(packet.ssrc, packet.arrivedMs)
    const found = oldest && this.#options.keys.ownerOf(oldest.payload)
    if (found) this.#adopt(found.userId, this.#unnamed.release(packet.ssrc), found.payload)
  }

  /** Gives up packets that have waited for a name for too long. */
  expire(nowMs: MonotonicMs): void {
    this.#unnamed.expire(nowMs)
  }

  /** Gives up all packets that wait for a name. */
  forgetUnnamed(): void {
    this.#unnamed.clear()
  }

  /**
   * Looks anew whose streams they are that do not open under this person's key. What turns out to be somebody
   * else's is theirs from then on, and so is what was kept of it.
   */
  reassign(voice: Voice): void {
    for (const [ssrc, owner] of this.#bySsrc) {
      if (owner !== voice) continue
      const kept = voice.sealed.filter((packet) => packet.ssrc === ssrc)
      const found = kept[0] && this.#options.keys.ownerOf(kept[0].payload)
      if (!found || found.userId === voice.userId) continue
      const others = voice.sealed.filter((packet) => packet.ssrc !== ssrc)
      voice.sealed.splice(0, Number.POSITIVE_INFINITY, ...others)
      voice.failures = 0
      this.#adopt(found.userId, kept, found.payload)
    }
  }

  /** These packets of one stream belong to somebody, as their key opened the first of them. */
  #adopt(userId: string, packets: readonly ReceivedPacket[], opened: Buffer): void {
    const [first] = packets
    if (first === undefined) return
    const { onFound, connection } = this.#options
    onFound(this.voiceOf(userId), packets, opened)
    connection.receiver.ssrcMap.update({ userId, audioSSRC: first.ssrc })
  }

  #followSsrcs(): void {
    const { connection, clock, onFound } = this.#options
    const { ssrcMap } = connection.receiver
    ssrcMap.on('update', (before, { userId, audioSSRC }) => {
      const voice = this.voiceOf(userId)
      this.#bySsrc.set(audioSSRC, voice)
      const kept = this.#unnamed.release(audioSSRC)
      onFound(voice, kept, null)
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
    const { ssrcMap } = this.#options.connection.receiver
    for (const ssrc of this.#bySsrc.keys()) ssrcMap.delete(ssrc)
    this.#bySsrc.clear()
    this.#unnamed.clear()
    this.#options.onAnew()
  }
}
