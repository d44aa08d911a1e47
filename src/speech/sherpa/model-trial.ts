import type { Clock } from '../../base/clock.ts'
import type { EngineError } from '../../base/errors.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import type { Model } from './model.ts'

/** A model that could not be loaded is tried again after this, though its files are the same: the machine may not be. */
const REFUSED_MS = 60_000

interface Refusal {
  readonly error: EngineError
  /** Of the files that it was about. */
  readonly proof: string
  readonly atMs: MonotonicMs
}

/** What the processes of a pool know together of whether their model can be loaded. */
export class ModelTrial {
  readonly #clock: Clock
  #refusal: Refusal | null = null
  #proven = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A child has loaded it before: what kills the next is not the model. */
  get proven(): boolean {
    return this.#proven
  }

  /** A child has loaded it. */
  passed(): void {
    this.#proven = true
    this.#refusal = null
  }

  /** A child could not load these files, and no other can on this machine as it is. */
  failed(proof: string, error: EngineError): void {
    this.#refusal = { error, proof, atMs: this.#clock.now() }
  }

  /** Why these files need not be tried now, if so. */
  refusalOf({ proof }: Model): EngineError | null {
    if (this.#refusal === null || this.#refusal.proof !== proof) return null
    return this.#clock.now() - this.#refusal.atMs < REFUSED_MS ? this.#refusal.error : null
  }
}
