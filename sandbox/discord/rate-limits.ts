import { createHash } from 'node:crypto'
import { ApiError } from './api-error.ts'

export interface Limit {
  readonly count: number
  readonly perMs: number
}

interface Bucket {
  used: number
  resetsAt: number
}

export interface Verdict {
  readonly isAllowed: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly retryAfterMs: number
}

/** More buckets than this: those that have run out are forgotten. */
const SWEEP_AT = 5000

/** Buckets that fill with requests and empty all at once, as the `X-RateLimit-*` headers describe them. */
export class RateLimits {
  readonly #buckets = new Map<string, Bucket>()
  readonly #hashes = new Map<string, string>()

  /** Counts a request of this route for this channel, guild or webhook. */
  take(route: string, major: string, limit: Limit): Verdict {
    const now = Date.now()
    const bucket = this.#bucket(`${route} ${major}`, now, limit)
    const isAllowed = bucket.used < limit.count
    if (isAllowed) bucket.used += 1
    const leftMs = bucket.resetsAt - now
    return {
      isAllowed,
      retryAfterMs: leftMs,
      headers: {
        'X-RateLimit-Limit': String(limit.count),
        'X-RateLimit-Remaining': String(limit.count - bucket.used),
        'X-RateLimit-Reset': (bucket.resetsAt / 1000).toFixed(3),
        'X-RateLimit-Reset-After': (leftMs / 1000).toFixed(3),
        'X-RateLimit-Bucket': this.#hash(route),
      },
    }
  }

  #bucket(key: string, now: number, limit: Limit): Bucket {
    const existing = this.#buckets.get(key)
    if (existing !== undefined && existing.resetsAt > now) return existing
    if (this.#buckets.size > SWEEP_AT) {
      for (const [name, bucket] of this.#buckets) if (bucket.resetsAt <= now) this.#buckets.delete(name)
    }
    const made = { used: 0, resetsAt: now + limit.perMs }
    this.#buckets.set(key, made)
    return made
  }

  #hash(route: string): string {
    const known = this.#hashes.get(route)
    if (known !== undefined) return known
    const made = createHash('md5').update(route).digest('hex')
    this.#hashes.set(route, made)
    return made
  }
}

/** A limit over a sliding window that no header announces; only the 429 tells of it. */
export class HiddenLimit {
  readonly #limit: Limit
  readonly #times = new Map<string, number[]>()

  constructor(limit: Limit) {
    this.#limit = limit
  }

  /** @throws {ApiError} 429 with the time until the oldest request leaves the window. */
  take(key: string): void {
    const now = Date.now()
    const times = (this.#times.get(key) ?? []).filter((time) => time > now - this.#limit.perMs)
    this.#times.set(key, times)
    const [oldest] = times
    if (oldest === undefined || times.length < this.#limit.count) {
      times.push(now)
      return
    }
    throw tooManyRequests(oldest + this.#limit.perMs - now, { 'X-RateLimit-Scope': 'shared' })
  }
}

/** "Exceeding A Rate Limit": the wait in the header is in whole seconds, rounded up, in the body exact. */
export function tooManyRequests(
  retryAfterMs: number,
  headers: Readonly<Record<string, string>>,
  isGlobal = false,
): ApiError {
  const seconds = Math.max(retryAfterMs, 1) / 1000
  const message = 'You are being rate limited.'
  return new ApiError(
    429,
    { message, retry_after: Number(seconds.toFixed(3)), global: isGlobal },
    {
      ...headers,
      'Retry-After': String(Math.ceil(seconds)),
      ...(isGlobal && { 'X-RateLimit-Global': 'true', 'X-RateLimit-Scope': 'global' }),
    },
  )
}
