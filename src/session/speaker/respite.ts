import { CHUNK_MS, type PcmChunk } from '../../audio/pcm.ts'
import type { SessionMs } from '../../base/ids.ts'
import type { SpeechEngine } from '../../speech/engine.ts'
import type { Loss } from './salvage.ts'

/** How long a speaker whose stream broke waits before another is opened, where there is no other engine. */
const RESPITE_MS = 15_000

/** The time after a stream broke in which nothing is recognised: what is said becomes a loss. */
export class Respite {
  /** Whose stream it was. */
  readonly engine: SpeechEngine
  readonly #untilMs: SessionMs
  #lost: Loss | null = null

  constructor(engine: SpeechEngine, nowMs: SessionMs) {
    this.engine = engine
    this.#untilMs = nowMs + RESPITE_MS
  }

  isOver(atMs: SessionMs): boolean {
    return atMs >= this.#untilMs
  }

  /** A chunk comes that nobody recognises. */
  missed({ atMs, level }: PcmChunk): void {
    if (level === 0) return
    this.#lost = {
      fromMs: this.#lost?.fromMs ?? atMs,
      toMs: atMs + CHUNK_MS,
      cause: 'engine-unavailable',
    }
  }

  /** From the first sound that was missed to the last; it is forgotten here. */
  takeLoss(): Loss | null {
    const lost = this.#lost
    this.#lost = null
    return lost
  }
}
