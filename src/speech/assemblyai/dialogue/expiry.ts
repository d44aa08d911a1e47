import type { MonotonicMs } from '../../../base/ids.ts'

/** A session's longest life, for when the server's date and ours do not fit together. */
const LONGEST_MS = 10_800_000
/** So long before its end a session is replaced, or a third of its life before, if that is short. */
const LEAD_MS = 120_000

/** When a session must make room for its successor. */
export interface Expiry {
  /** From here on, the next moment between two turns is taken to open the successor. */
  readonly dueAt: MonotonicMs
  /** The successor is opened now at the latest, and a pause within a turn is good enough to move to it. */
  readonly openBy: MonotonicMs
  /** The sound goes to the successor now at the latest, be it in the middle of a word. */
  readonly moveBy: MonotonicMs
}

/** The expiry of a session that begins now and would be ended in `lifeMs` by the server. */
export function expiryOf(now: MonotonicMs, lifeMs: number): Expiry {
  const life = lifeMs > 0 ? Math.min(lifeMs, LONGEST_MS) : LONGEST_MS
  const lead = Math.min(LEAD_MS, life / 3)
  const dueAt = now + life - lead
  return { dueAt, openBy: dueAt + lead / 2, moveBy: dueAt + (lead * 2) / 3 }
}

/** The next time at which a session's expiry changes what is to be done; null after the last. */
export function turningPoint({ dueAt, openBy, moveBy }: Expiry, now: MonotonicMs): MonotonicMs | null {
  return [dueAt, openBy, moveBy].find((at) => at > now) ?? null
}

export interface Scene {
  readonly now: MonotonicMs
  readonly successor: 'none' | 'coming' | 'ready'
  /** No turn is open. */
  readonly betweenTurns: boolean
  /** What was sent last is quiet. */
  readonly pausing: boolean
  /** No sound has come for a while, and none waits. */
  readonly quiet: boolean
}

/**
 * What to do about a session that nears its end: open its successor, move to it (now that it is ready), or let the
 * session go without one, because nobody speaks and the next word will open another.
 */
export function moveOf(
  { dueAt, openBy, moveBy }: Expiry,
  { now, successor, betweenTurns, pausing, quiet }: Scene,
): 'stay' | 'open' | 'move' | 'rest' {
  if (now < dueAt) return 'stay'
  if (successor === 'none') {
    if (quiet && betweenTurns) return 'rest'
    return betweenTurns || now >= openBy ? 'open' : 'stay'
  }
  if (successor === 'coming') return 'stay'
  const apt = (pausing || quiet) && (betweenTurns || now >= openBy)
  return apt || now >= moveBy ? 'move' : 'stay'
}
