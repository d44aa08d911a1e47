import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { ConfigError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'

/** What is answered to a GET. */
export interface Page {
  readonly status: 200 | 503
  readonly contentType: string
  readonly body: string
}

export interface HttpServerOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** By path. */
  readonly pages: ReadonlyMap<string, () => Page | Promise<Page>>
  readonly log: Log
}

/** Nobody who scrapes needs longer to ask. */
const REQUEST_MS = 5_000

/** Answers GET and HEAD with a few pages, and everything else with 404 or 405. */
export class HttpServer {
  readonly #options: HttpServerOptions
  readonly #server: Server
  /** Requests that have no whole answer yet. */
  readonly #answering = new Set<ServerResponse>()
  #closing: Promise<void> | null = null

  constructor(options: HttpServerOptions) {
    this.#options = options
    this.#server = createServer(
      { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, maxHeaderSize: 8_192 },
      (request, response) => {
        this.#answering.add(response)
        response.once('close', () => {
          this.#answering.delete(response)
          this.#closeSilent()
        })
        void this.#answer(request, response)
      },
    )
  }

  /** Resolves with the port when it listens. Rejects with a ConfigError if it cannot. */
  start(): Promise<number> {
    const { host, port } = this.#options
    return new Promise((resolve, reject) => {
      const refuse = (error: NodeJS.ErrnoException) =>
        reject(new ConfigError([sentence(error.code ?? '', { host, port })]))
      this.#server.once('error', refuse)
      this.#server.listen(port, host, () => {
        this.#server.off('error', refuse)
        this.#server.on('error', (error) => this.#options.log.error('http server error', error))
        const address = this.#server.address()
        resolve(address !== null && typeof address === 'object' ? address.port : port)
      })
    })
  }

  /** Ends connections that have asked nothing, or half of it, when the rest is answered. A second call is fine. */
  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      // The only error is that it does not listen.
      this.#server.close(() => resolve())
    })
    this.#closeSilent()
    return this.#closing
  }

  #closeSilent(): void {
    if (this.#closing !== null && this.#answering.size === 0) this.#server.closeAllConnections()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const page = this.#options.pages.get(pathOf(request))
    if (page === undefined) return end(response, 404, 'Not found.\n')
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      return end(response, 405, 'Only GET and HEAD.\n')
    }
    try {
      const { status, contentType, body } = await page()
      response.setHeader('Content-Type', contentType)
      response.setHeader('Cache-Control', 'no-store')
      end(response, status, body)
    } catch (error) {
      this.#options.log.error('http page failed', error)
      end(response, 500, 'Something went wrong; the log says what.\n')
    }
  }
}

function end(response: ServerResponse, status: number, body: string): void {
  if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', 'text/plain; charset=utf-8')
  response.statusCode = status
  // Node leaves the body out of an answer to HEAD.
  response.end(body)
}

/** Without the query; what is no path is none of ours. */
const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?')[0] ?? ''

function sentence(code: string, { host, port }: { readonly host: string; readonly port: number }): string {
  switch (code) {
    case 'EADDRINUSE':
      return `HTTP_PORT ${port} on ${host} is in use by another program: stop that, or choose another port.`
    case 'EACCES':
      return `HTTP_PORT ${port} may not be opened by this user: choose one from 1024.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HTTP_HOST ${host} is no address of this machine.`
    default:
      return `HTTP_PORT ${port} on ${host} cannot be opened (${code}).`
  }
}
