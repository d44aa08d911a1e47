import type { SessionMs } from '../../base/ids.ts'
import type { LossCause } from '../../transcript/turn.ts'

/** Losses no further apart are one to a reader: between words nothing was said. */
const APART_MS = 1_000
/** So long after the last loss no other is expected that belongs to it. */
const SETTLED_MS = 2_000
/** But nobody waits longer than this to read of one. */
const MOST_MS = 10_000

/** A stretch of somebody's speech that was lost, and why. */
export interface SpeakerLoss {
  readonly startMs: SessionMs
  readonly endMs: SessionMs
  readonly cause: LossCause
}

interface Growing extends SpeakerLoss {
  readonly sinceMs: SessionMs
  readonly newestMs: SessionMs
}

/** Joins what one speaker lost piece by piece, remark by remark, so that it is told as one gap. */
export class SpeakerGaps {
  readonly #tell: (loss: SpeakerLoss) => void
  #growing: Growing | null = null

  constructor(tell: (loss: SpeakerLoss) => void) {
    this.#tell = tell
  }

  /** Where the loss begins that is not told yet; null: there is none. */
  get sinceMs(): SessionMs | null {
    return this.#growing?.startMs ?? null
  }

  add(loss: SpeakerLoss, nowMs: SessionMs): void {
    const growing = this.#growing
    const goesOn =
      growing !== null &&
      growing.cause === loss.cause &&
      loss.startMs >= growing.startMs &&
      loss.startMs - growing.endMs <= APART_MS
    if (goesOn) this.#growing = { ...growing, endMs: Math.max(growing.endMs, loss.endMs), newestMs: nowMs }
    else {
      this.flush()
      this.#growing = { ...loss, sinceMs: nowMs, newestMs: nowMs }
    }
  }

  /** Tells the loss when it is not expected to grow any more. */
  tick(nowMs: SessionMs): void {
    const growing = this.#growing
    if (growing === null) return
    if (nowMs - growing.newestMs >= SETTLED_MS || nowMs - growing.sinceMs >= MOST_MS) this.flush()
  }

  /** What is not told yet is not told at all. */
  drop(): void {
    this.#growing = null
  }

  /** Tells the loss as far as it grew. */
  flush(): void {
    const growing = this.#growing
    this.#growing = null
    if (growing === null) return
    const { startMs, endMs, cause } = growing
    this.#tell({ startMs, endMs, cause })
  }
}
