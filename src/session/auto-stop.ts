import type { SessionMs } from '../base/ids.ts'
import type { Saying } from '../wording/words.ts'

/** After how long a session ends by itself, in ms; null: never. */
export interface AutoStopRules {
  /** Nobody was in the room. */
  readonly emptyMs: number | null
  /** Nobody spoke. */
  readonly quietMs: number | null
}

/** The room as it is now. */
export interface RoomLook {
  /** People in the room; bots do not count. */
  readonly people: number
  /** Sound in which somebody spoke, so far, over all speakers, in ms. */
  readonly spokenMs: number
}

/** Decides when a session ends by itself. Pure: time is an argument. */
export class AutoStop {
  /** As the guild has them now. */
  rules: AutoStopRules
  #emptySinceMs: SessionMs | null = null
  #quietSinceMs: SessionMs
  #spokenMs = 0

  /** `sinceMs`: when this process began to listen. */
  constructor(sinceMs: SessionMs, rules: AutoStopRules) {
    this.#quietSinceMs = sinceMs
    this.rules = rules
  }

  /** To be called at every look at the session. Why it is to end, as a sentence; null: it goes on. */
  decide(nowMs: SessionMs, { people, spokenMs }: RoomLook): Saying | null {
    if (people > 0) this.#emptySinceMs = null
    else this.#emptySinceMs ??= nowMs
    if (spokenMs !== this.#spokenMs) this.#quietSinceMs = nowMs
    this.#spokenMs = spokenMs
    const { emptyMs, quietMs } = this.rules
    if (emptyMs !== null && this.#emptySinceMs !== null && nowMs - this.#emptySinceMs >= emptyMs)
      return ({ session }) => session.autoStop.empty(emptyMs / 1_000)
    if (quietMs !== null && nowMs - this.#quietSinceMs >= quietMs)
      return ({ session }) => session.autoStop.quiet(quietMs / 60_000)
    return null
  }
}
