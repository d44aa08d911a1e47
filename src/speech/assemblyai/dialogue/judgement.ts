import type { MonotonicMs } from '../../../base/ids.ts'
import { judge, type Loss, type Verdict } from '../refusal.ts'
import { type Configuration, keyTermsIn } from './configuration.ts'
import type { Epoch } from './epoch.ts'

/** A session is rebuilt after our own fault, or because it seems deaf, at most once in this time. */
const REBUILD_INTERVAL_MS = 300_000

/** What losses mean, one after the other, to a stream that must not reconnect for ever. */
export class Judgement {
  readonly #secrets: readonly string[]
  /** Words that sessions were told, lately and now: an error may quote them. */
  #formerTerms: readonly string[] = []
  #terms: readonly string[] = []
  /** When a session was last rebuilt after a fault of ours, and because it seemed deaf. */
  #faultAt: MonotonicMs = Number.NEGATIVE_INFINITY
  #deafAt: MonotonicMs = Number.NEGATIVE_INFINITY
  #faults = 0

  constructor(secrets: readonly string[], configuration: Configuration) {
    this.#secrets = secrets
    this.tune(configuration)
  }

  /** How often a session was ended for a fault of ours: a bug to look for, so it is logged. */
  get faults(): number {
    return this.#faults
  }

  tune(configuration: Configuration): void {
    this.#formerTerms = this.#terms
    this.#terms = keyTermsIn(configuration)
  }

  /** A second fault of ours in a short time is a refusal: the next session would go the same way. */
  verdict({ said, begun }: Epoch, loss: Loss, now: MonotonicMs): Verdict {
    const secrets = [...this.#secrets, ...this.#formerTerms, ...this.#terms]
    const verdict = judge({ loss, said, begun, secrets })
    if (verdict.kind !== 'our-fault') return verdict
    this.#faults += 1
    const again = now - this.#faultAt < REBUILD_INTERVAL_MS
    this.#faultAt = now
    return again ? { kind: 'hopeless', error: verdict.error } : verdict
  }

  /** Whether a session that gives no answer is to be taken for deaf; then it is rebuilt. */
  isDeaf({ liveness }: Epoch, now: MonotonicMs): boolean {
    if (!liveness.mute || now - this.#deafAt < REBUILD_INTERVAL_MS) return false
    this.#deafAt = now
    return true
  }
}
