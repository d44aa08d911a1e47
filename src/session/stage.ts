import type { MonotonicMs, SessionMs } from '../base/ids.ts'
import type { RoomHearing } from './ports.ts'
import type { SessionStatus } from './status.ts'

/** How a process's part of a session came to its end. */
export interface Ending {
  readonly kind: 'suspended' | 'stopped'
  readonly atMs: SessionMs
}

/** What a session does, and since when; `startedMs` is session time zero on the monotonic clock. */
export function stageOf(
  ending: Ending | null,
  hearing: RoomHearing | null,
  startedMs: MonotonicMs,
): Pick<SessionStatus, 'state' | 'sinceMs'> {
  if (ending !== null) return { state: ending.kind, sinceMs: ending.atMs }
  const sinceMs = hearing === null ? 0 : hearing.sinceMs - startedMs
  if (hearing?.state === 'rejoining') return { state: 'rejoining', sinceMs }
  return { state: 'listening', sinceMs: Math.max(0, sinceMs) }
}
