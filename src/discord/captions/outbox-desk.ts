import { StoreError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { Outbox, OutgoingPost, PendingPost, UnpostedLine } from '../../session/store.ts'
import type { PostCounters } from './post-counters.ts'

/** A post in the outbox; null: the store would not take it, and it is sent all the same. */
export type Ticket = number | null

export interface OutboxDeskOptions {
  readonly outbox: Outbox
  /** The date in ms. */
  readonly wall: () => number
  readonly log: Log
  /** Counts what the store would not take. */
  readonly counters?: Pick<PostCounters, 'unkept'>
}

/**
 * The outbox for those who post: a store that fails is no reason to keep captions from people. What could not be
 * written is counted and said once in the log; after a crash just then, a message may come twice or be missing.
 */
export class OutboxDesk {
  readonly #options: OutboxDeskOptions
  #failures = 0

  constructor(options: OutboxDeskOptions) {
    this.#options = options
  }

  /** How often the store failed. */
  get failures(): number {
    return this.#failures
  }

  begin(post: OutgoingPost): Promise<Ticket> {
    const { outbox, wall } = this.#options
    return this.#tolerant<Ticket>(outbox.begin(post, wall()), null)
  }

  async posted(ticket: Ticket, message: string): Promise<void> {
    if (ticket !== null) await this.#tolerant(this.#options.outbox.posted(ticket, message), undefined)
  }

  async refused(ticket: Ticket): Promise<void> {
    if (ticket !== null) await this.#tolerant(this.#options.outbox.refused(ticket), undefined)
  }

  async withdrawn(ticket: Ticket): Promise<void> {
    if (ticket !== null) await this.#tolerant(this.#options.outbox.withdrawn(ticket), undefined)
  }

  pending(): Promise<readonly PendingPost[]> {
    return this.#tolerant<readonly PendingPost[]>(this.#options.outbox.pending(), [])
  }

  shown(most: number): Promise<readonly string[]> {
    return this.#tolerant<readonly string[]>(this.#options.outbox.shown(most), [])
  }

  unposted(): Promise<readonly UnpostedLine[]> {
    return this.#tolerant<readonly UnpostedLine[]>(this.#options.outbox.unposted(), [])
  }

  async #tolerant<T>(work: Promise<T>, instead: T): Promise<T> {
    try {
      return await work
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.#failures += 1
      if (this.#options.counters) this.#options.counters.unkept += 1
      if (this.#failures === 1) this.#options.log.error('outbox cannot be kept', error)
      return instead
    }
  }
}
