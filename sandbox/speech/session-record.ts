import type { EndedTurn } from './turns.ts'

/** What can be seen of a session from outside, while it lasts and after. Wall times in ms. */
export interface SessionRecord {
  readonly id: string
  /** The query, unknown names too. */
  readonly params: Readonly<Record<string, string>>
  readonly openedAt: number
  readonly beganAt: number | null
  readonly closedAt: number | null
  /** As the WebSocket ended: 1006 when the connection was cut. */
  readonly closeCode: number | null
  /** The Error that was sent. */
  readonly error: { readonly code: number; readonly text: string } | null
  /** What is paid for: wall time from open to close, silence included. 0 for a session that was refused. */
  readonly billedMs: number
  readonly audioMs: number
  /** The furthest that audio was ahead of wall time since Begin: a client at real-time pace stays near 0. */
  readonly peakAheadMs: number
  /** The turns that ended, with the true edges of their words. */
  readonly turns: readonly EndedTurn[]
  /** Messages received since Begin, by type; `Audio` for the binary ones. */
  readonly received: ReadonlyMap<string, number>
  /** The fields of each UpdateConfiguration that was taken, in order. */
  readonly updates: readonly Readonly<Record<string, unknown>>[]
}
