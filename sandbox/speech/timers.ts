/** The timers of one owner, stopped together. */
export class Timers {
  readonly #running = new Map<string, NodeJS.Timeout>()

  /** Calls `then` after `ms`, in place of what was set under the same name. */
  set(name: string, ms: number, then: () => void): void {
    this.stop(name)
    const timer = setTimeout(() => {
      this.#running.delete(name)
      then()
    }, ms)
    this.#running.set(name, timer)
  }

  stop(name: string): void {
    clearTimeout(this.#running.get(name))
    this.#running.delete(name)
  }

  stopAll(): void {
    for (const name of [...this.#running.keys()]) this.stop(name)
  }
}
