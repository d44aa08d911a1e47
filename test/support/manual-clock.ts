import type { Cancel, Clock } from '../../src/base/clock.ts'

interface Timer {
  due: number
  every: number | null
  readonly order: number
  readonly fn: () => void
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now = 0
  #order = 0
  readonly #timers = new Set<Timer>()
  readonly #wallAtZero: number

  constructor(wallAtZero = Date.UTC(2026, 0, 1)) {
    this.#wallAtZero = wallAtZero
  }

  now(): number {
    return this.#now
  }

  wall(): number {
    return this.#wallAtZero + this.#now
  }

  after(ms: number, fn: () => void): Cancel {
    return this.#add({ due: this.#now + ms, every: null, order: this.#order++, fn })
  }

  every(ms: number, fn: () => void): Cancel {
    return this.#add({ due: this.#now + ms, every: ms, order: this.#order++, fn })
  }

  /** Timers that have not fired and were not cancelled: 0 when nothing was left open. */
  get pending(): number {
    return this.#timers.size
  }

  /** Moves time on, firing what falls due on the way, in order of due time. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const next = this.#nextDue(end)
      if (next === undefined) break
      this.#now = Math.max(this.#now, next.due)
      if (next.every === null) this.#timers.delete(next)
      else next.due += next.every
      next.fn()
    }
    this.#now = end
  }

  /** As `advance`, in steps, letting promises settle after each. */
  async run(ms: number, step = 10): Promise<void> {
    for (let passed = 0; passed < ms; passed += step) {
      this.advance(Math.min(step, ms - passed))
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    }
  }

  #nextDue(end: number): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.due > end) continue
      if (next === undefined || timer.due < next.due || (timer.due === next.due && timer.order < next.order))
        next = timer
    }
    return next
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }
}
