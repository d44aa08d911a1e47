import { type Cancel, type Clock, systemClock } from '../../src/base/clock.ts'

interface Timer {
  dueMs: number
  readonly everyMs: number | null
  readonly fn: () => void
}

/**
 * The system's clock, which a test can put forward: what waits for that long happens at once, and all else keeps the time
 * that it is given, so that real sockets may be slow.
 */
export class LeapingClock implements Clock {
  readonly #timers = new Set<Timer>()
  #leaptMs = 0
  #cancel: Cancel = () => {}

  now(): number {
    return systemClock.now() + this.#leaptMs
  }

  wall(): number {
    return systemClock.wall() + this.#leaptMs
  }

  after(ms: number, fn: () => void): Cancel {
    return this.#add({ dueMs: this.now() + ms, everyMs: null, fn })
  }

  every(ms: number, fn: () => void): Cancel {
    return this.#add({ dueMs: this.now() + ms, everyMs: ms, fn })
  }

  /** Puts the clock forward; what falls due on the way happens within the call, in its order. */
  leap(ms: number): void {
    const endMs = this.now() + ms
    for (let next = this.#next(); next !== undefined && next.dueMs <= endMs; next = this.#next()) {
      this.#forwardTo(next.dueMs)
      this.#fire(next)
    }
    this.#forwardTo(endMs)
    this.#arm()
  }

  #forwardTo(ms: number): void {
    this.#leaptMs += Math.max(0, ms - this.now())
  }

  #next(): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) if (next === undefined || timer.dueMs < next.dueMs) next = timer
    return next
  }

  #fire(timer: Timer): void {
    if (timer.everyMs === null) this.#timers.delete(timer)
    else timer.dueMs += timer.everyMs
    timer.fn()
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer)
    this.#arm()
    return () => {
      this.#timers.delete(timer)
      this.#arm()
    }
  }

  /** One timer of the system's for whatever is due first. */
  #arm(): void {
    this.#cancel()
    const next = this.#next()
    if (next === undefined) return
    this.#cancel = systemClock.after(Math.max(0, next.dueMs - this.now()), () => {
      if (this.#timers.has(next) && next.dueMs <= this.now()) this.#fire(next)
      this.#arm()
    })
  }
}
