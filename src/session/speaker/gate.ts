import { CHUNK_MS, type PcmChunk } from '../../audio/pcm.ts'
import type { SessionMs } from '../../base/ids.ts'
import type { SpeechEngine } from '../../speech/engine.ts'

/** What an engine is paid for decides whether there is something to close. */
export type Meter = Pick<SpeechEngine, 'billing' | 'restAfterMs'>

/**
 * Closes the tap of what is billed when a speaker is silent. An engine that bills for the time its connection is
 * open is told to rest; one that bills for sound is sent none anyway once the tail of silence was fed, and one of
 * our own may wait as it likes. Pure: time is an argument.
 */
export class Gate {
  /** When the last sound ended that was sent since the stream rested; null: it rests, or was sent nothing yet. */
  #soundMs: SessionMs | null = null

  /** This was sent. */
  heard(chunk: PcmChunk): void {
    // Level 0 is the silence that is fed after speech.
    if (chunk.level > 0) this.#soundMs = chunk.atMs + CHUNK_MS
  }

  /** A connection is open, for whatever reason. */
  opened(nowMs: SessionMs): void {
    this.#soundMs ??= nowMs
  }

  /** True when the stream is to rest now; once until there is sound again. `settled`: all was fed, all was told. */
  decide(nowMs: SessionMs, meter: Meter, settled: boolean): boolean {
    if (!settled || this.#soundMs === null || meter.billing.by !== 'socket') return false
    const { restAfterMs } = meter
    if (restAfterMs === null || nowMs - this.#soundMs < restAfterMs) return false
    this.#soundMs = null
    return true
  }
}
