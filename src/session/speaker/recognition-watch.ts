import type { PcmChunk } from '../../audio/pcm.ts'
import { CHUNK_MS } from '../../audio/pcm.ts'
import type { SessionMs } from '../../base/ids.ts'
import type { StreamHealth } from '../../speech/engine.ts'
import { Outage } from './outage.ts'
import type { TrackHealth } from './speaker-state.ts'

/** What a stream's state means for what is said meanwhile. */
type Recognition = 'there' | 'opening' | 'away'

/** Follows one speaker's recognition: what was heard, whether anybody recognises it, and how late the text comes. */
export class RecognitionWatch {
  readonly #outage = new Outage()
  #recognition: Recognition = 'there'
  #heardMs: SessionMs | null = null
  #unheardSinceMs: SessionMs | null = null
  #lag: TrackHealth['lag'] = null
  /** The stream that is watched. */
  #stream = 0

  get health(): TrackHealth {
    return { heardMs: this.#heardMs, unheardSinceMs: this.#unheardSinceMs, lag: this.#lag }
  }

  /** Whether what is sent now is recognised. */
  get isThere(): boolean {
    return this.#recognition === 'there'
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
    this.#outage.end()
  }

  /** Since when speech waits that nobody hears now; null: none does. */
  get outageSinceMs(): SessionMs | null {
    return this.#outage.sinceMs
  }

  /** Lets time pass, with this as the newest stream. Answers true at the end of an outage. */
  tick(nowMs: SessionMs, stream: number): boolean {
    // What one stream left waiting the next cannot be blamed for.
    if (stream !== this.#stream) this.#outage.end()
    this.#stream = stream
    return this.#outage.tick(nowMs, { isThere: this.isThere, unheard: this.#unheardSinceMs !== null })
  }

  /** The stream's word on itself; answers 'away' and 'back' where a reader should know. `sinceMs`: what waits for it. */
  state(state: StreamHealth, sinceMs: SessionMs): 'away' | 'back' | null {
    if (state === 'waiting') return this.away(sinceMs)
    if (state === 'connecting') {
      if (this.#recognition === 'there') this.#recognition = 'opening'
      return null
    }
    return this.#there()
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

  /** There is no stream, and nothing waits for one; answers 'back' where a reader was told that it is away. */
  reset(): 'back' | null {
    this.#outage.end()
    return this.#there()
  }

  #there(): 'back' | null {
    const back = this.#recognition === 'away'
    this.#recognition = 'there'
    this.#unheardSinceMs = null
    return back ? 'back' : null
  }
}
