import type { SessionMs } from '../../base/ids.ts'

/** A service that lets sessions begin and ends them again is not back before one has lasted so long. */
const PROOF_MS = 5_000

export type OutageState =
  | { readonly kind: 'none' }
  /** Speech has waited for recognition since then. */
  | { readonly kind: 'lasts'; readonly sinceMs: SessionMs }
  /** Recognition is there again, but has not proved to stay. */
  | { readonly kind: 'unsure'; readonly sinceMs: SessionMs; readonly thereSinceMs: SessionMs }

/**
 * How long one speaker's speech has waited for recognition that is away: what decides whether another engine is to
 * take over. Pure: time is an argument.
 */
export class Outage {
  #state: OutageState = { kind: 'none' }

  /** Since when speech waits that nobody hears now; null: none does. */
  get sinceMs(): SessionMs | null {
    return this.#state.kind === 'lasts' ? this.#state.sinceMs : null
  }

  /** Lets time pass. `unheard`: speech waits for recognition. Answers true at the end of an outage. */
  tick(nowMs: SessionMs, { isThere, unheard }: { isThere: boolean; unheard: boolean }): boolean {
    const state = this.#state
    if (!isThere) {
      if (state.kind === 'unsure') this.#state = { kind: 'lasts', sinceMs: state.sinceMs }
      else if (state.kind === 'none' && unheard) this.#state = { kind: 'lasts', sinceMs: nowMs }
      return false
    }
    if (state.kind === 'lasts') this.#state = { kind: 'unsure', sinceMs: state.sinceMs, thereSinceMs: nowMs }
    else if (state.kind === 'unsure' && nowMs - state.thereSinceMs >= PROOF_MS) {
      this.#state = { kind: 'none' }
      return true
    }
    return false
  }

  /** A text has come, or nobody speaks any more. */
  end(): void {
    this.#state = { kind: 'none' }
  }
}
