import type { SpeakerId } from '../base/ids.ts'
import type { Speaker } from '../transcript/turn.ts'

/** Who is in the room. */
export class Attendance {
  readonly #here = new Map<SpeakerId, Speaker>()

  /** Those who were there when the process before this one last looked. */
  constructor(here: readonly Speaker[]) {
    for (const speaker of here) this.#here.set(speaker.id, speaker)
  }

  get here(): readonly Speaker[] {
    return [...this.#here.values()]
  }

  /** Whether that is news. */
  came(speaker: Speaker): boolean {
    const known = this.#here.has(speaker.id)
    this.#here.set(speaker.id, speaker)
    return !known
  }

  /** Who it was; null: they were not here. */
  went(id: SpeakerId): Speaker | null {
    const speaker = this.#here.get(id) ?? null
    this.#here.delete(id)
    return speaker
  }
}
