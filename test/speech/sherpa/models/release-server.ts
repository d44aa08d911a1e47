import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a server answers one request. */
export type Answering =
  /** As GitHub does: ranges, and an entity tag. */
  | { readonly kind: 'well' }
  /** Sends so many bytes of the body, and then nothing, until the connection is cut. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** Breaks the connection before the body. */
  | { readonly kind: 'cut' }
  /** Whole, whatever range was asked for. */
  | { readonly kind: 'no-ranges' }
  /** Breaks the connection instead of an answer. */
  | { readonly kind: 'reset' }
  /** Takes the request, and says nothing. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'status'; readonly status: number }
  /** Sends another server there. */
  | { readonly kind: 'redirect'; readonly to: string }

/** A release page on loopback. Every path answers with the same body. */
export class ReleaseServer {
  readonly address: string
  /** The headers of every request, in order. */
  readonly requests: { readonly path: string; readonly range: string | null }[] = []
  /** For the next requests, one each; then all goes well. */
  readonly plan: Answering[] = []
  body: Buffer
  readonly #server: Server

  private constructor(server: Server, body: Buffer) {
    this.#server = server
    this.body = body
    this.address = `http://127.0.0.1:${addressOf(server).port}`
    server.on('request', (request, response) => this.#answer(request, response))
  }

  static async start(body: Buffer): Promise<ReleaseServer> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new ReleaseServer(server, body)
  }

  /** Breaks every connection. */
  cut(): void {
    this.#server.closeAllConnections()
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push({ path: request.url ?? '', range: request.headers.range ?? null })
    const answering = this.plan.shift() ?? { kind: 'well' }
    if (answering.kind === 'silent') return
    if (answering.kind === 'reset') {
      request.socket.destroy()
      return
    }
    if (answering.kind === 'status') {
      response.writeHead(answering.status).end('no')
      return
    }
    if (answering.kind === 'redirect') {
      response.writeHead(302, { location: answering.to }).end()
      return
    }
    const tag = `"${createHash('sha256').update(this.body).digest('hex')}"`
    const from = answering.kind === 'no-ranges' ? 0 : wantedFrom(request, tag)
    const rest = this.body.subarray(from)
    response.writeHead(from === 0 ? 200 : 206, {
      etag: tag,
      'content-length': rest.length,
      ...(from === 0 ? {} : { 'content-range': `bytes ${from}-${this.body.length - 1}/${this.body.length}` }),
    })
    if (answering.kind === 'cut') response.write('', () => response.destroy())
    else if (answering.kind === 'stall') response.write(rest.subarray(0, answering.afterBytes))
    else response.end(rest)
  }
}

function wantedFrom({ headers }: IncomingMessage, tag: string): number {
  const condition = headers['if-range']
  if (condition !== undefined && condition !== tag) return 0
  return Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
}

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  return address
}
