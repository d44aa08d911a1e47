import { type Cancel, type Clock, systemClock } from '../../src/base/clock.ts'
import { ManualClock } from '../support/manual-clock.ts'

/** What passes in a turn of the event loop at most: as much as a chunk lasts. */
const MOST_MS = 50

/**
 * A clock on which so many seconds pass in one, for an engine and a service in one process, which talk over real
 * sockets. In a turn of the event loop at most 50 ms pass on it, however long this process stood still or waited for
 * a processor: on a busy machine its time is long, and what was sent is read as soon by it as on an idle one.
 *
 * It stands still while nobody waits for anything on it. The date is true.
 */
export class PatientClock implements Clock {
  readonly #clock = new ManualClock()
  readonly #times: number
  #running = false

  constructor(times: number) {
    this.#times = times
  }

  now(): number {
    return this.#clock.now()
  }

  wall(): number {
    return systemClock.wall()
  }

  after(ms: number, fn: () => void): Cancel {
    const cancel = this.#clock.after(ms, fn)
    this.#run()
    return cancel
  }

  every(ms: number, fn: () => void): Cancel {
    const cancel = this.#clock.every(ms, fn)
    this.#run()
    return cancel
  }

  #run(): void {
    if (this.#running) return
    this.#running = true
    let lookedMs = performance.now()
    const step = (): void => {
      const nowMs = performance.now()
      this.#clock.advance(Math.min((nowMs - lookedMs) * this.#times, MOST_MS))
      lookedMs = nowMs
      this.#running = this.#clock.pending > 0
      if (this.#running) setTimeout(step, 1)
    }
    setTimeout(step, 1)
  }
}
