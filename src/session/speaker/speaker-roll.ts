import type { MonotonicMs, SessionMs, SpeakerId } from '../../base/ids.ts'
import type { Speaker } from '../../transcript/turn.ts'
import type { RoomHearing } from '../ports.ts'
import type { SpeakerState, SpeakerStatus } from '../status.ts'
import { lagMs, speakerState, stateSince, type TrackHealth } from './speaker-state.ts'

/** Sound that is heard so shortly after somebody left is the end of what they said before. */
const AFTERMATH_MS = 1_000

interface Line {
  readonly speaker: Speaker
  readonly health: TrackHealth
}

/** Somebody in the room whom nobody is to hear. */
export interface Unheard {
  readonly speaker: Speaker
  readonly state: 'opted-out' | 'unasked' | 'untold'
}

interface Surroundings {
  readonly hearing: RoomHearing | null
  readonly unheard: readonly Unheard[]
  /** The session's zero on the monotonic clock. */
  readonly startedMs: MonotonicMs
  readonly nowMs: SessionMs
}

/** Somebody of whom nothing was heard so far, not even enough to introduce them. */
const nobodyYet = (id: SpeakerId): Line => ({
  speaker: { id, name: '', avatarUrl: null, bot: false },
  health: { heardMs: null, unheardSinceMs: null, lag: null },
})

/** Who is there, and since when each is in the state they are in. */
export class SpeakerRoll {
  readonly #states = new Map<SpeakerId, { readonly state: SpeakerState; readonly sinceMs: SessionMs }>()
  readonly #leftMs = new Map<SpeakerId, SessionMs>()

  left(speaker: SpeakerId, nowMs: SessionMs): void {
    this.#leftMs.set(speaker, nowMs)
  }

  /** The states of all who are there; to be asked regularly, since a change is dated when it is seen. */
  statuses(lines: readonly Line[], around: Surroundings): SpeakerStatus[] {
    const silenced = new Set(around.unheard.map(({ speaker }) => speaker.id))
    const met = new Set([...silenced, ...lines.map(({ speaker }) => speaker.id)])
    const unmet = [...(around.hearing?.troubles.keys() ?? [])].filter((id) => !met.has(id)).map(nobodyYet)
    const there = lines.filter((line) => !silenced.has(line.speaker.id) && this.#isThere(line))
    return [
      ...[...there, ...unmet].map((line) => this.#status(line, around)),
      ...around.unheard.map(({ speaker, state }) => ({
        speaker,
        state,
        sinceMs: this.#since(speaker.id, state, around.nowMs),
        lagMs: 0,
      })),
    ]
  }

  #isThere({ speaker, health }: Line): boolean {
    const leftMs = this.#leftMs.get(speaker.id)
    return leftMs === undefined || (health.heardMs !== null && health.heardMs > leftMs + AFTERMATH_MS)
  }

  #status({ speaker, health }: Line, { hearing, startedMs, nowMs }: Surroundings): SpeakerStatus {
    const trouble = hearing?.troubles.get(speaker.id)
    const state = speakerState(health, trouble, nowMs)
    const beganMs = trouble ? trouble.sinceMs - startedMs : stateSince(state, health, nowMs)
    const sinceMs = this.#since(speaker.id, state, beganMs)
    return { speaker, state, sinceMs, lagMs: lagMs(health, nowMs) }
  }

  /** Since when somebody is in this state: since it was first seen, when it had begun at `beganMs`. */
  #since(id: SpeakerId, state: SpeakerState, beganMs: SessionMs): SessionMs {
    const before = this.#states.get(id)
    if (before?.state === state) return before.sinceMs
    this.#states.set(id, { state, sinceMs: beganMs })
    return beganMs
  }
}
