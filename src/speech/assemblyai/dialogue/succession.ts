import type { MonotonicMs } from '../../../base/ids.ts'
import { earlier } from './earlier.ts'
import { Epoch } from './epoch.ts'

/** What comes after the front: nothing yet, a socket, or the wait before another is tried. */
type Next =
  | { readonly kind: 'none' }
  | { readonly kind: 'coming'; readonly epoch: Epoch }
  | { readonly kind: 'waiting'; readonly attempt: number; readonly untilMs: MonotonicMs }

const NONE: Next = { kind: 'none' }

/**
 * The sockets of a dialogue, two at most: the front, which is fed or tells its last turns, and the one that follows
 * when the front is done.
 */
export class Succession {
  #front: Epoch | null = null
  #next: Next = NONE
  #opened = 0

  get front(): Epoch | null {
    return this.#front
  }

  get next(): Next {
    return this.#next
  }

  /** The front while it is fed and in order. */
  get live(): Epoch | null {
    return this.#front?.phase.kind === 'live' && this.#front.said === null ? this.#front : null
  }

  /** The socket that is being opened, or is ready and waits for its turn. */
  get coming(): Epoch | null {
    return this.#next.kind === 'coming' ? this.#next.epoch : null
  }

  /** How far the front's successor is. */
  get successor(): 'none' | 'coming' | 'ready' {
    if (this.#next.kind === 'none') return 'none'
    return this.coming?.phase.kind === 'ready' ? 'ready' : 'coming'
  }

  /** Whether nothing is open for sound, nor will be without more sound. */
  get resting(): boolean {
    return this.#next.kind === 'none' && this.#front?.phase.kind !== 'live'
  }

  /** Sockets that are known, the front first. */
  get epochs(): readonly Epoch[] {
    return [this.#front, this.coming].filter((epoch) => epoch !== null)
  }

  find(id: number): Epoch | null {
    return this.epochs.find((epoch) => epoch.id === id) ?? null
  }

  /** When something is overdue if nothing comes; null: nothing is waited for. */
  get limitAt(): MonotonicMs | null {
    const nextAt = this.#next.kind === 'waiting' ? this.#next.untilMs : (this.coming?.limit?.at ?? null)
    return earlier(this.#front?.limit?.at ?? null, nextAt)
  }

  /** A socket is to follow, after so many failed attempts. */
  connect(attempt: number): Epoch {
    this.#opened += 1
    const epoch = new Epoch(this.#opened, attempt)
    this.#next = { kind: 'coming', epoch }
    return epoch
  }

  wait(attempt: number, untilMs: MonotonicMs): void {
    this.#next = { kind: 'waiting', attempt, untilMs }
  }

  /** Makes the next socket the front, if it is ready and there is none. */
  promote(): Epoch | null {
    const ready = this.coming
    if (this.#front !== null || ready?.phase.kind !== 'ready') return null
    this.#front = ready
    this.#next = NONE
    ready.feed()
    return ready
  }

  /** This socket is done with. */
  drop(epoch: Epoch): void {
    if (epoch === this.#front) this.#front = null
    if (epoch === this.coming) this.#next = NONE
  }

  /** No socket is to follow. Answers the one that was coming. */
  dropNext(): Epoch | null {
    const { coming } = this
    this.#next = NONE
    return coming
  }
}
