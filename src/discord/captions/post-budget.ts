import type { Clock } from '../../base/clock.ts'

/** So many requests in any stretch of so many milliseconds. */
export interface PostLimit {
  readonly posts: number
  readonly windowMs: number
}

/** Discord's limit for messages in a channel, as its headers name it. It counts looks into the channel apart. */
export const MESSAGES: PostLimit = { posts: 5, windowMs: 5_000 }
/** Edits are counted apart too, five in five seconds; one of them is left to the status panel. */
export const EDITS: PostLimit = { posts: 4, windowMs: 5_000 }
/**
 * What a channel takes of its webhooks, with its threads. No header announces it (discord/discord-api-docs, issues 367 and 1454);
 * who overruns it is kept from posting through webhooks until the oldest is a minute old.
 */
export const WEBHOOK_MESSAGES: PostLimit = { posts: 30, windowMs: 60_000 }
/** Discord counts when a request arrives, we when it was answered; the rest is for clocks and network. */
const MARGIN_MS = 250

/**
 * Where few messages are left, the shortest time from one to the next, by how many are left. Five in a row would keep
 * the sixth waiting for five seconds; so none waits much longer than two, and shares its message with what comes.
 */
const SPACED_MS: Readonly<Record<number, number>> = { 1: 1_600, 2: 1_200 }

/** One of those who post in a channel. */
export interface Seat {
  /** Messages wait to be posted. */
  pressing: boolean
}

/**
 * What may be posted in a channel now, known beforehand rather than learnt from refusals: never more than the limit
 * in any stretch of its length, which holds whatever moment Discord's own window starts at.
 */
export class PostBudget {
  readonly #clock: Clock
  readonly #limit: PostLimit
  /** Until when Discord said to wait: somebody else may have used up what it counts. */
  #heldUntil = Number.NEGATIVE_INFINITY
  /** When each of the last posts was answered, oldest first; a post under way is counted in `#underWay`. */
  #answered: number[] = []
  #underWay = 0
  readonly #seats = new Set<Seat>()

  constructor(clock: Clock, limit: PostLimit = MESSAGES) {
    this.#clock = clock
    this.#limit = limit
  }

  /** Messages that may be sent at once. */
  get free(): number {
    this.#forget()
    if (this.#clock.now() < this.#heldUntil) return 0
    return Math.max(0, this.#limit.posts - this.#underWay - this.#answered.length)
  }

  /** Milliseconds until one more may be sent; 0 if one may be sent now. Infinity while all are under way. */
  get waitMs(): number {
    if (this.free > 0) return 0
    const now = this.#clock.now()
    if (now < this.#heldUntil) return this.#heldUntil - now
    const oldest = this.#answered[0]
    return oldest === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(1, oldest + this.#limit.windowMs + MARGIN_MS - now)
  }

  /** Milliseconds until one more may be sent without leaving those that follow to wait: never less than `waitMs`. */
  get calmMs(): number {
    const { free } = this
    const last = this.#answered.at(-1)
    if (free === 0 || last === undefined) return this.waitMs
    return Math.max(0, last + (SPACED_MS[free] ?? 0) - this.#clock.now())
  }

  /** True while somebody has messages to post: what is less urgent is to wait. */
  get pressed(): boolean {
    for (const seat of this.#seats) if (seat.pressing) return true
    return false
  }

  /** To be called by whoever posts in the channel, who says in what it answers whether messages wait. */
  take(): Seat {
    const seat: Seat = { pressing: false }
    this.#seats.add(seat)
    return seat
  }

  /** Ends what `take` began; doing it twice is fine. */
  leave(seat: Seat): void {
    this.#seats.delete(seat)
  }

  /** True when nobody is here and nothing is remembered, so that a new budget would do as well. */
  get idle(): boolean {
    return this.free === this.#limit.posts && this.#seats.size === 0
  }

  /** Counts a request, whatever comes of it: `work` is the request. */
  async spend<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay += 1
    try {
      return await work()
    } finally {
      this.#underWay -= 1
      this.#answered.push(this.#clock.now())
    }
  }

  /** Discord refused one for there being too many, and said how long to wait. */
  hold(ms: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.#clock.now() + ms + MARGIN_MS)
  }

  #forget(): void {
    const since = this.#clock.now() - this.#limit.windowMs - MARGIN_MS
    const first = this.#answered.findIndex((at) => at > since)
    this.#answered = first === -1 ? [] : this.#answered.slice(first)
  }
}
