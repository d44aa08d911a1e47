import type { GapCause, SpeechEvent } from '../engine.ts'
import type { Span } from './replay.ts'

/** Joins losses that follow on one another: an outage loses 50 ms at a time, and is one gap to its reader. */
export class Gaps {
  #growing: { readonly span: Span; readonly cause: GapCause } | null = null

  /** Adds a loss; answers the gap before it, if this one does not go on from there. */
  add(span: Span, cause: GapCause): SpeechEvent[] {
    const growing = this.#growing
    if (growing !== null && growing.cause === cause && Math.abs(span.fromMs - growing.span.toMs) < 1) {
      this.#growing = { span: { fromMs: growing.span.fromMs, toMs: span.toMs }, cause }
      return []
    }
    const events = this.flush()
    this.#growing = { span, cause }
    return events
  }

  /** The gap as far as it grew. */
  flush(): SpeechEvent[] {
    const growing = this.#growing
    this.#growing = null
    return growing === null ? [] : [{ kind: 'gap', ...growing.span, cause: growing.cause }]
  }
}
