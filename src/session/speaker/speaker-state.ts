import type { SessionMs } from '../../base/ids.ts'
import type { HearingTrouble } from '../ports.ts'
import type { SpeakerState } from '../status.ts'

/** Speech has pauses: only after this long without a sound does somebody count as silent. */
const SILENT_AFTER_MS = 10_000
/** Opening a session with a speech service takes 1 to 2 s and is no trouble yet. */
const AWAY_AFTER_MS = 3_000
/** A turn's end takes up to about 2.5 s to be recognised as one; text that is later than this is late. */
const LATE_MS = 5_000

/** What a speaker's track knows of its own line. */
export interface TrackHealth {
  /** When sound was last heard; null before the first. */
  readonly heardMs: SessionMs | null
  /** Since when speech waits for an engine that is away; null when it does not. */
  readonly unheardSinceMs: SessionMs | null
  /** How long after it was said the newest text came, and when; null before any. */
  readonly lag: { readonly ms: number; readonly atMs: SessionMs } | null
}

/** What the line of one speaker looks like from outside, the worst first. Pure. */
export function speakerState(
  health: TrackHealth,
  trouble: HearingTrouble | undefined,
  nowMs: SessionMs,
): SpeakerState {
  if (trouble !== undefined) return trouble.kind
  if (isBehind(health, nowMs)) return 'behind'
  return health.heardMs !== null && nowMs - health.heardMs < SILENT_AFTER_MS ? 'hearing' : 'silent'
}

function isBehind({ unheardSinceMs, lag }: TrackHealth, nowMs: SessionMs): boolean {
  if (unheardSinceMs !== null && nowMs - unheardSinceMs >= AWAY_AFTER_MS) return true
  // A figure of long ago says nothing about now.
  return lag !== null && lag.ms >= LATE_MS && nowMs - lag.atMs < SILENT_AFTER_MS
}

/** When a state began that a track or a room has just been found in. */
export function stateSince(state: SpeakerState, health: TrackHealth, nowMs: SessionMs): SessionMs {
  switch (state) {
    case 'silent':
      return health.heardMs ?? nowMs
    case 'behind':
      return health.unheardSinceMs ?? nowMs
    default:
      return nowMs
  }
}

/** As `SpeakerStatus` has it. */
export function lagMs({ unheardSinceMs, lag }: TrackHealth, nowMs: SessionMs): number {
  const waitingMs = unheardSinceMs === null ? 0 : nowMs - unheardSinceMs
  return Math.max(0, Math.round(Math.max(waitingMs, lag?.ms ?? 0)))
}
