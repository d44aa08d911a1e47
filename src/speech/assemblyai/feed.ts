import type { PcmChunk } from '../../audio/pcm.ts'
import type { MonotonicMs, SessionMs } from '../../base/ids.ts'
import { FORCE_ENDPOINT } from './messages.ts'
import { Pace } from './pace.ts'
import { Replay, type Span } from './replay.ts'
import { SentAudio } from './sent-audio.ts'

/** A replay starts so long before the last committed word's end, which is told up to about 240 ms late. */
const REPLAY_LEAD_MS = 300
/** A word is told within a second or two: older sound that brought none by a heartbeat holds none. */
const SETTLED_MS = 8000

/** A speaker's sound on its way to the service: what waits, what was sent, and what a new socket must be told. */
export class Feed {
  readonly #replay: Replay
  /** The socket that is fed; null while there is none. */
  #socket: { readonly sent: SentAudio; readonly pace: Pace } | null = null
  /** Sound was sent since a turn last ended. */
  #unanswered = false

  constructor(keepMs: number) {
    this.#replay = new Replay(keepMs)
  }

  /** Whether sound waits to be sent. */
  get waiting(): boolean {
    return this.#replay.waiting > 0
  }

  /** When the next chunk may go; null when none waits or nothing can be sent. */
  get readyAt(): MonotonicMs | null {
    return this.waiting && this.#socket !== null ? this.#socket.pace.readyAt : null
  }

  /** Keeps a chunk; answers what was lost to make room for it. */
  keep(chunk: PcmChunk): Span | null {
    return this.#replay.keep(chunk)
  }

  hasSound(heardMs: SessionMs): boolean {
    return this.#replay.hasSound(heardMs)
  }

  /** A socket can be fed from now on. Answers the count of what it is sent. */
  begin(now: MonotonicMs): SentAudio {
    const sent = new SentAudio()
    this.#socket = { sent, pace: new Pace(now) }
    this.#unanswered = false
    return sent
  }

  /** The socket is lost: what it has not answered waits again. Answers what can not be told again. */
  rewind(): Span | null {
    this.#socket = null
    return this.#replay.rewind()
  }

  /** Nothing will be sent any more. Answers the sound after `heardMs` that nobody heard. */
  giveUp(heardMs: SessionMs): Span[] {
    return this.#replay.giveUp(heardMs)
  }

  /** What may go to the socket now: sound, and the request to end a turn where that was asked for. */
  take(now: MonotonicMs, turnOpen: boolean): (Buffer | string)[] {
    const socket = this.#socket
    const data: (Buffer | string)[] = []
    while (socket !== null && this.waiting && socket.pace.take(now)) {
      const next = this.#replay.send(now)
      if (next === null) break
      socket.sent.add(next.chunk.atMs)
      data.push(next.chunk.pcm)
      if (next.chunk.level > 0) this.#unanswered = true
      if (next.endsTurn) data.push(...this.#forceEndpoint(turnOpen))
    }
    return data
  }

  /** Asks to end the turn after the sound kept so far; answers what to send at once for it. */
  endTurn(turnOpen: boolean): string[] {
    this.#replay.markTurnEnd()
    return this.#socket === null || this.waiting ? [] : this.#forceEndpoint(turnOpen)
  }

  /** A turn ended. */
  answered(): void {
    this.#unanswered = false
  }

  /** Sound before `fromMs` is covered by final turns, or lies before the open one, and need not be kept. */
  cover(fromMs: SessionMs): void {
    this.#replay.cover(fromMs - REPLAY_LEAD_MS)
    this.#socket?.sent.forget(fromMs - REPLAY_LEAD_MS)
  }

  /** The server is well and no turn is open: what it was sent a while ago held no words. */
  settle(now: MonotonicMs): void {
    this.#replay.settle(now - SETTLED_MS)
  }

  /** All that was sent is known to have been heard. */
  settleAll(now: MonotonicMs): void {
    this.#replay.settle(now)
  }

  /** Nothing is asked when nothing can be open: what the service makes of that is not known. */
  #forceEndpoint(turnOpen: boolean): string[] {
    if (!turnOpen && !this.#unanswered) return []
    this.#unanswered = false
    return [FORCE_ENDPOINT]
  }
}
