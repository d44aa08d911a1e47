import {
  type VoiceConnection,
  type VoiceConnectionState,
  VoiceReceiver,
  version as voiceVersion,
} from '@discordjs/voice'
import type { OpusPacket } from '../audio/packet.ts'
import type { Clock } from '../base/clock.ts'
import { ConfigError } from '../base/errors.ts'
import type { MonotonicMs, RtpTime } from '../base/ids.ts'

/** The guard replaces a private method, so it knows one version only. */
const GUARDED_VERSION = '0.19.2'
/** `parsePacket(buffer, mode, nonce, secretKey, userId)`; answers the opened Opus packet, or null for none. */
const PARSE = 'parsePacket'
const RTP_HEADER_BYTES = 12

/** Throws a ConfigError if the installed @discordjs/voice is not the one that this file was written for. */
export function checkVoiceLibrary(version: string = voiceVersion): void {
  if (version === GUARDED_VERSION && typeof Reflect.get(VoiceReceiver.prototype, PARSE) === 'function') return
  throw new ConfigError([
    `@discordjs/voice ${version} is installed, but hearing needs exactly ${GUARDED_VERSION}: run npm ci with the package-lock.json of this version.`,
  ])
}

/** A packet as the guard hands it to the subscription, in place of the library's bare buffer. */
export class ReceivedPacket implements OpusPacket {
  readonly payload: Buffer
  readonly sequence: number
  readonly timestamp: RtpTime
  readonly ssrc: number
  readonly arrivedMs: MonotonicMs

  constructor(payload: Buffer, datagram: Buffer, arrivedMs: MonotonicMs) {
    this.payload = payload
    this.sequence = datagram.readUInt16BE(2)
    this.timestamp = datagram.readUInt32BE(4)
    this.ssrc = datagram.readUInt32BE(8)
    this.arrivedMs = arrivedMs
  }
}

/** How many datagrams came, and what became of those that were not sound. */
export interface ReceiveCounters {
  /** Handed on. */
  packets: number
  /** Too short for an RTP header: on these the library itself would throw out of its socket's handler. */
  runts: number
  /** Could not be opened: a wrong transport tag, or a DAVE frame that does not fit the keys. */
  unopened: number
  /** Nothing but padding. */
  empty: number
  /** Passed on by the library while still sealed, and opened here. */
  openedLate: number
  /** Passed on by the library while still sealed, and dropped, for there were no keys. */
  sealed: number
}

/**
 * Stands between one connection's UDP socket and its subscriptions. From each datagram comes a `ReceivedPacket`
 * with its RTP place, or nothing: an exception never reaches the library, which would destroy the speaker's
 * stream, and a frame that DAVE still seals never passes for Opus, as it does in the library before the MLS
 * group is joined and while the voice socket resumes.
 *
 * It also empties the map of SSRCs when a new voice session begins: the numbers of the old one can come back for
 * other people.
 */
export class ReceiveGuard {
  readonly counters: ReceiveCounters = {
    packets: 0,
    runts: 0,
    unopened: 0,
    empty: 0,
    openedLate: 0,
    sealed: 0,
  }
  readonly #connection: VoiceConnection
  readonly #clock: Clock
  readonly #ssrcs = new Set<number>()

  /** Must be made before the connection has its networking, in the same tick as `joinVoiceChannel`. */
  constructor(connection: VoiceConnection, clock: Clock) {
    this.#connection = connection
    this.#clock = clock
    this.#guardDatagrams()
    this.#guardPackets()
    this.#followSsrcs()
  }

  #guardDatagrams(): void {
    const { receiver } = this.#connection
    const original = receiver.onUdpMessage
    receiver.onUdpMessage = (datagram) => {
      if (datagram.length < RTP_HEADER_BYTES) this.counters.runts += 1
      else original(datagram)
    }
  }

  #guardPackets(): void {
    const { receiver } = this.#connection
    const original: unknown = Reflect.get(receiver, PARSE)
    if (typeof original !== 'function') throw new TypeError(`VoiceReceiver.${PARSE} is not a function`)
    const parse = (datagram: Buffer, mode: string, nonce: Buffer, key: Uint8Array, userId: string) => {
      const arrivedMs = this.#clock.now()
      let opened: unknown
      try {
        opened = original.call(receiver, datagram, mode, nonce, key, userId)
      } catch {
        opened = null
      }
      const payload = Buffer.isBuffer(opened) ? this.#sound(opened, userId) : this.#none('unopened')
      if (payload === null) return null
      this.counters.packets += 1
      return new ReceivedPacket(payload, datagram, arrivedMs)
    }
    Reflect.set(receiver, PARSE, parse)
  }

  #sound(packet: Buffer, userId: string): Buffer | null {
    if (packet.length === 0) return this.#none('empty')
    return looksSealed(packet) ? this.#unsealed(packet, userId) : packet
  }

  /** Mirrors the condition under which the library opens DAVE frames; where it did not, tries it itself. */
  #unsealed(packet: Buffer, userId: string): Buffer | null {
    const { state } = this.#connection
    const dave = daveOf(state)
    if (dave === undefined) return packet
    const session = dave.session
    if (!session?.ready) {
      // Version 0 from the start: the call is not sealed at all, and the frame merely looks like it.
      return session === undefined && dave.protocolVersion === 0 ? packet : this.#none('sealed')
    }
    if (state.status === 'ready' && (dave.protocolVersion !== 0 || session.canPassthrough(userId)))
      return packet
    try {
      const opened = session.decrypt(userId, 0, packet)
      this.counters.openedLate += 1
      return opened
    } catch {
      return this.#none('sealed')
    }
  }

  #none(reason: 'unopened' | 'empty' | 'sealed'): null {
    this.counters[reason] += 1
    return null
  }

  #followSsrcs(): void {
    const { ssrcMap } = this.#connection.receiver
    ssrcMap.on('create', (data) => this.#ssrcs.add(data.audioSSRC))
    ssrcMap.on('delete', (data) => {
      this.#ssrcs.delete(data.audioSSRC)
      // The library deletes one entry of a person who leaves; one who changed their SSRC has two.
      ssrcMap.delete(data.userId)
    })
    this.#connection.on('stateChange', (before, after) => {
      const networking = 'networking' in after ? after.networking : undefined
      if (networking === undefined || ('networking' in before && before.networking === networking)) return
      for (const ssrc of this.#ssrcs) ssrcMap.delete(ssrc)
    })
  }
}

function daveOf(state: VoiceConnectionState) {
  if (!('networking' in state)) return undefined
  const networking = state.networking.state
  return 'dave' in networking ? networking.dave : undefined
}

/**
 * A DAVE frame ends in an 8-byte tag, a nonce, the size of this supplement (12 at least, as nonce, size and marker
 * take a byte or two each) and the marker FA FA (DAVE protocol, "Payload Format").
 */
export function looksSealed(packet: Buffer): boolean {
  const { length } = packet
  if (length < 12 || packet[length - 1] !== 0xfa || packet[length - 2] !== 0xfa) return false
  const supplement = packet[length - 3] ?? 0
  return supplement >= 12 && supplement < length
}
