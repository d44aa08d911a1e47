import { CHUNK_MS, type PcmChunk } from '../../../audio/pcm.ts'
import type { MonotonicMs, SessionMs } from '../../../base/ids.ts'

/** A stretch of session time. */
export interface Span {
  readonly fromMs: SessionMs
  readonly toMs: SessionMs
}

export interface KeptChunk {
  readonly chunk: PcmChunk
  /** A turn was to be ended after this chunk. */
  endsTurn: boolean
  /** When it went to a socket last; null before it first did. */
  sentAt: MonotonicMs | null
}

/** Quiet kept before the first sound when silence is cut off: a word's first consonant is not loud. */
const LEAD_IN_CHUNKS = 4
/** Sound so close behind a turn's last word, and so much quieter than speech, is that word dying away. */
const ECHO_MS = 300
const ECHO_SHARE = 0.2
/** A moment this much quieter than speech around it lies between two words. */
const PAUSE_SHARE = 0.9
/** A last word's end is told up to about 240 ms late. */
const LATE_MS = 250

/**
 * The sound that no final turn has covered yet, first the sent, then the waiting: what a new socket must be told
 * when the old one is lost. Bounded; the oldest sound gives way.
 */
export class Replay {
  readonly #boundMs: number
  #kept: KeptChunk[] = []
  /** How many of `#kept` were sent. */
  #sent = 0
  /** Sound that was sent, gave way, and is lost for good if this socket is lost. */
  #forfeited: Span | null = null

  constructor(boundMs: number) {
    this.#boundMs = boundMs
  }

  /** Chunks that wait to be sent. */
  get waiting(): number {
    return this.#kept.length - this.#sent
  }

  /** Whether anything kept after `heardMs` is sound, not silence that was filled in. */
  hasSound(heardMs: SessionMs): boolean {
    return this.#kept.some(({ chunk }) => chunk.level > 0 && chunk.atMs >= heardMs)
  }

  /** Keeps a chunk; answers the one that was lost to make room for it. */
  keep(chunk: PcmChunk): PcmChunk | null {
    this.#kept.push({ chunk, endsTurn: false, sentAt: null })
    if (this.#kept.length * CHUNK_MS <= this.#boundMs) return null
    const oldest = this.#kept.shift()
    if (oldest === undefined) return null
    if (this.#sent === 0) return oldest.chunk
    this.#sent -= 1
    const { fromMs, toMs } = spanOf(oldest.chunk)
    this.#forfeited = { fromMs: this.#forfeited?.fromMs ?? fromMs, toMs }
    return null
  }

  /** Remembers that a turn was to be ended after the newest chunk. */
  markTurnEnd(): void {
    const newest = this.#kept.at(-1)
    if (newest !== undefined) newest.endsTurn = true
  }

  /** The oldest chunk that waits, taken as sent `now`. */
  send(now: MonotonicMs): KeptChunk | null {
    const next = this.#kept[this.#sent]
    if (next === undefined) return null
    next.sentAt = now
    this.#sent += 1
    return next
  }

  /** What was sent and ended by `toMs` is known to have been heard. */
  cover(toMs: SessionMs): void {
    this.#dropSent(({ chunk }) => chunk.atMs + CHUNK_MS <= toMs)
    if (this.#forfeited === null) return
    const { fromMs, toMs: end } = this.#forfeited
    this.#forfeited = end <= toMs ? null : { fromMs: Math.max(fromMs, toMs), toMs: end }
  }

  /** What was sent by `at` and brought no word is known to hold none. */
  settle(at: MonotonicMs): void {
    this.#dropSent(({ sentAt }) => sentAt !== null && sentAt <= at)
    if (this.#sent === 0) this.#forfeited = null
  }

  /**
   * The socket is lost: all that is kept waits again, but for silence in front of the first sound.
   * Answers what can not be told again.
   */
  rewind(): Span | null {
    const forfeited = this.#forfeited
    this.#forfeited = null
    this.#sent = 0
    const firstSound = this.#kept.findIndex(({ chunk }) => chunk.level > 0)
    this.#kept.splice(0, firstSound === -1 ? this.#kept.length : Math.max(0, firstSound - LEAD_IN_CHUNKS))
    return forfeited
  }

  /** What is kept ended too long before `atMs` to belong to the speech that begins there. */
  dropBefore(atMs: SessionMs): void {
    const newest = this.#kept.at(-1)
    if (newest !== undefined && newest.chunk.atMs + CHUNK_MS < atMs) this.clear()
  }

  clear(): void {
    this.#kept = []
    this.#sent = 0
    this.#forfeited = null
  }

  /** Gives up all that is kept. Answers where it held sound after `heardMs`, which nobody heard. */
  giveUp(heardMs: SessionMs): Span[] {
    const loudest = Math.max(0, ...this.#kept.map(({ chunk }) => chunk.level))
    const unheard = this.#kept.filter(({ chunk: { atMs, level } }) => {
      const echo = atMs < heardMs + ECHO_MS && level < loudest * ECHO_SHARE
      return level > 0 && atMs >= heardMs && !echo
    })
    this.clear()
    const spans: Span[] = []
    for (const { chunk } of unheard) {
      const last = spans.at(-1)
      // Pauses between words belong to what was lost; pauses between remarks do not.
      if (last !== undefined && chunk.atMs - last.toMs < 1000)
        spans[spans.length - 1] = { fromMs: last.fromMs, toMs: chunk.atMs + CHUNK_MS }
      else spans.push(spanOf(chunk))
    }
    return spans
  }

  /**
   * Gives up all that is kept and answers what another recogniser is to hear. It knows nothing of the words that were
   * heard, the last of which ended by `heardMs` or up to 240 ms before. So it begins at the quietest moment around
   * there, which lies between two words wherever they were spoken.
   */
  surrender(heardMs: SessionMs): PcmChunk[] {
    this.rewind()
    const kept = this.#kept.map(({ chunk }) => chunk)
    this.clear()
    const around = kept.filter(({ atMs }) => atMs + CHUNK_MS > heardMs - LATE_MS && atMs < heardMs + CHUNK_MS)
    const levels = around.map(({ level }) => level)
    const quietest = around.findLast(({ level }) => level === Math.min(...levels))
    // Where nothing there is quieter than the rest, a word too many is better than one too few.
    const found = quietest !== undefined && quietest.level < Math.max(...levels) * PAUSE_SHARE
    const fromMs = found ? quietest.atMs : heardMs - LATE_MS
    return kept.filter(({ atMs }) => atMs >= fromMs)
  }

  /** Drops chunks from the front, as long as they were sent and `done`. */
  #dropSent(done: (kept: KeptChunk) => boolean): void {
    const firstKept = this.#kept.findIndex((kept, place) => place >= this.#sent || !done(kept))
    const dropped = firstKept === -1 ? this.#kept.length : firstKept
    this.#kept.splice(0, dropped)
    this.#sent -= dropped
  }
}

function spanOf(chunk: PcmChunk): Span {
  return { fromMs: chunk.atMs, toMs: chunk.atMs + CHUNK_MS }
}
