import type { SessionMs } from '../base/ids.ts'
import type { SpeechEngine, Tuning } from '../speech/engine.ts'
import type { Speaker } from '../transcript/turn.ts'
import { keyTermsOf } from './key-terms.ts'

/** After somebody was met or left, how long others may follow before engines are tuned anew. */
const SETTLE_MS = 2_000

type TermPricing = Pick<SpeechEngine, 'keyTermsCostExtra' | 'keyTermsCostExtraWith'>

export interface TuningOptions {
  readonly keyTerms: readonly string[]
  /** Whether the names of those who are heard are words to expect; `auto`: where they cost nothing. */
  readonly names: 'auto' | 'on' | 'off'
  /** A guild's own; what is left out is as the host has set the engine. */
  readonly own?: Omit<Tuning, 'keyTerms'>
}

/** How engines are tuned for a session, and when it is time to tune them anew. */
export class Retuning {
  #options: TuningOptions
  #dueMs: SessionMs | null = null

  constructor(options: TuningOptions) {
    this.#options = options
  }

  tuning(heard: readonly Speaker[], engine: TermPricing): Tuning {
    const { keyTerms: guildTerms, names, own = { preset: null } } = this.#options
    const withNames = names === 'on' || (names === 'auto' && !costExtra(engine, own.model))
    const keyTerms = keyTermsOf({ guildTerms, names: heard.map(({ name }) => name), withNames })
    return { ...own, keyTerms }
  }

  /** The guild has changed its mind: key terms and preset follow, the rest stays as it began. */
  change({ keyTerms, preset }: Pick<Tuning, 'keyTerms' | 'preset'>): void {
    this.#options = { ...this.#options, keyTerms, own: { ...this.#options.own, preset } }
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

const costExtra = (engine: TermPricing, model: string | undefined): boolean =>
  (model === undefined ? undefined : engine.keyTermsCostExtraWith?.(model)) ?? engine.keyTermsCostExtra
