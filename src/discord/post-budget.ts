import type { Clock } from '../base/clock.ts'

/** Messages that one channel takes in `WINDOW_MS`: Discord's limit per channel, as its headers name it. */
const POSTS = 5
const WINDOW_MS = 5_000
/** Discord counts when a request arrives, we when it was answered; the rest is for clocks and network. */
const MARGIN_MS = 250

/** One of those who post in a channel. */
export interface Seat {
  /** Messages wait to be posted. */
  pressing: boolean
}

/**
 * What may be posted in a channel now, known beforehand rather than learnt from refusals: at most five messages in
 * any five seconds, which holds whatever moment Discord's own window starts at.
 */
export class PostBudget {
  readonly #clock: Clock
  /** When each of the last posts was answered, oldest first; a post under way is counted in `#underWay`. */
  #answered: number[] = []
  #underWay = 0
  readonly #seats = new Set<Seat>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Messages that may be sent at once. */
  get free(): number {
    this.#forget()
    return Math.max(0, POSTS - this.#underWay - this.#answered.length)
  }

  /** Milliseconds until one more may be sent; 0 if one may be sent now. Infinity while all are under way. */
  get waitMs(): number {
    if (this.free > 0) return 0
    const oldest = this.#answered[0]
    return oldest === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(1, oldest + WINDOW_MS + MARGIN_MS - this.#clock.now())
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
    return this.free === POSTS && this.#seats.size === 0
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

  #forget(): void {
    const since = this.#clock.now() - WINDOW_MS - MARGIN_MS
    const first = this.#answered.findIndex((at) => at > since)
    this.#answered = first === -1 ? [] : this.#answered.slice(first)
  }
}
