/** How long to wait between attempts: the bound starts at `firstMs`, doubles each time and stays at `mostMs`. */
export interface Backoff {
  readonly firstMs: number
  readonly mostMs: number
}

/**
 * Milliseconds to wait after the failed attempt number `attempt` (0 is the first): anywhere between nothing and
 * the bound ("full jitter"), so that many clients which lost the same server do not come back in step.
 * `random` is in [0, 1), as Math.random gives it.
 */
export function backoffMs({ firstMs, mostMs }: Backoff, attempt: number, random: number): number {
  return random * Math.min(mostMs, firstMs * 2 ** attempt)
}
