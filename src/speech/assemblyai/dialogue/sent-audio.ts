import { CHUNK_MS } from '../../../audio/pcm.ts'
import type { SessionMs } from '../../../base/ids.ts'

interface Anchor {
  /** Milliseconds of audio sent in this epoch before the stretch. */
  readonly audioMs: number
  readonly sessionMs: SessionMs
}

/**
 * Session times of the audio sent in one epoch. The service counts audio, not time: what was said after a pause
 * in which nothing was sent follows, for the service, right on what was said before it.
 */
export class SentAudio {
  readonly #anchors: Anchor[] = []
  #totalMs = 0

  /** Milliseconds of audio sent so far. */
  get totalMs(): number {
    return this.#totalMs
  }

  /** A chunk that begins at `atMs` was sent. */
  add(atMs: SessionMs): void {
    const last = this.#anchors.at(-1)
    const expected = last === undefined ? null : last.sessionMs + (this.#totalMs - last.audioMs)
    if (expected === null || Math.abs(expected - atMs) >= 1)
      this.#anchors.push({ audioMs: this.#totalMs, sessionMs: atMs })
    this.#totalMs += CHUNK_MS
  }

  /**
   * Where in the session a stretch of audio lies. The stretch is placed by its end: the service pads the first
   * word's start by up to a second, which may reach back over a pause of minutes, while an end padded by some
   * 240 ms stays within the silence that is sent after speech. The start is cut to the same stretch of sending.
   */
  place(
    startAudioMs: number,
    endAudioMs: number,
  ): { readonly startMs: SessionMs; readonly endMs: SessionMs } {
    const end = Math.min(Math.max(endAudioMs, 0), this.#totalMs)
    const anchor = this.#anchors.findLast(({ audioMs }) => audioMs < end) ?? this.#anchors[0]
    if (anchor === undefined) return { startMs: 0, endMs: 0 }
    const start = Math.min(Math.max(startAudioMs, anchor.audioMs), end)
    const shift = anchor.sessionMs - anchor.audioMs
    return { startMs: start + shift, endMs: end + shift }
  }

  /** Forgets what lies before `atMs`: a day of short remarks must not grow the table without end. */
  forget(atMs: SessionMs): void {
    const keep = this.#anchors.findLastIndex(({ sessionMs }) => sessionMs <= atMs)
    if (keep > 0) this.#anchors.splice(0, keep)
  }
}
