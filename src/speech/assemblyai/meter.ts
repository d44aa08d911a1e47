import type { MonotonicMs } from '../../base/ids.ts'
import type { SocketEnd } from './socket.ts'

interface Open {
  readonly openedAt: MonotonicMs
  /** The service's own figure, once it has told it. */
  toldMs: number | null
}

/**
 * What a stream's sockets cost. The service bills from open to close, sound or not. Its own figure counts; without
 * one our clock does. A socket that we broke off it may keep open, and bill, until it notices that nothing comes.
 */
export class Meter {
  readonly #inactivityMs: number
  readonly #open = new Map<number, Open>()
  #closedMs = 0
  #connections = 0

  constructor(inactivityMs: number) {
    this.#inactivityMs = inactivityMs
  }

  get connections(): number {
    return this.#connections
  }

  /** Whether something is billed now. */
  get running(): boolean {
    return this.#open.size > 0
  }

  opened(epoch: number, now: MonotonicMs): void {
    this.#connections += 1
    this.#open.set(epoch, { openedAt: now, toldMs: null })
  }

  /** The service told what it bills for this one. */
  told(epoch: number, seconds: number): void {
    const open = this.#open.get(epoch)
    if (open !== undefined) open.toldMs = seconds * 1000
  }

  closed(epoch: number, end: SocketEnd, now: MonotonicMs): void {
    const open = this.#open.get(epoch)
    if (open === undefined) return
    this.#open.delete(epoch)
    const unseenMs = end === 'cut' ? this.#inactivityMs : 0
    this.#closedMs += open.toldMs ?? now - open.openedAt + unseenMs
  }

  billedMs(now: MonotonicMs): number {
    let ms = this.#closedMs
    for (const { openedAt, toldMs } of this.#open.values()) ms += toldMs ?? now - openedAt
    return ms
  }
}
