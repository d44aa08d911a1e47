import type { MonotonicMs } from '../../base/ids.ts'
import type { Loss, ServerError } from './refusal.ts'

/** The upgrade, and after it the Begin, normally take about 1.2 s together. */
export const PATIENCE_MS = 10_000
/** How long `Terminate` may take to bring its `Termination`. */
export const TERMINATION_MS = 5000
/** An error message is followed by the close at once; without it, we close. */
export const CLOSE_AFTER_ERROR_MS = 1000
/** Heartbeats come every 5 s, and our pings go every 15 s: three, or two, are missing then. */
const HEARTBEAT_PATIENCE_MS = 17_500
const PONG_PATIENCE_MS = 35_000

/** The server's last error, and when we close the socket if it does not. */
export interface Said {
  readonly error: ServerError
  readonly closeAt: MonotonicMs
}

export interface Connecting {
  readonly kind: 'connecting'
  readonly awaits: 'handshake' | 'begin'
  /** Failed attempts before this one. */
  readonly attempt: number
  readonly untilMs: MonotonicMs
  readonly said: Said | null
}

export interface Live {
  readonly kind: 'live'
  readonly attempt: number
  readonly sinceMs: MonotonicMs
  /** When the server was last seen to send a heartbeat, or a pong; null before the first. */
  readonly heartbeatAt: MonotonicMs | null
  readonly pongAt: MonotonicMs | null
  readonly said: Said | null
}

/** `Terminate` was sent. */
export interface Finishing {
  readonly kind: 'finishing'
  readonly untilMs: MonotonicMs
  readonly said: Said | null
}

/** A state with a socket. */
export type Connected = Connecting | Live | Finishing

export type DialogueState =
  /** No socket, and nothing to tell one. */
  | { readonly kind: 'idle' }
  | Connected
  /** Between two attempts; `attempt` counts the failed ones. */
  | { readonly kind: 'waiting'; readonly attempt: number; readonly untilMs: MonotonicMs }
  | { readonly kind: 'closed' }

export function isConnected(state: DialogueState): state is Connected {
  return state.kind === 'connecting' || state.kind === 'live' || state.kind === 'finishing'
}

/** When the socket must be given up if nothing comes, and what will have been missing then. */
export function patience(state: Connected): { readonly at: MonotonicMs; readonly loss: Loss } | null {
  if (state.said !== null)
    return { at: state.said.closeAt, loss: { kind: 'closed', code: state.said.error.code ?? 1006 } }
  switch (state.kind) {
    case 'connecting':
      return { at: state.untilMs, loss: { kind: 'silent', missing: state.awaits } }
    case 'finishing':
      return { at: state.untilMs, loss: { kind: 'silent', missing: 'termination' } }
    case 'live':
      // Only what a server was seen to send at all can be missed.
      if (state.heartbeatAt !== null)
        return {
          at: state.heartbeatAt + HEARTBEAT_PATIENCE_MS,
          loss: { kind: 'silent', missing: 'heartbeat' },
        }
      if (state.pongAt !== null)
        return { at: state.pongAt + PONG_PATIENCE_MS, loss: { kind: 'silent', missing: 'pong' } }
      return null
  }
}
