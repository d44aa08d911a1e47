import { randomBytes, randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { VoiceAdmission } from '../../ports.ts'
import type { Identify, Resume, SelectProtocol } from './client-message.ts'
import { VOICE_CLOSE } from './close-codes.ts'
import type { DeliveryService } from './delivery-service.ts'
import { Transport, type TransportMode } from './transport.ts'
import type { VoiceCall } from './voice-call.ts'
import { VoiceClient } from './voice-client.ts'
import type { VoiceDesk } from './voice-socket.ts'

/** What Discord's voice gateway asks for. */
const HEARTBEAT_INTERVAL_MS = 13_750
/** How long a session with a broken socket can be resumed. */
const RESUME_WINDOW_MS = 30_000
const CLOSED_BY_CHOICE = 1000

interface Expected {
  readonly admission: VoiceAdmission
  readonly token: string
}

/** What the reception needs to know of the house. */
export interface House {
  readonly dave: boolean
  readonly modes: readonly TransportMode[]
  readonly udp: { readonly address: string; readonly port: number }
  call(channelId: string): VoiceCall
  newSsrc(): number
}

/** Who may come in, and the sessions of those who have. One session per guild and user. */
export class Reception implements VoiceDesk {
  readonly heartbeatIntervalMs = HEARTBEAT_INTERVAL_MS
  readonly #house: House
  readonly #expected = new Map<string, Expected>()
  readonly #clients = new Map<string, VoiceClient>()
  readonly #joins = new Map<string, number>()
  #joinsToIgnore = 0

  constructor(house: House) {
    this.#house = house
  }

  admit(admission: VoiceAdmission): string {
    const seat = seatOf(admission)
    this.#dismiss(seat, VOICE_CLOSE.disconnected)
    const token = randomBytes(8).toString('hex')
    this.#expected.set(seat, { admission, token })
    return token
  }

  expel(guildId: string, userId: string, code: number): void {
    const seat = seatOf({ guildId, userId })
    this.#expected.delete(seat)
    this.#dismiss(seat, code)
  }

  dismissAll(code: number): void {
    for (const seat of [...this.#clients.keys()]) this.#dismiss(seat, code)
  }

  /** Closes the user's sockets; with a code that allows it, the sessions can be resumed. */
  cut(userId: string, code: number): void {
    for (const [seat, client] of [...this.#clients]) {
      if (client.userId !== userId) continue
      if (isResumable(code)) client.cut(code)
      else this.#dismiss(seat, code)
    }
  }

  joins(userId: string): number {
    return this.#joins.get(userId) ?? 0
  }

  ignoreJoins(count: number): void {
    this.#joinsToIgnore = count
  }

  identify(socket: WebSocket, d: Identify): VoiceClient | number | 'no answer' {
    this.#joins.set(d.user_id, this.joins(d.user_id) + 1)
    if (this.#joinsToIgnore > 0) {
      this.#joinsToIgnore -= 1
      return 'no answer'
    }
    const seat = seatOf({ guildId: d.server_id, userId: d.user_id })
    const expected = this.#expected.get(seat)
    if (!expected || expected.admission.sessionId !== d.session_id) return VOICE_CLOSE.sessionInvalid
    if (expected.token !== d.token) return VOICE_CLOSE.authenticationFailed
    if (this.#house.dave && d.max_dave_protocol_version < 1) return VOICE_CLOSE.daveRequired
    this.#dismiss(seat, VOICE_CLOSE.sessionInvalid)
    const client = new VoiceClient({ ...expected, ssrc: this.#house.newSsrc(), socket })
    this.#clients.set(seat, client)
    const { address, port } = this.#house.udp
    const { ssrc } = client
    client.tell(2, { ssrc, ip: address, port, modes: this.#house.modes, experiments: [], streams: [] })
    this.#callOf(client).greet(client)
    return client
  }

  resume(socket: WebSocket, d: Resume): VoiceClient | number {
    for (const client of this.#clients.values()) {
      const { guildId, sessionId } = client.admission
      if (guildId !== d.server_id || sessionId !== d.session_id || client.token !== d.token) continue
      client.resume(socket, d.seq_ack)
      return client
    }
    return VOICE_CLOSE.sessionInvalid
  }

  selectProtocol(client: VoiceClient, { protocol, data }: SelectProtocol): number | undefined {
    if (protocol !== 'udp') return VOICE_CLOSE.unknownProtocol
    const mode = this.#house.modes.find((offered) => offered === data.mode)
    if (!mode) return VOICE_CLOSE.unknownMode
    const transport = new Transport(mode)
    client.media = { transport, address: data.address, port: data.port }
    client.tell(4, {
      mode,
      secret_key: [...transport.secretKey],
      dave_protocol_version: this.#house.dave ? 1 : 0,
      audio_codec: 'opus',
      media_session_id: randomUUID(),
    })
    this.#callOf(client).connect(client)
    return undefined
  }

  acceptKeyPackage(client: VoiceClient, keyPackage: Buffer): void {
    this.#deliveryOf(client)?.acceptKeyPackage(client, keyPackage)
  }

  acceptCommit(client: VoiceClient, commitWelcome: Buffer): void {
    this.#deliveryOf(client)?.acceptCommit(client, commitWelcome)
  }

  acceptReady(client: VoiceClient, transitionId: number): void {
    this.#deliveryOf(client)?.acceptReady(client, transitionId)
  }

  acceptInvalid(client: VoiceClient): void {
    this.#deliveryOf(client)?.acceptInvalid(client)
  }

  /** A client that says goodbye does not mean to come back to its session; one whose socket broke may. */
  lost(client: VoiceClient, code: number): void {
    const seat = seatOf(client.admission)
    if (code === CLOSED_BY_CHOICE || !isResumable(code)) this.#dismiss(seat, code)
    else client.detach(RESUME_WINDOW_MS, () => this.#dismiss(seat, code))
  }

  #dismiss(seat: string, code: number): void {
    const client = this.#clients.get(seat)
    if (!client) return
    this.#clients.delete(seat)
    client.close(code)
    this.#callOf(client).disconnect(client)
  }

  #callOf(client: VoiceClient): VoiceCall {
    return this.#house.call(client.admission.channelId)
  }

  #deliveryOf(client: VoiceClient): DeliveryService | undefined {
    return this.#callOf(client).delivery
  }
}

function seatOf({ guildId, userId }: { readonly guildId: string; readonly userId: string }): string {
  return `${guildId} ${userId}`
}

function isResumable(code: number): boolean {
  return code < 4000 || code === VOICE_CLOSE.serverCrashed
}
