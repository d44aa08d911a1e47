import type { SessionMs, SpeakerId } from '../../base/ids.ts'
import type { Speaker } from '../../transcript/turn.ts'

/** From one line for those who came late to the next: several who come together share one. */
const PAUSE_MS = 60_000

/** Who came after everybody was told and has to be told too, and when. Pure: time is an argument. */
export class LateComers {
  readonly #told = new Set<SpeakerId>()
  readonly #waiting = new Map<SpeakerId, Speaker>()
  #nextMs: SessionMs = Number.NEGATIVE_INFINITY

  /** These know it already. */
  told(people: Iterable<SpeakerId>): void {
    for (const id of people) {
      this.#told.add(id)
      this.#waiting.delete(id)
    }
  }

  came(speaker: Speaker): void {
    if (!speaker.bot && !this.#told.has(speaker.id)) this.#waiting.set(speaker.id, speaker)
  }

  left(id: SpeakerId): void {
    this.#waiting.delete(id)
  }

  /** Those who are to be told now; nobody, if it is too soon. They count as told. */
  due(nowMs: SessionMs): readonly Speaker[] {
    if (this.#waiting.size === 0 || nowMs < this.#nextMs) return []
    this.#nextMs = nowMs + PAUSE_MS
    const due = [...this.#waiting.values()]
    this.told(due.map(({ id }) => id))
    return due
  }
}
