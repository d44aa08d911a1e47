import type { SessionMs, SpeakerId } from '../../base/ids.ts'
import type { Speaker } from '../../transcript/turn.ts'

/**
 * From one line for those who came late to the next: several who come together share one. Who waits for it is heard,
 * so it is no longer than it takes to keep people who come one after the other from filling the channel.
 */
const PAUSE_MS = 10_000

/**
 * Who came after everybody was told and has to be told too, and when. Who waits for a line that will reach them is
 * heard meanwhile; whom none can reach is not. Pure: time is an argument.
 */
export class LateComers {
  readonly #told = new Set<SpeakerId>()
  readonly #waiting = new Map<SpeakerId, Speaker>()
  /** Not to be heard before they are told. */
  readonly #outOfReach = new Set<SpeakerId>()
  #lastMs: SessionMs = Number.NEGATIVE_INFINITY

  /** These know it already. */
  told(people: Iterable<SpeakerId>): void {
    for (const id of people) {
      this.#told.add(id)
      this.#waiting.delete(id)
      this.#outOfReach.delete(id)
    }
  }

  /** Whether they wait to be told in a place that they cannot read, or could not be told where they can. */
  isOutOfReach(id: SpeakerId): boolean {
    return this.#outOfReach.has(id)
  }

  came(speaker: Speaker): void {
    if (!speaker.bot && !this.#told.has(speaker.id)) this.#waiting.set(speaker.id, speaker)
  }

  left(id: SpeakerId): void {
    this.#waiting.delete(id)
    this.#outOfReach.delete(id)
  }

  /** Looks whether those who wait can be reached; answers who was heard until now and cannot. */
  look(reaches: (speaker: Speaker) => boolean): readonly Speaker[] {
    const lost = [...this.#waiting.values()].filter(
      (speaker) => !this.#outOfReach.has(speaker.id) && !reaches(speaker),
    )
    for (const { id } of lost) this.#outOfReach.add(id)
    return lost
  }

  /**
   * Those who are to be told now, of those who can be reached; nobody, if it is too soon. They wait no more; who was
   * out of reach stays so until `told`.
   */
  due(nowMs: SessionMs, reaches: (speaker: Speaker) => boolean = () => true): readonly Speaker[] {
    const due = this.#waiting.size === 0 ? [] : [...this.#waiting.values()].filter(reaches)
    if (due.length === 0) return []
    if (nowMs - this.#lastMs < PAUSE_MS) return []
    this.#lastMs = nowMs
    for (const { id } of due) {
      this.#told.add(id)
      this.#waiting.delete(id)
    }
    return due
  }

  /** These could not be told after all: they wait again. */
  failed(people: readonly Speaker[]): void {
    for (const speaker of people) {
      this.#told.delete(speaker.id)
      this.#waiting.set(speaker.id, speaker)
      this.#outOfReach.add(speaker.id)
    }
  }
}
