import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { ApiError, entityTooLarge, methodNotAllowed, notFound, unauthorized } from './api-error.ts'
import { type Fault, Faults, faultAnswer } from './faults.ts'
import { RateLimits, tooManyRequests } from './rate-limits.ts'
import { type Answer, Call, type Match, type Route, RouteTable } from './route.ts'
import { readBody } from './upload.ts'
import type { World } from './world.ts'

/** One request as it was answered; 0 when the connection was cut instead. */
export interface SeenRequest {
  readonly method: string
  /** After `/v10`, without query, and with `:token` for webhooks' and interactions' tokens. */
  readonly path: string
  readonly status: number
  /** Wall time (ms) of the answer. */
  readonly at: number
}

const REQUESTS_KEPT = 5000
/** "All bots can make up to 50 requests per second to our API." */
const GLOBAL_LIMIT = { count: 50, perMs: 1000 }
const DEFAULT_LIMIT = { count: 20, perMs: 1000 }
const BODY_MAX_BYTES = 110 * 1024 * 1024

type FullAnswer = Answer & { readonly headers?: Readonly<Record<string, string>> }

/** The REST side: authentication, limits, faults, and the routes. */
export class Rest {
  readonly faults = new Faults()
  readonly #world: World
  readonly #routes: RouteTable
  readonly #limits = new RateLimits()
  #seen: SeenRequest[] = []
  /** Requests answered with 429 because a limit was overrun; injected ones do not count. */
  rateLimited = 0

  constructor(world: World, routes: readonly Route[]) {
    this.#world = world
    this.#routes = new RouteTable(routes)
  }

  /** The last requests, oldest first. */
  get requests(): readonly SeenRequest[] {
    return this.#seen
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox')
    if (url.pathname.startsWith('/attachments/')) {
      this.#serveFile(url.pathname, response)
      return
    }
    const method = request.method ?? 'GET'
    const path = url.pathname.replace(/^\/api\/v10/, '')
    const bytes = await collect(request)
    const fault = path === url.pathname ? undefined : this.faults.take(method, path)
    if (fault?.delayMs !== undefined && fault.when !== 'after') await wait(fault.delayMs)
    const isFaulty = fault !== undefined && fault.status !== undefined
    let answer: FullAnswer | null = null
    if (!isFaulty || fault.when === 'after') {
      const isApi = path !== url.pathname
      answer = await this.#answer({ method, path, url, bytes, headers: request.headers, isApi })
      if (answer.status === 429) this.rateLimited += 1
    }
    if (fault?.delayMs !== undefined && fault.when === 'after') await wait(fault.delayMs)
    if (isFaulty) answer = faultyAnswer(fault)
    this.#note(method, path, answer?.status ?? 0)
    if (answer === null) request.socket.destroy()
    else reply(response, answer)
  }

  async #answer(request: {
    readonly method: string
    readonly path: string
    readonly url: URL
    readonly bytes: Buffer | null
    readonly headers: IncomingMessage['headers']
    readonly isApi: boolean
  }): Promise<FullAnswer> {
    try {
      const match = request.isApi ? this.#routes.find(request.method, request.path) : null
      if (match === null) throw notFound()
      if (match === 'method') throw methodNotAllowed()
      const isBot = request.headers.authorization === `Bot ${this.#world.bot.token}`
      if (match.route.auth === 'bot' && !isBot) throw unauthorized()
      const headers = this.#limit(match)
      try {
        if (request.bytes === null) throw entityTooLarge()
        const { json, files } = await readBody(request.bytes, request.headers['content-type'] ?? '')
        const { searchParams: query } = request.url
        const call = new Call({ params: match.params, query, body: json, files })
        return { headers, ...match.route.handle(call) }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        // A limit that no header announces must not look like the bucket's own.
        if (error.status === 429) throw error
        throw new ApiError(error.status, error.body, { ...headers, ...error.headers })
      }
    } catch (error) {
      if (error instanceof ApiError) return error
      throw error
    }
  }

  /** Counts the request; answers the bucket's headers. @throws {ApiError} 429 */
  #limit(match: Match): Readonly<Record<string, string>> {
    const { route, params } = match
    // "Interaction endpoints are not bound to the bot's Global Rate Limit", nor is what needs no bot token.
    if (route.auth === 'bot') {
      const overall = this.#limits.take('global', '', GLOBAL_LIMIT)
      if (!overall.isAllowed) throw tooManyRequests(overall.retryAfterMs, {}, true)
    }
    // "Per-route … top-level resources": channel, guild, webhook with its token; an interaction is its token.
    const webhook = params.get('webhook') ?? params.get('interaction')
    const major =
      webhook === undefined
        ? (params.get('channel') ?? params.get('guild') ?? '')
        : `${webhook}${params.get('token') ?? ''}`
    const bucket = this.#limits.take(`${route.method} ${route.path}`, major, route.limit ?? DEFAULT_LIMIT)
    if (bucket.isAllowed) return bucket.headers
    throw tooManyRequests(bucket.retryAfterMs, { ...bucket.headers, 'X-RateLimit-Scope': 'user' })
  }

  #serveFile(pathname: string, response: ServerResponse): void {
    const file = this.#world.attachments.get(pathname.split('/')[3] ?? '')
    if (file === undefined) {
      reply(response, notFound())
      return
    }
    response.writeHead(200, { 'Content-Type': file.contentType, 'Content-Length': file.size })
    response.end(file.bytes)
  }

  #note(method: string, path: string, status: number): void {
    const safe = path.replace(/^(\/(?:webhooks|interactions)\/\d+)\/[^/]+/, '$1/:token')
    this.#seen.push({ method, path: safe, status, at: Date.now() })
    if (this.#seen.length > REQUESTS_KEPT) this.#seen = this.#seen.slice(-REQUESTS_KEPT / 2)
  }
}

function faultyAnswer(fault: Fault): FullAnswer | null {
  return fault.status === undefined || fault.status === 'drop' ? null : faultAnswer(fault, fault.status)
}

/** The body, or null when it is longer than any request may be. */
async function collect(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size <= BODY_MAX_BYTES) chunks.push(bytes)
  }
  return size > BODY_MAX_BYTES ? null : Buffer.concat(chunks)
}

function reply(response: ServerResponse, answer: FullAnswer): void {
  if (answer.body === undefined) {
    response.writeHead(answer.status, answer.headers)
    response.end()
    return
  }
  const text = JSON.stringify(answer.body)
  response.writeHead(answer.status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...answer.headers,
  })
  response.end(text)
}
