import { type ClientOptions, type RawData, WebSocket } from 'ws'
import type { Cancel, Clock } from '../../base/clock.ts'
import { PATIENCE_MS } from './dialogue/epoch.ts'
import { parseMessage, type ServerMessage } from './messages.ts'
import type { Loss } from './refusal.ts'

const PING_MS = 15_000
/** After the server's close frame, for the connection itself to end. */
const HANG_UP_MS = 2000
/** Sound that waits in the socket for the network: 8 s of it mean that the link is stuck. */
const MOST_BUFFERED_BYTES = 256 * 1024
/** Far above the longest turn; ws would take 100 MiB. */
const MOST_MESSAGE_BYTES = 1024 * 1024

export interface SocketListener {
  /** The upgrade succeeded, which bad keys do too. */
  opened(): void
  message(message: ServerMessage): void
  pong(): void
  /** Nothing follows but `closed`. Not called after `close`. */
  lost(loss: Loss): void
  /** The connection is gone and all is freed; always the last call. */
  closed(end: SocketEnd): void
}

/** `seen`: the other side ended it, or knows that it ended; `cut`: we broke it off, and it may not have noticed. */
export type SocketEnd = 'seen' | 'cut'

export interface SocketAddress {
  readonly url: string
  readonly apiKey: string
}

/** What a stream needs of a connection: a WebSocket to the service, or a stand-in on simulated time. */
export interface Line {
  /** Sends sound (Buffer) or a control message (string); what cannot be sent any more is dropped. */
  send(data: Buffer | string): void
  /** Ends it, unheard from now on: waits so long for the server's own close, then cuts it. Twice is fine. */
  close(graceMs: number): void
}

/** Opens a connection, which calls the listener from the next turn of the event loop on, never from within. */
export type Connect = (address: SocketAddress, clock: Clock, listener: SocketListener) => Line

export const connectSocket: Connect = (address, clock, listener) => new SpeechSocket(address, clock, listener)

/** One WebSocket to the service, from its opening to its end. */
class SpeechSocket implements Line {
  readonly #socket: WebSocket
  readonly #clock: Clock
  readonly #listener: SocketListener
  #failure: Loss | null = null
  /** Whether the listener still hears: not after a loss or `close`. */
  #heard = true
  /** Whether we broke it off. */
  #broken = false
  #cancelTimers: Cancel[] = []

  constructor({ url, apiKey }: SocketAddress, clock: Clock, listener: SocketListener) {
    this.#clock = clock
    this.#listener = listener
    this.#socket = new WebSocket(url, optionsFor(apiKey))
    this.#socket.on('open', () => this.#opened())
    this.#socket.on('message', (data, isBinary) => this.#message(data, isBinary))
    this.#socket.on('pong', () => this.#tell(() => this.#listener.pong()))
    this.#socket.on('unexpected-response', (_request, response) => {
      this.#failure ??= { kind: 'http', status: response.statusCode ?? 0 }
      this.#break()
    })
    // ws reports a failure as `error` and then always closes: the close does the telling.
    this.#socket.on('error', (error) => {
      this.#failure ??= { kind: 'network', code: codeOf(error) }
    })
    this.#socket.on('close', (code) => this.#closed(code))
  }

  send(data: Buffer | string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return
    this.#socket.send(data)
    if (this.#socket.bufferedAmount <= MOST_BUFFERED_BYTES) return
    this.#lose({ kind: 'silent', missing: 'drain' })
    this.#break()
  }

  close(graceMs: number): void {
    this.#heard = false
    if (graceMs <= 0 || this.#socket.readyState === WebSocket.CONNECTING) this.#break()
    else this.#cancelTimers.push(this.#clock.after(graceMs, () => this.#break()))
  }

  #opened(): void {
    this.#cancelTimers.push(this.#clock.every(PING_MS, () => this.#socket.ping()))
    this.#tell(() => this.#listener.opened())
  }

  #message(data: RawData, isBinary: boolean): void {
    const text = isBinary || !Buffer.isBuffer(data) ? null : data.toString('utf8')
    this.#tell(() => this.#listener.message(parseMessage(text)))
  }

  #closed(code: number): void {
    for (const cancel of this.#cancelTimers.splice(0)) cancel()
    this.#lose(this.#failure ?? { kind: 'closed', code })
    // Whatever we did, a close frame that came tells that the other side is done.
    this.#listener.closed(this.#broken && code === 1006 ? 'cut' : 'seen')
  }

  #break(): void {
    this.#broken = true
    this.#socket.terminate()
  }

  #lose(loss: Loss): void {
    this.#tell(() => {
      this.#heard = false
      this.#listener.lost(loss)
    })
  }

  #tell(call: () => void): void {
    if (this.#heard) call()
  }
}

/** `closeTimeout` is an option of ws that its types do not list yet. */
function optionsFor(apiKey: string): ClientOptions & { readonly closeTimeout: number } {
  return {
    headers: { authorization: apiKey },
    // ws itself would wait for an upgrade for ever, and 30 s for a peer that said goodbye to hang up.
    handshakeTimeout: PATIENCE_MS,
    closeTimeout: HANG_UP_MS,
    // It is of no use for PCM, and costs memory.
    perMessageDeflate: false,
    maxPayload: MOST_MESSAGE_BYTES,
  }
}

/** The system's code, never the message: it may hold the address. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string' && /^\w+$/.test(error.code)) return error.code
  return error.message === 'Opening handshake has timed out' ? 'no handshake' : 'unknown error'
}
