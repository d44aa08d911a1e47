/** A shorter hold is stretched as if it were so long, or it would stay nothing. */
const LEAST_MS = 1000
/** So many times the hold is held when no further session may be opened. */
const MOST_TIMES = 6

/**
 * How long a session in which nobody speaks is held open, in ms: as set while at least half of a minute's openings
 * are `free` (0 to 1), and up to six times that when few are, since then the next word may have to wait for one.
 */
export function holdMs(setMs: number, free: number): number {
  const scarcity = Math.min(1, Math.max(0, (0.5 - free) / 0.5))
  return setMs + scarcity * (MOST_TIMES - 1) * Math.max(setMs, LEAST_MS)
}
