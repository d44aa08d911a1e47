import { CHUNK_MS, type PcmChunk } from '../../../audio/pcm.ts'
import type { MonotonicMs, SessionMs } from '../../../base/ids.ts'
import { FORCE_ENDPOINT } from '../messages.ts'
import { Pace } from './pace.ts'
import { Replay, type Span } from './replay.ts'
import { SentAudio } from './sent-audio.ts'

/** A replay starts so long before the last committed word's end, which is told up to about 240 ms late. */
const REPLAY_LEAD_MS = 300
/** A word is told within a second or two: older sound that brought none by a heartbeat holds none. */
const SETTLED_MS = 8000
/** When a session ends in good order, only a word that was just being said may be left untold. */
const LAST_WORD_MS = 1500
/** Speech this much quieter than at its loudest is a pause. */
const PAUSE_SHARE = 0.1
/** What was kept from before a pause as long as this is not the beginning of what is said after it. */
const NEW_SPEECH_MS = 1000

/** What is sent now, and how much of it is sound. */
export interface Taken {
  readonly data: readonly (Buffer | string)[]
  readonly soundMs: number
}

/** A speaker's sound on its way to the service: what waits, what was sent, and what a new socket must be told. */
export class Feed {
  readonly #replay: Replay
  /** The socket that is fed; null while there is none. */
  #socket: { readonly sent: SentAudio; readonly pace: Pace } | null = null
  /** Sound was sent since a turn last ended. */
  #unanswered = false
  /** How loud it was since then at most, and was last. */
  #loudest = 0
  #level = 0

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

  /** Whether what was sent last is quiet. */
  get pausing(): boolean {
    return this.#level <= this.#loudest * PAUSE_SHARE
  }

  /** Keeps a chunk; answers the one that was lost to make room for it. */
  keep(chunk: PcmChunk): PcmChunk | null {
    return this.#replay.keep(chunk)
  }

  /** Speech begins with this chunk: what is kept from long before it is not its beginning. */
  wake(chunk: PcmChunk): void {
    this.#replay.dropBefore(chunk.atMs - NEW_SPEECH_MS)
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

  /**
   * The session ended in good order, as asked at `terminatedAt`: what it was sent, it has heard, but for a word that
   * it may have been cut off in. That waits again.
   */
  part(terminatedAt: MonotonicMs): void {
    this.#replay.settle(terminatedAt - LAST_WORD_MS)
    this.rewind()
  }

  surrender(heardMs: SessionMs): PcmChunk[] {
    return this.#replay.surrender(heardMs)
  }

  /** Nothing that is kept need be told any more. */
  clear(): void {
    this.#replay.clear()
  }

  /** Nothing will be sent any more. Answers the sound after `heardMs` that nobody heard. */
  giveUp(heardMs: SessionMs): Span[] {
    return this.#replay.giveUp(heardMs)
  }

  /** What may go to the socket now: sound, and the request to end a turn where that was asked for. */
  take(now: MonotonicMs, turnOpen: boolean): Taken {
    const socket = this.#socket
    const data: (Buffer | string)[] = []
    let soundMs = 0
    while (socket !== null && this.waiting && socket.pace.take(now)) {
      const next = this.#replay.send(now)
      if (next === null) break
      socket.sent.add(next.chunk.atMs)
      data.push(next.chunk.pcm)
      if (next.chunk.level > 0) soundMs += CHUNK_MS
      this.#sent(next.chunk.level)
      if (next.endsTurn) data.push(...this.#forceEndpoint(turnOpen))
    }
    return { data, soundMs }
  }

  /** Asks to end the turn after the sound kept so far; answers what to send at once for it. */
  endTurn(turnOpen: boolean): string[] {
    this.#replay.markTurnEnd()
    return this.#socket === null || this.waiting ? [] : this.#forceEndpoint(turnOpen)
  }

  /** A turn ended. */
  answered(): void {
    this.#unanswered = false
    this.#loudest = 0
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

  #sent(level: number): void {
    this.#level = level
    this.#loudest = Math.max(this.#loudest, level)
    if (level > 0) this.#unanswered = true
  }

  /** Nothing is asked when nothing can be open: what the service makes of that is not known. */
  #forceEndpoint(turnOpen: boolean): string[] {
    if (!turnOpen && !this.#unanswered) return []
    this.#unanswered = false
    return [FORCE_ENDPOINT]
  }
}
