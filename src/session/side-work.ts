import type { Log } from '../base/log.ts'

/** What goes on by itself beside the sessions, for whose end the end of the process waits a while. */
export class SideWork {
  readonly #log: Log
  readonly #underWay = new Set<Promise<void>>()

  constructor(log: Log) {
    this.#log = log
  }

  /** Resolves when it is done, or has failed, which is logged. */
  add(doing: Promise<void>): Promise<void> {
    const done = doing
      .catch((error: unknown) => this.#log.error('something beside the sessions failed', error))
      .finally(() => this.#underWay.delete(done))
    this.#underWay.add(done)
    return done
  }

  get count(): number {
    return this.#underWay.size
  }

  /** Resolves when all that is under way now is over. */
  settled(): Promise<unknown> {
    return Promise.all(this.#underWay)
  }
}
