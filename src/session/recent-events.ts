import type { SessionMs } from '../base/ids.ts'
import type { Speaker } from '../transcript/turn.ts'
import type { Saying } from '../wording/words.ts'

/** Something that a reader of the status should know. */
export interface SessionEvent {
  readonly atMs: SessionMs
  /** Whom it is about; null: all of the session. */
  readonly speaker: Speaker | null
  /** In plain words, without names. */
  readonly what: Saying
}

const KEPT = 20

/** The last events of a session, oldest first. */
export class RecentEvents {
  readonly #events: SessionEvent[] = []

  add(event: SessionEvent): void {
    this.#events.push(event)
    if (this.#events.length > KEPT) this.#events.shift()
  }

  get list(): readonly SessionEvent[] {
    return [...this.#events]
  }
}
