import type { SessionPlan } from './faults.ts'
import type { Parameters } from './parameters.ts'
import type { Recogniser } from './recogniser.ts'
import type { TurnStyle } from './turns.ts'

export interface SessionSetting {
  readonly params: Readonly<Record<string, string>>
  /** The checked query, or why the session is refused. */
  readonly admission: Admission
  readonly key: string | null
  readonly plan: SessionPlan
  readonly recogniser: (rate: number) => Recogniser
  readonly style: TurnStyle
  readonly beginDelayMs: number
  readonly sessionSeconds: number
  /** Length of a second of `inactivity_timeout`, heartbeats and expiry: shorter than 1000 ms in tests. */
  readonly secondMs: number
  /** Resets the TCP connection. */
  readonly reset: () => void
}

export type Admission =
  | { readonly admitted: true; readonly parameters: Parameters }
  | { readonly admitted: false; readonly code: number; readonly text: string }
