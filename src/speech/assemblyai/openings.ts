import type { Cancel, Clock } from '../../base/clock.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import { type Saying, together } from '../../wording/words.ts'

/** What a paid account may open in a minute to begin with, and what a free one may. */
const PAID_PER_MINUTE = 100
const FREE_PER_MINUTE = 5
/** How long a refusal for too many sessions is believed. */
const LOWERED_MS = 600_000
/**
 * The service counts a minute's openings where they arrive, and one that took longer on its way than the next lies
 * closer to it there: so a minute here is longer by what a slow handshake takes.
 */
const MINUTE_MS = 61_000

export interface OpeningTicket {
  /** Takes the request back, or gives the place back when the socket is closed. Twice is fine. */
  release(): void
}

export interface OpeningsOptions {
  readonly clock: Clock
  /** New sessions a minute, whatever the service says; null: 100, and 5 for a while after a refusal. */
  readonly perMinute: number | null
  /** Sessions open at once. */
  readonly most: number
}

type Ticket =
  | { readonly at: 'queue'; readonly granted: () => void }
  | { readonly at: 'open' }
  | { readonly at: 'end' }

/**
 * The right to open speech sessions, shared by all streams of one account: so many in any minute, so many at once,
 * first come first served.
 */
export class Openings {
  readonly #clock: Clock
  readonly #fixed: number | null
  readonly #most: number
  /** In order of asking; each stream asks for one at a time, which bounds it. */
  readonly #waiting = new Set<Seat>()
  /** When the openings of the last minute were granted, oldest first. */
  readonly #granted: MonotonicMs[] = []
  #open = 0
  #loweredUntil = Number.NEGATIVE_INFINITY
  #timer: Cancel | null = null
  #closed = false

  constructor({ clock, perMinute, most }: OpeningsOptions) {
    this.#clock = clock
    this.#fixed = perMinute
    this.#most = most
  }

  /** Calls `granted` once, never from within this call, when a session may be opened. */
  request(granted: () => void): OpeningTicket {
    const seat = new Seat(granted, (was) => this.#released(seat, was))
    if (this.#closed) return seat
    this.#waiting.add(seat)
    this.#lookIn(0)
    return seat
  }

  /** The service has refused a session because there are too many. Does nothing where the number is fixed. */
  tooMany(): void {
    if (this.#fixed === null) this.#loweredUntil = this.#clock.now() + LOWERED_MS
  }

  /** The part of a minute's openings that is left now, 0 to 1. */
  get free(): number {
    return Math.max(0, 1 - this.#lately() / this.#perMinute)
  }

  /** How many wait for one now. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** What readers should know, as sentences without names; null: nobody has to wait. */
  get trouble(): Saying | null {
    const sentences: Saying[] = []
    const [lately, open] = [this.#lately(), this.#open]
    const waits = this.#waiting.size > 0
    if (this.#lowered) sentences.push(({ speech }) => speech.assemblyai.lowered(FREE_PER_MINUTE))
    else if (waits && lately >= this.#perMinute)
      sentences.push(({ speech }) => speech.assemblyai.openings(lately, this.#perMinute))
    if (waits && open >= this.#most) sentences.push(({ speech }) => speech.assemblyai.inUse(open, this.#most))
    return sentences.length === 0 ? null : together(sentences)
  }

  /** Nothing more is granted. Tickets can still be released. */
  close(): void {
    this.#closed = true
    this.#waiting.clear()
    this.#timer?.()
    this.#timer = null
  }

  get #lowered(): boolean {
    return this.#clock.now() < this.#loweredUntil
  }

  get #perMinute(): number {
    return this.#fixed ?? (this.#lowered ? FREE_PER_MINUTE : PAID_PER_MINUTE)
  }

  /** How many were granted in the last minute. */
  #lately(): number {
    const minuteAgo = this.#clock.now() - MINUTE_MS
    const oldest = this.#granted.findIndex((at) => at > minuteAgo)
    this.#granted.splice(0, oldest === -1 ? this.#granted.length : oldest)
    return this.#granted.length
  }

  #released(seat: Seat, was: 'queue' | 'open'): void {
    if (was === 'queue') this.#waiting.delete(seat)
    else this.#open -= 1
    if (this.#waiting.size > 0) this.#lookIn(0)
  }

  #lookIn(ms: number): void {
    if (this.#closed) return
    this.#timer?.()
    this.#timer = this.#clock.after(ms, () => {
      this.#timer = null
      this.#grant()
    })
  }

  #grant(): void {
    for (const seat of this.#waiting) {
      // A place in number is given back by a release, which looks again.
      if (this.#open >= this.#most) return
      if (this.#lately() >= this.#perMinute) {
        this.#lookIn(this.#roomInMs())
        return
      }
      this.#waiting.delete(seat)
      this.#granted.push(this.#clock.now())
      this.#open += 1
      seat.grant()
    }
  }

  /** Until fewer than a minute's openings lie in the last minute, or more are allowed again. */
  #roomInMs(): number {
    const inTheWay = this.#granted.at(-this.#perMinute) ?? this.#clock.now()
    const roomAt = inTheWay + MINUTE_MS
    const thenMs = (this.#lowered ? Math.min(roomAt, this.#loweredUntil) : roomAt) - this.#clock.now()
    // A whole number of ms, for a fraction that is lost to rounding would be waited for again and again.
    return Math.max(1, Math.ceil(thenMs))
  }
}

class Seat implements OpeningTicket {
  #ticket: Ticket
  readonly #released: (was: 'queue' | 'open') => void

  constructor(granted: () => void, released: (was: 'queue' | 'open') => void) {
    this.#ticket = { at: 'queue', granted }
    this.#released = released
  }

  grant(): void {
    if (this.#ticket.at !== 'queue') return
    const { granted } = this.#ticket
    this.#ticket = { at: 'open' }
    granted()
  }

  release(): void {
    const { at } = this.#ticket
    if (at === 'end') return
    this.#ticket = { at: 'end' }
    this.#released(at)
  }
}
