import type { PcmChunk } from '../audio/pcm.ts'
import { CHUNK_MS } from '../audio/pcm.ts'
import type { SessionMs } from '../base/ids.ts'
import type { StreamHealth } from '../speech/engine.ts'
import type { TrackHealth } from './speaker-state.ts'

/** What a stream's state means for what is said meanwhile. */
type Recognition = 'there' | 'opening' | 'away'

/** Follows one speaker's recognition: what was heard, whether anybody recognises it, and how late the text comes. */
export class RecognitionWatch {
  #recognition: Recognition = 'there'
  #heardMs: SessionMs | null = null
  #unheardSinceMs: SessionMs | null = null
  #lag: TrackHealth['lag'] = null

  get health(): TrackHealth {
    return { heardMs: this.#heardMs, unheardSinceMs: this.#unheardSinceMs, lag: this.#lag }
  }

  heard(chunk: PcmChunk): void {
    // Level 0 is silence that was filled in, or that was sent as such.
    if (chunk.level === 0) return
    this.#heardMs = chunk.atMs + CHUNK_MS
    if (this.#recognition !== 'there') this.#unheardSinceMs ??= chunk.atMs
  }

  /** Text has come of what was said up to `endMs`. */
  recognised(endMs: SessionMs, nowMs: SessionMs): void {
    this.#lag = { ms: nowMs - endMs, atMs: nowMs }
  }

  /** The stream's word on itself; answers 'away' and 'back' where a reader should know. `sinceMs`: what waits for it. */
  state(state: StreamHealth, sinceMs: SessionMs): 'away' | 'back' | null {
    if (state === 'waiting') return this.away(sinceMs)
    if (state === 'connecting') {
      if (this.#recognition === 'there') this.#recognition = 'opening'
      return null
    }
    const back = this.#recognition === 'away'
    this.reset()
    return back ? 'back' : null
  }

  /** Nothing of what is said from `sinceMs` on is recognised for now. */
  away(sinceMs: SessionMs): 'away' | null {
    const news = this.#recognition !== 'away'
    this.#recognition = 'away'
    this.#unheardSinceMs ??= sinceMs
    return news ? 'away' : null
  }

  /** What was said up to `toMs` will never be recognised: it waits no longer. */
  givenUp(toMs: SessionMs): void {
    if (this.#unheardSinceMs === null) return
    this.#unheardSinceMs = toMs >= (this.#heardMs ?? toMs) ? null : Math.max(this.#unheardSinceMs, toMs)
  }

  /** Nothing waits any more. */
  reset(): void {
    this.#recognition = 'there'
    this.#unheardSinceMs = null
  }
}
