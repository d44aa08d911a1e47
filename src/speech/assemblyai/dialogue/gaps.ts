import type { GapCause, SpeechEvent } from '../../engine.ts'
import type { Span } from './replay.ts'

interface Growing {
  readonly cause: GapCause
  readonly fromMs: number
  /** Where its last sound ends: silence behind it is no loss, unless more sound follows. */
  readonly soundToMs: number
  readonly toMs: number
}

/**
 * Joins losses that follow on one another: an outage loses 50 ms at a time, and is one gap to its reader. Silence
 * that was filled in belongs to a gap only where it stands between sounds.
 */
export class Gaps {
  #growing: Growing | null = null

  /** Adds a loss; answers the gap before it, if this one does not go on from there. */
  add(
    { fromMs, toMs }: Span,
    { cause, silent = false }: { cause: GapCause; silent?: boolean },
  ): SpeechEvent[] {
    const growing = this.#growing
    if (growing !== null && growing.cause === cause && Math.abs(fromMs - growing.toMs) < 1) {
      this.#growing = { ...growing, toMs, soundToMs: silent ? growing.soundToMs : toMs }
      return []
    }
    const events = this.flush()
    if (!silent) this.#growing = { cause, fromMs, toMs, soundToMs: toMs }
    return events
  }

  /** The gap as far as it grew. */
  flush(): SpeechEvent[] {
    const growing = this.#growing
    this.#growing = null
    if (growing === null) return []
    const { fromMs, soundToMs, cause } = growing
    return [{ kind: 'gap', fromMs, toMs: soundToMs, cause }]
  }
}
