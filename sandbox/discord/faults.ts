/** What shall go wrong with the next requests of a kind. */
export interface Fault {
  readonly method: string
  /** Matched against the path after `/v10`. */
  readonly path: RegExp
  /** The status to answer, or `drop` to cut the connection. Left out: only the delay. */
  readonly status?: 200 | 400 | 401 | 403 | 404 | 429 | 500 | 502 | 503 | 504 | 'drop'
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** How many requests; 1 unless given. */
  readonly times?: number
  readonly delayMs?: number
  /** `after`: the request is carried out first, and only its answer is lost to the fault. `before` unless given. */
  readonly when?: 'before' | 'after'
}

/** The bodies Discord sends with a status when nothing more is to be said. */
const BODIES: Readonly<Record<number, unknown>> = {
  400: { message: '400: Bad Request', code: 0 },
  401: { message: '401: Unauthorized', code: 0 },
  403: { message: 'Missing Permissions', code: 50013 },
  404: { message: '404: Not Found', code: 0 },
  429: { message: 'You are being rate limited.', retry_after: 1, global: false },
}

export interface FaultAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

/** The faults that wait for their requests. */
export class Faults {
  #waiting: { readonly fault: Fault; left: number }[] = []

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 })
  }

  clear(): void {
    this.#waiting = []
  }

  /** The fault of this request, which uses it up once. */
  take(method: string, path: string): Fault | undefined {
    const entry = this.#waiting.find(({ fault }) => fault.method === method && fault.path.test(path))
    if (entry === undefined) return undefined
    entry.left -= 1
    if (entry.left <= 0) this.#waiting = this.#waiting.filter((each) => each !== entry)
    return entry.fault
  }
}

export function faultAnswer(fault: Fault, status: number): FaultAnswer {
  const retry: Readonly<Record<string, string>> =
    status === 429 ? { 'Retry-After': '1', 'X-RateLimit-Scope': 'shared' } : {}
  return { status, body: fault.body ?? BODIES[status], headers: { ...retry, ...fault.headers } }
}
