import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import { connect, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { type Deed, Faults } from './faults.ts'
import { FileServer } from './file-server.ts'
import { checkQuery } from './parameters.ts'
import type { Recogniser } from './recogniser.ts'
import { SpeechSession } from './session.ts'
import type { SessionRecord } from './session-record.ts'
import type { Admission } from './session-setting.ts'
import { ToneRecogniser } from './tone-recogniser.ts'
import type { TurnStyle } from './turns.ts'

export interface SpeechServerOptions extends Partial<TurnStyle> {
  /** Default: any free one. */
  readonly port?: number
  /** The keys that are accepted. Default: any, but none with `Bearer` before it. */
  readonly keys?: readonly string[]
  /** Makes each session's ear, for PCM of this many samples per second. Default: the tone language's. */
  readonly recogniser?: (rate: number) => Recogniser
  /** From open to Begin. Default 0; the real service takes about 1200. */
  readonly beginDelayMs?: number
  /** Default 10800, three hours. */
  readonly sessionSeconds?: number
  /** More sessions open at once than this are refused. Default: no limit. */
  readonly maxParallel?: number
  /** More new sessions in any minute (of `secondMs`) than this are refused. Default: no limit. */
  readonly maxPerMinute?: number
  /** What refuses them: live it was 1008, the documentation has 3009. Default 1008. */
  readonly tooManyCode?: 1008 | 3009
  /** More bytes in one file are refused. Default: 2.2 GB. */
  readonly maxFileBytes?: number
  /** Length of a second of `inactivity_timeout`, heartbeats and expiry. Default 1000; shorter in tests. */
  readonly secondMs?: number
}

const PATH = '/v3/ws'

/**
 * A stand-in for AssemblyAI's Universal-Streaming v3 on loopback, which hears what it is sent (the tone language, or
 * what another recogniser makes of it) and can be made to fail in every way the real one is known to.
 */
export class SpeechServer {
  /** Where it listens, without the path: `ws://127.0.0.1:PORT`. */
  readonly url: string
  /** Where it takes whole files: `http://127.0.0.1:PORT`. */
  readonly apiUrl: string
  readonly faults = new Faults()
  readonly files: FileServer
  readonly #options: SpeechServerOptions
  readonly #http: Server
  readonly #sockets = new WebSocketServer({ noServer: true, autoPong: false })
  readonly #sessions: SpeechSession[] = []
  readonly #revoked = new Set<string>()
  readonly #port: number
  /** When sessions were let in, for the limit per minute. */
  readonly #admittedAt: number[] = []
  #connections = 0
  /** While nobody listens: keeps the port from anybody else who asks for a free one. */
  #hold: Socket | null = null
  #closing: Promise<void> | null = null

  static async start(options: SpeechServerOptions = {}): Promise<SpeechServer> {
    const http = createServer()
    http.listen(options.port ?? 0, '127.0.0.1')
    await once(http, 'listening')
    return new SpeechServer(http, options)
  }

  private constructor(http: Server, options: SpeechServerOptions) {
    const address = http.address()
    if (address === null || typeof address === 'string') throw new Error('the speech server has no port')
    this.#port = address.port
    this.url = `ws://127.0.0.1:${address.port}`
    this.apiUrl = `http://127.0.0.1:${address.port}`
    const { maxFileBytes } = options
    this.files = new FileServer({
      knows: (key) => this.#knows(key),
      ...(maxFileBytes !== undefined && { mostBytes: maxFileBytes }),
    })
    this.#http = http
    this.#options = options
    http.on('request', (request, response) => void this.files.handle(request, response))
    http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
  }

  /** Every WebSocket that was opened, refused ones too, in order. */
  get sessions(): readonly SessionRecord[] {
    return this.#sessions
  }

  /** Attempts to open a session, ever: also those that an HTTP status answered. */
  get connections(): number {
    return this.#connections
  }

  /** WebSockets open now. */
  get open(): number {
    return this.#sessions.filter((session) => session.closedAt === null).length
  }

  /** From now on this key is refused, also where it is in use. */
  revoke(key: string): void {
    this.#revoked.add(key)
    for (const session of this.#sessions)
      if (session.key === key && session.closedAt === null) session.fail(1008, 'Invalid API key')
  }

  /** All sessions that are open go wrong in this way, now. */
  strike(deed: Deed): void {
    for (const session of this.#sessions) if (session.closedAt === null) session.suffer(deed)
  }

  /** Cuts what is open and lets nobody in, until `up`: connections are refused, as by a machine that restarts. */
  async down(): Promise<void> {
    for (const session of this.#sessions) if (session.closedAt === null) session.cut()
    await Promise.all(this.#sessions.map((session) => session.ended))
    if (!this.#http.listening) return
    const closed = once(this.#http, 'close')
    this.#http.close()
    this.#hold = heldPort(this.#port)
    this.#http.closeAllConnections()
    await closed
  }

  /** Listens again, where it did before. */
  async up(): Promise<void> {
    if (this.#http.listening || this.#closing !== null) return
    this.#http.listen(this.#port, '127.0.0.1')
    await once(this.#http, 'listening')
    this.#hold?.resetAndDestroy()
  }

  /** Cuts what is open and frees the port. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.down()
    this.#hold?.resetAndDestroy()
    this.#sockets.close()
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', this.url)
    if (url.pathname !== PATH) {
      answer(socket, 404)
      return
    }
    this.#connections += 1
    const plan = this.faults.take()
    if (plan.upgradeStatus !== undefined) {
      answer(socket, plan.upgradeStatus)
      return
    }
    const key = request.headers.authorization ?? null
    // The service upgrades whoever comes, and says no only then.
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      const { finals = 'twice', edges = 'padded' } = this.#options
      const session = new SpeechSession(client, {
        params: Object.fromEntries(url.searchParams),
        admission: this.#admit(key, url.searchParams),
        key,
        plan,
        recogniser: this.#options.recogniser ?? ((rate) => new ToneRecogniser(rate)),
        style: { finals, edges },
        beginDelayMs: this.#options.beginDelayMs ?? 0,
        sessionSeconds: this.#options.sessionSeconds ?? 10_800,
        secondMs: this.#options.secondMs ?? 1000,
        reset: () => {
          if (socket instanceof Socket) socket.resetAndDestroy()
        },
      })
      this.#sessions.push(session)
    })
  }

  #admit(key: string | null, query: URLSearchParams): Admission {
    if (key === null || key === '')
      return { admitted: false, code: 1008, text: 'Unauthorized Connection: Missing Authorization header' }
    if (!this.#knows(key)) return { admitted: false, code: 1008, text: 'Invalid API key' }
    if (this.#isFull())
      return {
        admitted: false,
        code: this.#options.tooManyCode ?? 1008,
        text: 'Too many concurrent sessions',
      }
    const checked = checkQuery(query)
    if (!checked.ok) return { admitted: false, code: 3006, text: checked.problem }
    this.#admittedAt.push(Date.now())
    return { admitted: true, parameters: checked.parameters }
  }

  #isFull(): boolean {
    const { maxParallel = Number.POSITIVE_INFINITY, maxPerMinute = Number.POSITIVE_INFINITY } = this.#options
    const minuteAgo = Date.now() - 60 * (this.#options.secondMs ?? 1000)
    const lately = this.#admittedAt.filter((at) => at > minuteAgo).length
    return this.open >= maxParallel || lately >= maxPerMinute
  }

  #knows(key: string): boolean {
    if (this.#revoked.has(key) || /^bearer\s/i.test(key)) return false
    return this.#options.keys === undefined || this.#options.keys.includes(key)
  }
}

/** A connection of this port with itself: whoever else dials it is refused, and no other socket is given it. */
function heldPort(port: number): Socket {
  const ends = { host: '127.0.0.1', port, localAddress: '127.0.0.1', localPort: port }
  // Without it the port is free, as it would be else.
  return connect(ends).on('error', () => undefined)
}

function answer(socket: Duplex, status: number): void {
  const body = JSON.stringify({ error: STATUS_CODES[status] ?? 'Error' })
  socket.on('error', () => undefined)
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  )
}
