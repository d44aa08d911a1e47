import { CHUNK_MS, type PcmChunk } from '../../../audio/pcm.ts'
import type { MonotonicMs } from '../../../base/ids.ts'
import type { GapCause, SpeechEvent } from '../../engine.ts'
import type { ServerTurn } from '../messages.ts'
import { Feed, type Taken } from './feed.ts'
import { Gaps } from './gaps.ts'
import type { Span } from './replay.ts'
import { Turns } from './turns.ts'

/**
 * A speaker's sound on its way to words: what was told, what is still to be told, and what is lost. It knows one
 * socket at a time, the one that is fed; the words of another are never mixed into its turns.
 */
export class Telling {
  readonly #feed: Feed
  readonly #turns: Turns
  readonly #gaps = new Gaps()

  constructor(options: { readonly keepMs: number; readonly awaitsCopy: boolean }) {
    this.#feed = new Feed(options.keepMs)
    this.#turns = new Turns(options.awaitsCopy)
  }

  /** Whether sound waits to be sent. */
  get waiting(): boolean {
    return this.#feed.waiting
  }

  /** When the next chunk may go, or a held turn is committed; null where nothing is waited for. */
  get readyAt(): MonotonicMs | null {
    return this.#feed.readyAt
  }

  get heldUntil(): MonotonicMs | null {
    return this.#turns.heldUntil
  }

  /** Whether no turn is open, nor waits for its formatted copy. */
  get betweenTurns(): boolean {
    return this.#turns.open === null && this.#turns.heldUntil === null
  }

  get pausing(): boolean {
    return this.#feed.pausing
  }

  /** Whether sound is kept that no final covers. */
  get hasSound(): boolean {
    return this.#feed.hasSound(this.#turns.coveredMs)
  }

  /** Keeps a chunk. What gives way for it is lost for this cause. */
  keep(chunk: PcmChunk, cause: GapCause): SpeechEvent[] {
    const lost = this.#feed.keep(chunk)
    return lost === null ? [] : this.#gaps.add(spanOf(lost), { cause, silent: lost.level === 0 })
  }

  /** Speech begins with this chunk, after a rest. */
  wake(chunk: PcmChunk): void {
    this.#feed.wake(chunk)
  }

  /** A socket is fed from now on, and what it says counts. */
  begin(now: MonotonicMs): SpeechEvent[] {
    this.#turns.beginEpoch(this.#feed.begin(now))
    return this.#gaps.flush()
  }

  take(now: MonotonicMs): Taken {
    return this.#feed.take(now, this.#turns.open !== null)
  }

  /** Asks to end the turn after the sound kept so far; answers what to send at once for it. */
  endTurn(): string[] {
    return this.#feed.endTurn(this.#turns.open !== null)
  }

  told(turn: ServerTurn, now: MonotonicMs): SpeechEvent[] {
    const events = this.#turns.take(turn, now)
    if (turn.over) this.#feed.answered()
    this.#cover()
    return events
  }

  tick(now: MonotonicMs): SpeechEvent[] {
    const events = this.#turns.tick(now)
    this.#cover()
    return events
  }

  /** The server is well: what it was sent a while ago and has told nothing of held no words. */
  heartbeat(now: MonotonicMs): void {
    if (this.#turns.open === null) this.#feed.settle(now)
  }

  /** All that was sent is known to have been heard. */
  settle(now: MonotonicMs): void {
    this.#feed.settleAll(now)
  }

  /** The server ended a session in which it was sent nothing for long: all of that was heard. */
  quiet(now: MonotonicMs): void {
    if (this.#turns.open === null) this.#feed.settleAll(now)
  }

  /** The socket is lost: what it has not answered waits to be told again, and an open turn with it. */
  lose(): SpeechEvent[] {
    const events = this.#turns.lose()
    this.#cover()
    const forfeited = this.#feed.rewind()
    if (forfeited !== null) events.push(...this.#gaps.add(forfeited, { cause: 'engine-unavailable' }))
    return events
  }

  /** The session ended in good order, as it was asked to at `terminatedAt`. */
  part(terminatedAt: MonotonicMs): SpeechEvent[] {
    const events = this.#turns.conclude()
    this.#cover()
    this.#feed.part(terminatedAt)
    return [...events, ...this.#gaps.flush()]
  }

  /** Nothing is to be told for now. What is kept may be the beginning of what is said next. */
  pause(): SpeechEvent[] {
    return this.#gaps.flush()
  }

  /** Nothing will be said next. */
  forget(): void {
    this.#feed.clear()
  }

  /** The end: what is known of the last turn stands, and what nobody heard is a gap. */
  end(): SpeechEvent[] {
    const events = this.#turns.conclude()
    for (const span of this.#feed.giveUp(this.#turns.coveredMs))
      events.push(...this.#gaps.add(span, { cause: 'engine-unavailable' }))
    return [...events, ...this.#gaps.flush()]
  }

  /** The end, with what is still to be told left to another. */
  surrender(): { readonly events: readonly SpeechEvent[]; readonly sound: readonly PcmChunk[] } {
    const events = this.lose()
    return { events: [...events, ...this.#gaps.flush()], sound: this.#feed.surrender(this.#turns.coveredMs) }
  }

  /** What the committed turns and the start of the open one cover need not be kept for a replay. */
  #cover(): void {
    const from = Math.max(this.#turns.coveredMs, this.#turns.open?.startMs ?? Number.NEGATIVE_INFINITY)
    this.#feed.cover(from)
  }
}

const spanOf = ({ atMs }: PcmChunk): Span => ({ fromMs: atMs, toMs: atMs + CHUNK_MS })
