import type { Cancel, Clock } from '../../base/clock.ts'
import type { PostBudget } from './post-budget.ts'

/** Waits that all end when whoever waits is closed; while it is held, nothing becomes affordable. */
export class PostPace {
  readonly #clock: Clock
  readonly #waiting = new Set<() => void>()
  readonly #requests = new Set<AbortController>()
  /** Those who wait until it is not held any more. */
  readonly #holding = new Set<() => void>()
  #stopped = false
  #held = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get stopped(): boolean {
    return this.#stopped
  }

  get held(): boolean {
    return this.#held
  }

  /** Nothing may be posted for now, or again. */
  hold(held: boolean): void {
    this.#held = held
    if (!held) for (const done of [...this.#holding]) done()
  }

  /** Waits `ms`, or until it is stopped. */
  pause(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve()
    return new Promise((resolve) => {
      let cancel: Cancel = () => {}
      const done = () => {
        cancel()
        this.#waiting.delete(done)
        resolve()
      }
      this.#waiting.add(done)
      cancel = this.#clock.after(ms, done)
    })
  }

  /** Resolves when the budget has room for a message, or it is stopped. */
  async affordable(budget: PostBudget): Promise<void> {
    await this.#until(() => budget.waitMs)
  }

  /** As `affordable`, and not in a rush. */
  async calm(budget: PostBudget): Promise<void> {
    await this.#until(() => budget.calmMs)
  }

  async #until(waitMs: () => number): Promise<void> {
    while (!this.#stopped) {
      if (this.#held) await this.#released()
      else if (waitMs() > 0) await this.pause(Math.min(waitMs(), 1_000))
      else return
    }
  }

  #released(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done)
        this.#holding.delete(done)
        resolve()
      }
      this.#waiting.add(done)
      this.#holding.add(done)
    })
  }

  /** Makes a request that is broken off when it is stopped. */
  async request<T>(make: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // One for each request: the library never takes its listener from a signal.
    const controller = new AbortController()
    if (this.#stopped) controller.abort()
    this.#requests.add(controller)
    try {
      return await make(controller.signal)
    } finally {
      this.#requests.delete(controller)
    }
  }

  stop(): void {
    this.#stopped = true
    for (const controller of this.#requests) controller.abort()
    for (const done of [...this.#waiting]) done()
  }
}
