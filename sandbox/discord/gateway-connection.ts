import type { RawData, WebSocket } from 'ws'
import type { GatewaySession } from './gateway-session.ts'
import { isRecord, type Json, parseJson } from './json.ts'

/** "Rate Limiting": a connection that sends more than 120 events a minute is closed. */
const SENDS_PER_MINUTE = 120

/** "Gateway Close Event Codes" */
export const CLOSE = {
  unknownOpcode: 4001,
  decodeError: 4002,
  notAuthenticated: 4003,
  authenticationFailed: 4004,
  alreadyAuthenticated: 4005,
  rateLimited: 4008,
  sessionTimedOut: 4009,
  invalidShard: 4010,
  invalidIntents: 4013,
  disallowedIntents: 4014,
} as const

export interface ConnectionHost {
  readonly heartbeatMs: number
  /** Answers the session, or a close code. */
  identify(connection: GatewayConnection, data: Json): GatewaySession | number
  /** Answers the session, a close code, or null when the session cannot be resumed. */
  resume(connection: GatewayConnection, data: Json): GatewaySession | number | null
  voiceStateUpdate(session: GatewaySession, data: Json): void
  requestMembers(session: GatewaySession, data: Json): void
  closed(connection: GatewayConnection, session: GatewaySession | null, code: number): void
}

/** One WebSocket of the main gateway: hello, heartbeats, who it is, and what it asks for. */
export class GatewayConnection {
  readonly socket: WebSocket
  readonly #host: ConnectionHost
  readonly #sends: number[] = []
  #session: GatewaySession | null = null
  #watchdog: NodeJS.Timeout | null = null
  /** False: heartbeats are not answered, as from a zombie connection. */
  answersHeartbeats = true

  constructor(socket: WebSocket, host: ConnectionHost) {
    this.socket = socket
    this.#host = host
    socket.on('message', (data) => this.#onMessage(data))
    socket.on('error', () => socket.terminate())
    socket.on('close', (code) => {
      if (this.#watchdog !== null) clearTimeout(this.#watchdog)
      host.closed(this, this.#session, code)
    })
    this.send({ op: 10, d: { heartbeat_interval: host.heartbeatMs, _trace: ['sandbox'] } })
    this.#awaitHeartbeat()
  }

  send(payload: Json): void {
    this.socket.send(JSON.stringify({ s: null, t: null, ...payload }))
  }

  close(code: number): void {
    this.socket.close(code)
  }

  #onMessage(data: RawData): void {
    const payload = parseJson(data.toString())
    if (!isRecord(payload) || typeof payload['op'] !== 'number') this.close(CLOSE.decodeError)
    else if (this.#isTooFast()) this.close(CLOSE.rateLimited)
    else this.#onOp(payload['op'], isRecord(payload['d']) ? payload['d'] : {})
  }

  /** "Gateway Opcodes" */
  #onOp(op: number, d: Json): void {
    if (op === 1) this.#heartbeat()
    else if (op === 2 || op === 6) this.#introduce(op, d)
    else if (this.#session === null) this.close(CLOSE.notAuthenticated)
    else if (op === 4) this.#host.voiceStateUpdate(this.#session, d)
    else if (op === 8) this.#host.requestMembers(this.#session, d)
    // 3 is a presence: nobody here looks at it. 31 asks for soundboard sounds: there are none.
    else if (op !== 3 && op !== 31) this.close(CLOSE.unknownOpcode)
  }

  #heartbeat(): void {
    this.#awaitHeartbeat()
    if (this.answersHeartbeats) this.send({ op: 11 })
  }

  /** Identify (2) or resume (6). */
  #introduce(op: 2 | 6, d: Json): void {
    const answer =
      this.#session !== null
        ? CLOSE.alreadyAuthenticated
        : op === 2
          ? this.#host.identify(this, d)
          : this.#host.resume(this, d)
    if (answer === null) this.send({ op: 9, d: false })
    else if (typeof answer === 'number') this.close(answer)
    else this.#session = answer
  }

  /** "Heartbeat Interval": who stays silent for much longer than the interval is disconnected. */
  #awaitHeartbeat(): void {
    if (this.#watchdog !== null) clearTimeout(this.#watchdog)
    const patience = this.#host.heartbeatMs * 1.5 + 5000
    this.#watchdog = setTimeout(() => this.close(CLOSE.sessionTimedOut), patience)
  }

  #isTooFast(): boolean {
    const now = performance.now()
    this.#sends.push(now)
    if (this.#sends.length > SENDS_PER_MINUTE) {
      const oldest = this.#sends.shift() ?? 0
      return now - oldest < 60_000
    }
    return false
  }
}
