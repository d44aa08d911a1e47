import type { IntakePhase } from '../../audio/intake.ts'
import type { PcmChunk } from '../../audio/pcm.ts'
import { CHUNK_MS } from '../../audio/pcm.ts'
import type { SessionMs } from '../../base/ids.ts'

/** A pause within speech that a reader would put a full stop at. */
const PAUSE_MS = 200
/** How far beyond the long turn's limit a turn without any pause may go. */
const PATIENCE_MS = 10_000
/** How long an asked-for end is waited for before asking again. */
const ASK_AGAIN_MS = 3_000
/** A chunk is a pause when it is this much quieter than the speaker's recent loudness, about -22 dB. */
const PAUSE_RATIO = 0.08
/** What is heard for this long after a final's end is the tail of its last word, not the next turn. */
const WORD_TAIL_MS = 300
/** Loudness is forgotten by half in about 3 s of 50 ms chunks. */
const LOUDNESS_DECAY = 0.988

export interface EndpointingOptions {
  readonly longTurnMs: number
  /** How long after the fed silence an engine may take to end the turn by itself. */
  readonly graceMs: number
}

/**
 * Decides when to ask an engine to end a turn that it has not ended itself: after the silence was fed in vain,
 * or when a turn has grown too long for whoever reads along. Pure: time is an argument.
 */
export class Endpointing {
  readonly #longTurnMs: number
  /** How long after the fed silence an engine may take to end the turn by itself. */
  graceMs: number
  #loudness = 0
  #pauseMs = 0
  /** Where the speech began that no final turn covers yet; null when all is told. */
  #unfinishedSinceMs: SessionMs | null = null
  #heardToMs: SessionMs = 0
  #askedAtMs: SessionMs | null = null
  #quietSinceMs: SessionMs | null = null

  constructor(options: EndpointingOptions) {
    this.#longTurnMs = options.longTurnMs
    this.graceMs = options.graceMs
  }

  get unfinishedSinceMs(): SessionMs | null {
    return this.#unfinishedSinceMs
  }

  heard(chunk: PcmChunk): void {
    this.#loudness = Math.max(chunk.level, this.#loudness * LOUDNESS_DECAY)
    const pause = chunk.level <= this.#loudness * PAUSE_RATIO
    this.#pauseMs = pause ? this.#pauseMs + CHUNK_MS : 0
    if (pause) return
    this.#heardToMs = chunk.atMs + CHUNK_MS
    this.#unfinishedSinceMs ??= chunk.atMs
  }

  /** A turn is over; speech after its end belongs to the next one. */
  finished(endMs: SessionMs): void {
    this.#askedAtMs = null
    this.#unfinishedSinceMs = this.#heardToMs > endMs + WORD_TAIL_MS ? endMs : null
  }

  /** Sound of this stretch will never be in a turn: speech that began in it waits no longer. */
  lost(fromMs: SessionMs, toMs: SessionMs): void {
    const sinceMs = this.#unfinishedSinceMs
    if (sinceMs !== null && fromMs <= sinceMs + WORD_TAIL_MS) this.finished(Math.max(sinceMs, toMs))
  }

  /** All is told that will be: nothing is waited for. */
  settle(): void {
    this.#unfinishedSinceMs = null
    this.suspend()
  }

  /** Nobody listens now: whatever was asked for, and the wait for an end, begin anew when somebody does. */
  suspend(): void {
    this.#askedAtMs = null
    this.#quietSinceMs = null
  }

  /** True when the engine is to be asked now to end the open turn. */
  decide(nowMs: SessionMs, phase: IntakePhase): boolean {
    if (phase.kind === 'quiet') this.#quietSinceMs ??= nowMs
    else this.#quietSinceMs = null
    if (this.#unfinishedSinceMs === null) return false
    if (this.#askedAtMs !== null && nowMs - this.#askedAtMs < ASK_AGAIN_MS) return false
    const asking = this.#tooLong(nowMs, this.#unfinishedSinceMs) || this.#endedInVain(nowMs)
    if (!asking) return false
    if (this.#askedAtMs !== null && this.#quietSinceMs !== null) {
      // Asked before, and there was nothing to tell: a cough, not a turn.
      this.#unfinishedSinceMs = null
      this.#askedAtMs = null
      return false
    }
    this.#askedAtMs = nowMs
    return true
  }

  #tooLong(nowMs: SessionMs, sinceMs: SessionMs): boolean {
    const lastedMs = nowMs - sinceMs
    if (lastedMs >= this.#longTurnMs + PATIENCE_MS) return true
    return lastedMs >= this.#longTurnMs && this.#pauseMs >= PAUSE_MS
  }

  #endedInVain(nowMs: SessionMs): boolean {
    return this.#quietSinceMs !== null && nowMs - this.#quietSinceMs >= this.graceMs
  }
}
