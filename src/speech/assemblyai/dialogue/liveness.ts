import type { MonotonicMs } from '../../../base/ids.ts'

/** Heartbeats come every 5 s, and our pings go every 15 s: three, or two, are missing then. */
const HEARTBEAT_PATIENCE_MS = 17_500
const PONG_PATIENCE_MS = 35_000
/** So much sound is not spoken without a word told of it, unless it is music, or the server is deaf. */
const UNANSWERED_MS = 20_000

/**
 * Whether the server behind a socket is still there. Only what it was seen to send can be missed: heartbeats, else
 * pongs. Of a server that sends neither, sound that is not answered by any message is the only sign.
 */
export class Liveness {
  #heartbeatAt: MonotonicMs | null = null
  #pongAt: MonotonicMs | null = null
  #unansweredMs = 0

  heartbeat(now: MonotonicMs): void {
    this.#heartbeatAt = now
  }

  pong(now: MonotonicMs): void {
    this.#pongAt = now
  }

  /** A message came, whichever. */
  message(): void {
    this.#unansweredMs = 0
  }

  /** So much sound was sent, silence not counted. */
  sent(soundMs: number): void {
    this.#unansweredMs += soundMs
  }

  /** When the server must be given up if nothing comes until then, and what will have been missing. */
  get limit(): { readonly at: MonotonicMs; readonly missing: 'heartbeat' | 'pong' } | null {
    if (this.#heartbeatAt !== null)
      return { at: this.#heartbeatAt + HEARTBEAT_PATIENCE_MS, missing: 'heartbeat' }
    return this.#pongAt === null ? null : { at: this.#pongAt + PONG_PATIENCE_MS, missing: 'pong' }
  }

  /** A server that sends neither heartbeats nor pongs has not answered to long speech: it may be deaf, or it is music. */
  get mute(): boolean {
    return this.limit === null && this.#unansweredMs >= UNANSWERED_MS
  }
}
