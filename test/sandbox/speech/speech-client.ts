import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'

type Message = Readonly<Record<string, unknown>>

interface ClientOptions {
  readonly query?: string
  readonly headers?: Record<string, string>
}

const DEADLINE_MS = 20_000

/** A client of the speech server that keeps all it receives. */
export class SpeechClient {
  readonly socket: WebSocket
  readonly messages: Message[] = []
  readonly raw: { readonly data: Buffer; readonly isBinary: boolean }[] = []
  pongs = 0
  closed: { readonly code: number; readonly reason: string } | null = null
  error: Error | null = null
  #woken: () => void = () => undefined

  constructor(
    url: string,
    { query = 'sample_rate=16000', headers = { authorization: 'key' } }: ClientOptions = {},
  ) {
    this.socket = new WebSocket(`${url}/v3/ws?${query}`, { headers, perMessageDeflate: false })
    this.socket.on('message', (data, isBinary) => {
      const bytes = Buffer.isBuffer(data) ? data : Buffer.alloc(0)
      this.raw.push({ data: bytes, isBinary })
      const message = isBinary ? null : parse(bytes.toString('utf8'))
      if (message !== null) this.messages.push(message)
      this.#woken()
    })
    this.socket.on('pong', () => {
      this.pongs += 1
      this.#woken()
    })
    this.socket.on('error', (error) => {
      this.error = error
      this.#woken()
    })
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString('utf8') }
      this.#woken()
    })
  }

  /** Waits until it holds; throws, naming what was awaited, when the deadline has passed. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS
    while (!holds()) {
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`)
      const woken = new Promise<void>((resolve) => {
        this.#woken = resolve
      })
      await Promise.race([woken, wait(100)])
    }
  }

  async begun(): Promise<Message> {
    await this.until('Begin', () => this.ofType('Begin').length > 0)
    return this.ofType('Begin')[0] ?? {}
  }

  async end(): Promise<{ readonly code: number; readonly reason: string }> {
    await this.until('the close', () => this.closed !== null)
    return this.closed ?? { code: 0, reason: '' }
  }

  ofType(type: string): Message[] {
    return this.messages.filter((message) => message['type'] === type)
  }

  finals(): Message[] {
    return this.ofType('Turn').filter((turn) => turn['end_of_turn'] === true)
  }

  texts(): unknown[] {
    return this.finals().map((turn) => turn['transcript'])
  }

  say(message: Message): void {
    this.socket.send(JSON.stringify(message))
  }

  /** Sends 16 kHz PCM in messages of so many ms, the last one filled up with zeros. */
  hear(pcm: Int16Array, messageMs = 50): void {
    const step = messageMs * 16
    for (let at = 0; at < pcm.length; at += step) {
      const piece = new Int16Array(step)
      piece.set(pcm.subarray(at, at + step))
      this.socket.send(Buffer.from(piece.buffer))
    }
  }

  silence(ms: number): void {
    this.hear(new Int16Array(ms * 16))
  }

  /** Waits until the server has dealt with all that was sent: KeepAlive has no answer, but a ping has. */
  async settled(): Promise<void> {
    const before = this.pongs
    this.socket.ping()
    await this.until('a pong', () => this.pongs > before)
  }

  drop(): void {
    this.socket.terminate()
  }
}

function parse(text: string): Message | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : null
  } catch {
    return null
  }
}
