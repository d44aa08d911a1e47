import type { Clock } from '../../base/clock.ts'
import type { ExaminedConfiguration } from './configuration.ts'

/** What the checks have in common. */
export interface Consultation extends Pick<ExaminedConfiguration, 'config' | 'holds'> {
  readonly clock: Clock
  /** Aborts when a check has taken too long, or when nobody waits for it any more. */
  readonly signal: AbortSignal
  /** What went wrong, on one line. */
  readonly failureText: (error: unknown) => string
}
