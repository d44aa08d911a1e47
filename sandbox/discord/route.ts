import { notFound } from './api-error.ts'
import type { Limit } from './rate-limits.ts'
import type { UploadedFile } from './upload.ts'

/** A request that has found its route, as a handler sees it. */
export class Call {
  readonly query: URLSearchParams
  readonly body: unknown
  readonly files: readonly UploadedFile[]
  readonly #params: ReadonlyMap<string, string>

  constructor(from: {
    readonly params: ReadonlyMap<string, string>
    readonly query: URLSearchParams
    readonly body: unknown
    readonly files: readonly UploadedFile[]
  }) {
    this.#params = from.params
    this.query = from.query
    this.body = from.body
    this.files = from.files
  }

  /** A `:name` of the route's path. */
  param(name: string): string {
    const value = this.#params.get(name)
    if (value === undefined) throw notFound()
    return value
  }
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
}

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown): Answer => ({ status: 201, body })
export const noContent: Answer = { status: 204 }

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path after `/v10`, with `:name` for what varies. The first name that is a channel, guild or webhook has a bucket of its own. */
  readonly path: string
  /** `bot`: only with the bot's token in the header. `open`: a token in the path is proof enough. */
  readonly auth: 'bot' | 'open'
  readonly limit?: Limit
  /** Answers or throws an ApiError. Synchronous, so that no two requests ever interleave. */
  handle(call: Call): Answer
}

interface Leaf {
  readonly route: Route
  readonly segments: readonly string[]
}

export interface Match {
  readonly route: Route
  readonly params: ReadonlyMap<string, string>
}

/** Finds the route of a request. */
export class RouteTable {
  readonly #byLength = new Map<number, Leaf[]>()

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const segments = route.path.split('/')
      const leaves = this.#byLength.get(segments.length) ?? []
      leaves.push({ route, segments })
      // Fixed words win over names: /users/@me before /users/:user.
      leaves.sort((a, b) => nameCount(a) - nameCount(b))
      this.#byLength.set(segments.length, leaves)
    }
  }

  /** The route, `method` when only another method has this path, or null. */
  find(method: string, path: string): Match | 'method' | null {
    const segments = path.split('/')
    let isKnownPath = false
    for (const leaf of this.#byLength.get(segments.length) ?? []) {
      const params = matchSegments(leaf.segments, segments)
      if (params === null) continue
      if (leaf.route.method === method) return { route: leaf.route, params }
      isKnownPath = true
    }
    return isKnownPath ? 'method' : null
  }
}

const nameCount = (leaf: Leaf): number => leaf.segments.filter((segment) => segment.startsWith(':')).length

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): ReadonlyMap<string, string> | null {
  const params = new Map<string, string>()
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index]
    if (segment === undefined) return null
    if (part.startsWith(':')) params.set(part.slice(1), decodeURIComponent(segment))
    else if (part !== segment) return null
  }
  return params
}
