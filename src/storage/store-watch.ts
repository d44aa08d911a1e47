import type { StoreTrouble } from '../base/errors.ts'
import type { StoreHealth } from '../session/store.ts'

/** Remembers what a store could not do, and finds out whether it can again. */
export class StoreWatch implements StoreHealth {
  readonly #failures = new Map<StoreTrouble, number>()
  readonly #write: () => Promise<void>
  #trouble: StoreTrouble | null = null

  /** `write` writes something of the size of a few turns, and rejects with what `failed` is told as well. */
  constructor(write: () => Promise<void>) {
    this.#write = write
  }

  get failures(): ReadonlyMap<StoreTrouble, number> {
    return this.#failures
  }

  get trouble(): StoreTrouble | null {
    return this.#trouble
  }

  failed(trouble: StoreTrouble): void {
    this.#failures.set(trouble, (this.#failures.get(trouble) ?? 0) + 1)
    // What is damaged stays so, whatever else can be written.
    if (this.#trouble !== 'broken') this.#trouble = trouble
  }

  async look(): Promise<void> {
    if (this.#trouble === null || this.#trouble === 'broken') return
    await this.#write().then(
      () => {
        this.#trouble = null
      },
      // It was counted where it was thrown.
      () => {},
    )
  }
}
