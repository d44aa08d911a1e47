import type { SessionMs } from '../../base/ids.ts'

/** Less is concealed, or a missing syllable: not worth a line. A short word takes as long as this. */
const LOST_MS = 200
/** Losses further apart than this are not of the same word. */
const NEAR_MS = 200

/** Sound that did not arrive: so much of it in this stretch of session time. */
export interface MissingStretch {
  readonly fromMs: SessionMs
  readonly toMs: SessionMs
  readonly lostMs: number
}

interface Growing extends MissingStretch {
  readonly toldMs: number
}

/**
 * Tells when so much of somebody's sound is missing that a word may be: in one piece, or in pieces that together make
 * up at least half of a stretch, as when a full buffer takes a packet now and then.
 */
export class MissingSound {
  #growing: Growing | null = null

  /** What is not told yet is not told at all. */
  drop(): void {
    this.#growing = null
  }

  /** This did not arrive. Answers what is to be told now, without what was told before. */
  add(fromMs: SessionMs, toMs: SessionMs): MissingStretch | null {
    const before = this.#growing
    const grown = join(before, fromMs, toMs)
    const told = grown.toldMs > 0 && before !== null
    const isTold = grown.lostMs >= LOST_MS
    this.#growing = isTold ? { ...grown, toldMs: grown.lostMs } : grown
    if (!isTold) return null
    return {
      fromMs: told ? before.toMs : grown.fromMs,
      toMs: grown.toMs,
      lostMs: grown.lostMs - grown.toldMs,
    }
  }
}

function join(before: Growing | null, fromMs: SessionMs, toMs: SessionMs): Growing {
  const alone = { fromMs, toMs, lostMs: toMs - fromMs, toldMs: 0 }
  if (before === null || Math.abs(fromMs - before.toMs) > NEAR_MS) return alone
  const lostMs = before.lostMs + alone.lostMs
  const startMs = Math.min(before.fromMs, fromMs)
  // Pieces that lie upon one another were placed anew in between: what is missing is their sum.
  const endMs = Math.max(before.toMs, toMs, startMs + lostMs)
  return lostMs * 2 < endMs - startMs
    ? alone
    : { fromMs: startMs, toMs: endMs, lostMs, toldMs: before.toldMs }
}
