import type { SessionMs } from '../base/ids.ts'
import type { SpeechEngine, Tuning } from '../speech/engine.ts'
import type { Speaker } from '../transcript/turn.ts'
import { keyTermsOf } from './key-terms.ts'

/** After somebody was met or left, how long others may follow before engines are tuned anew. */
const SETTLE_MS = 2_000

export interface TuningOptions {
  readonly keyTerms: readonly string[]
  /** Whether the names of those who are heard are words to expect; `auto`: where they cost nothing. */
  readonly names: 'auto' | 'on' | 'off'
}

/** How engines are tuned for a session, and when it is time to tune them anew. */
export class Retuning {
  readonly #options: TuningOptions
  #dueMs: SessionMs | null = null

  constructor(options: TuningOptions) {
    this.#options = options
  }

  tuning(heard: readonly Speaker[], engine: Pick<SpeechEngine, 'keyTermsCostExtra'>): Tuning {
    const { keyTerms: guildTerms, names } = this.#options
    const withNames = names === 'on' || (names === 'auto' && !engine.keyTermsCostExtra)
    const keyTerms = keyTermsOf({ guildTerms, names: heard.map(({ name }) => name), withNames })
    return { keyTerms, preset: null }
  }

  /** Who is heard has changed. */
  soon(nowMs: SessionMs): void {
    this.#dueMs ??= nowMs + SETTLE_MS
  }

  /** Once for each change, when it has settled. */
  isDue(nowMs: SessionMs): boolean {
    if (this.#dueMs === null || nowMs < this.#dueMs) return false
    this.#dueMs = null
    return true
  }
}
