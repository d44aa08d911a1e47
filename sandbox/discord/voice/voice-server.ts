import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import { WebSocketServer } from 'ws'
import type { VoiceAdmission, VoiceSide } from '../../ports.ts'
import type { Certificate } from './certificate.ts'
import { Chores } from './chores.ts'
import { DeliveryService } from './delivery-service.ts'
import { ExternalSender } from './external-sender.ts'
import { Metronome } from './metronome.ts'
import { PersonKeys } from './person-keys.ts'
import { Reception } from './reception.ts'
import { TRANSPORT_MODES, type TransportMode } from './transport.ts'
import { UdpPort } from './udp-port.ts'
import { VoiceCall } from './voice-call.ts'
import { VoicePerson } from './voice-person.ts'
import { VoiceSocket } from './voice-socket.ts'
import { Wire, type WireRule } from './wire.ts'

const HOST = '127.0.0.1'
const PADDED_SHARE = 0.08
const GOING_AWAY = 1001
/** How long clients have to answer the server's goodbye. */
const GOODBYE_WAIT_MS = 500

export interface VoiceServerOptions {
  readonly certificate: Certificate
  /** End-to-end encryption, without which a client is closed with 4017. Default true. */
  readonly dave?: boolean
  /** Transport modes in the order of Ready. */
  readonly modes?: readonly TransportMode[]
  /** The share of packets with RTP padding, 0 to 1; real clients pad 3 to 15 %. Default 0.08. */
  readonly paddedShare?: number
  /** How long simulated people take to answer proposals: a client that is quicker commits itself. Default 0. */
  readonly peopleAnswerAfterMs?: number
}

/**
 * Discord's voice servers in one: voice gateway version 8 over TLS, UDP with transport encryption, DAVE, and the simulated
 * people who talk. Each voice channel has a call of its own.
 */
export class VoiceServer implements VoiceSide {
  readonly endpoint: string
  readonly #options: VoiceServerOptions
  readonly #https: Server
  readonly #sockets: WebSocketServer
  readonly #udp: UdpPort
  readonly #reception: Reception
  readonly #wire: Wire
  readonly #metronome = new Metronome()
  readonly #chores = new Chores()
  readonly #sender = new ExternalSender()
  readonly #calls = new Map<string, VoiceCall>()
  readonly #ssrcs = new Set<number>()
  #speakingDelayMs = 0
  #closed: Promise<void> | undefined

  private constructor(parts: { options: VoiceServerOptions; https: Server; udp: UdpPort; port: number }) {
    this.#options = parts.options
    this.#https = parts.https
    this.#udp = parts.udp
    this.#wire = new Wire(parts.udp)
    this.endpoint = `${HOST}:${parts.port}`
    this.#sockets = new WebSocketServer({ server: parts.https })
    this.#reception = new Reception({
      dave: this.#dave,
      modes: parts.options.modes ?? TRANSPORT_MODES,
      udp: parts.udp,
      call: (channelId) => this.#call(channelId),
      newSsrc: () => this.#newSsrc(),
    })
    this.#sockets.on('connection', (socket) => new VoiceSocket(socket, this.#reception))
  }

  static async start(options: VoiceServerOptions): Promise<VoiceServer> {
    const https = createServer(options.certificate)
    https.listen(0, HOST)
    await once(https, 'listening')
    const address = https.address()
    if (address === null || typeof address === 'string') throw new Error('the voice gateway has no port')
    return new VoiceServer({ options, https, udp: await UdpPort.open(), port: address.port })
  }

  admit(admission: VoiceAdmission): string {
    return this.#reception.admit(admission)
  }

  expel(guildId: string, userId: string, code: number): void {
    this.#reception.expel(guildId, userId, code)
  }

  /** A person joins the call of the channel. Resolves when all who are there have been told. */
  async connectPerson(at: {
    readonly guildId: string
    readonly channelId: string
    readonly userId: string
    /** Default: one that is not in use. */
    readonly ssrc?: number
  }): Promise<VoicePerson> {
    const call = this.#call(at.channelId)
    const keys =
      call.delivery &&
      new PersonKeys({
        userId: at.userId,
        channelId: at.channelId,
        service: call.delivery,
        presentIds: () => call.userIds,
        chores: this.#chores,
        answerAfterMs: () => this.#options.peopleAnswerAfterMs ?? 0,
      })
    const person = new VoicePerson({
      userId: at.userId,
      ssrc: at.ssrc ?? this.#newSsrc(),
      call,
      keys,
      metronome: this.#metronome,
      paddedShare: this.#options.paddedShare ?? PADDED_SHARE,
    })
    await call.enter(person)
    return person
  }

  /** Identifies seen so far from this user, refused ones too: a storm of rejoins shows here. */
  joins(userId: string): number {
    return this.#reception.joins(userId)
  }

  /** Whether this client gets the sound of the channel's call, and has the keys for it. */
  serves(userId: string, channelId: string): boolean {
    return this.#calls.get(channelId)?.serves(userId) ?? false
  }

  /** Open sockets of the voice gateway. */
  get sockets(): number {
    return this.#sockets.clients.size
  }

  /** What happens to packets between here and the clients, from now on; undefined for nothing. */
  setWireRule(rule: WireRule | undefined): void {
    this.#wire.rule = rule
  }

  /** Opcode 5 comes this long after a person's first word, instead of before it. */
  delaySpeaking(ms: number): void {
    this.#speakingDelayMs = ms
  }

  dropUdpDiscovery(count: number): void {
    this.#udp.dropDiscoveries(count)
  }

  /** The next identifies get no answer. */
  ignoreJoins(count: number): void {
    this.#reception.ignoreJoins(count)
  }

  /** Closes the user's sockets with this code. Below 4000, and with 4015, the session can be resumed. */
  cutVoiceSocket(userId: string, code: number): void {
    this.#reception.cut(userId, code)
  }

  async close(): Promise<void> {
    this.#closed ??= this.#shutDown()
    await this.#closed
  }

  async #shutDown(): Promise<void> {
    for (const call of this.#calls.values()) await Promise.all(call.people.map((person) => person.leave()))
    const closed = Promise.all([once(this.#https, 'close'), once(this.#sockets, 'close')])
    this.#https.close()
    this.#sockets.close()
    this.#reception.dismissAll(GOING_AWAY)
    for (const socket of this.#sockets.clients) socket.close(GOING_AWAY)
    for (const call of this.#calls.values()) call.close()
    this.#metronome.close()
    this.#chores.close()
    const timer = setTimeout(() => {
      for (const socket of this.#sockets.clients) socket.terminate()
      this.#https.closeAllConnections()
    }, GOODBYE_WAIT_MS)
    await Promise.all([closed, this.#udp.close()])
    clearTimeout(timer)
  }

  #call(channelId: string): VoiceCall {
    const existing = this.#calls.get(channelId)
    if (existing) return existing
    const call = new VoiceCall({
      channelId,
      delivery: this.#dave ? new DeliveryService(this.#sender, channelId) : undefined,
      wire: this.#wire,
      speakingDelayMs: () => this.#speakingDelayMs,
    })
    this.#calls.set(channelId, call)
    return call
  }

  get #dave(): boolean {
    return this.#options.dave ?? true
  }

  #newSsrc(): number {
    for (;;) {
      const ssrc = randomInt(1, 2 ** 32)
      if (this.#ssrcs.has(ssrc)) continue
      this.#ssrcs.add(ssrc)
      return ssrc
    }
  }
}
