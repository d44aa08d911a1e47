import type { SessionMs } from '../base/ids.ts'

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
  decide(nowMs: SessionMs, { people, spokenMs }: RoomLook): string | null {
    if (people > 0) this.#emptySinceMs = null
    else this.#emptySinceMs ??= nowMs
    if (spokenMs !== this.#spokenMs) this.#quietSinceMs = nowMs
    this.#spokenMs = spokenMs
    const { emptyMs, quietMs } = this.rules
    if (emptyMs !== null && this.#emptySinceMs !== null && nowMs - this.#emptySinceMs >= emptyMs)
      return `Nobody was in the voice channel for ${several(emptyMs / 1_000, 'second')}.`
    if (quietMs !== null && nowMs - this.#quietSinceMs >= quietMs)
      return `Nobody spoke for ${several(quietMs / 60_000, 'minute')}.`
    return null
  }
}

const several = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`
