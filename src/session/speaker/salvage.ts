import { CHUNK_MS, type PcmChunk } from '../../audio/pcm.ts'
import type { SessionMs } from '../../base/ids.ts'
import type { GapCause } from '../../speech/engine.ts'

/** As much as a stream keeps for a service that is away. */
const MOST_CHUNKS = 60_000 / CHUNK_MS

/** Session time that a stream has given up. */
export interface Loss {
  readonly fromMs: SessionMs
  readonly toMs: SessionMs
  readonly cause: GapCause
}

/**
 * The sound of one speaker that no final covers yet, for another engine to hear if the one that was sent it breaks
 * down for good; and what that one has given up. Shares the memory of what the stream itself keeps.
 */
export class Salvage {
  #held: PcmChunk[] = []
  #losses: Loss[] = []

  hold(chunk: PcmChunk): void {
    this.#held.push(chunk)
    if (this.#held.length > MOST_CHUNKS) this.#held.shift()
  }

  /** What was said until then is told. */
  covered(endMs: SessionMs): void {
    this.#held = this.#held.filter(({ atMs }) => atMs + CHUNK_MS > endMs)
  }

  /** All that was said is told, or in other hands. */
  letGo(): void {
    this.#held = []
  }

  /** Nothing of it is to be told, by whomever. */
  drop(): void {
    this.#held = []
    this.#losses = []
  }

  lose(loss: Loss): void {
    this.#losses.push(loss)
  }

  /** The losses that nothing was done about; they are forgotten here. */
  takeLosses(): readonly Loss[] {
    const losses = this.#losses
    this.#losses = []
    return losses
  }

  /** The sound of the losses, as far as it is held; what is not stays lost. */
  recover(): readonly PcmChunk[] {
    return this.takeLosses().flatMap(({ fromMs, toMs, cause }) => {
      const sound = this.#held.filter(({ atMs }) => atMs + CHUNK_MS > fromMs && atMs < toMs)
      const heldFromMs = sound[0]?.atMs ?? toMs
      if (heldFromMs > fromMs) this.#losses.push({ fromMs, toMs: heldFromMs, cause })
      return sound
    })
  }
}
