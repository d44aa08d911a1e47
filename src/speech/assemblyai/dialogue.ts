import type { PcmChunk } from '../../audio/pcm.ts'
import { type Backoff, backoffMs } from '../../base/backoff.ts'
import type { EngineError } from '../../base/errors.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import type { LogFields } from '../../base/log.ts'
import type { GapCause, SpeechEvent, StreamHealth } from '../engine.ts'
import type { Answer, DialogueInput, DialogueOptions, SocketInput } from './dialogue-input.ts'
import {
  CLOSE_AFTER_ERROR_MS,
  type Connected,
  type DialogueState,
  isConnected,
  PATIENCE_MS,
  patience,
  TERMINATION_MS,
} from './dialogue-state.ts'
import { Feed } from './feed.ts'
import { Gaps } from './gaps.ts'
import { type ServerMessage, TERMINATE } from './messages.ts'
import { judge, type Loss, type Verdict } from './refusal.ts'
import type { Span } from './replay.ts'
import { Turns } from './turns.ts'

/** Of the time to finish, what is kept for `Terminate` when there is too much sound left to send. */
const TERMINATION_RESERVE_MS = 1500
const BACKOFF: Backoff = { firstMs: 500, mostMs: 30_000 }
/** A session that lived so long was healthy, and the next failure starts counting anew: at most 4 openings a minute. */
const HEALTHY_MS = 15_000
/** A session is rebuilt after our own fault at most once in this time. */
const FAULT_INTERVAL_MS = 300_000
/**
 * The conversation with the service about one speaker, without sockets, timers or a clock: inputs and the time go
 * in, what to do comes out, and `wakeAt` says when to call again at the latest.
 *
 * A socket is opened at the first sound. What no final has covered is kept; when the socket is lost, its open turn
 * is withdrawn and the kept sound goes to the next one, which tells the turn again under another key.
 */
export class Dialogue {
  readonly #options: DialogueOptions
  readonly #feed: Feed
  readonly #turns: Turns
  readonly #gaps = new Gaps()
  #state: DialogueState = { kind: 'idle' }
  #epoch = 0
  #finishBy: MonotonicMs | null = null
  /** When a session was last rebuilt after a fault of ours. */
  #faultAt: MonotonicMs | null = null
  #health: StreamHealth | null = null
  #now: MonotonicMs = 0
  #answers: Answer[] = []

  constructor(options: DialogueOptions) {
    this.#options = options
    this.#feed = new Feed(options.keepMs)
    this.#turns = new Turns(options.awaitsCopy)
  }

  /** When a `tick` is due if nothing else happens; null when nothing is waited for. */
  get wakeAt(): MonotonicMs | null {
    const state = this.#state
    if (state.kind === 'closed') return null
    const times = [this.#finishBy, this.#turns.heldUntil]
    if (state.kind === 'waiting') times.push(state.untilMs)
    if (isConnected(state)) times.push(patience(state)?.at ?? null)
    if (state.kind === 'live' && state.said === null) times.push(this.#feed.readyAt)
    const due = times.filter((time) => time !== null)
    return due.length === 0 ? null : Math.min(...due)
  }

  /** What to do about this. After the end, nothing. */
  handle(input: DialogueInput, now: MonotonicMs): readonly Answer[] {
    this.#now = now
    this.#answers = []
    if (this.#state.kind === 'closed') return []
    if (input.kind === 'audio') this.#audio(input.chunk)
    else if (input.kind === 'end-turn') this.#endTurn()
    else if (input.kind === 'finish') this.#finish(input.byMs)
    else if (input.kind === 'abort') this.#abort()
    else if (input.kind === 'tick') this.#tick()
    else if (input.epoch === this.#epoch && isConnected(this.#state)) this.#socket(this.#state, input)
    return this.#answers
  }

  #audio(chunk: PcmChunk): void {
    if (this.#finishBy !== null) return
    // Silence alone opens no session: it would be paid for.
    if (this.#state.kind === 'idle' && chunk.level === 0) return
    const lost = this.#feed.keep(chunk)
    if (lost !== null)
      this.#gap(lost, this.#state.kind === 'live' ? 'engine-overloaded' : 'engine-unavailable')
    if (this.#state.kind === 'idle') this.#connect(0)
    else this.#pump()
  }

  #endTurn(): void {
    this.#send(this.#feed.endTurn(this.#turns.open !== null))
  }

  #finish(byMs: MonotonicMs): void {
    if (this.#finishBy !== null) return
    this.#finishBy = byMs
    if (this.#now >= byMs) this.#tick()
    else if (this.#state.kind === 'live') this.#pump()
    else if (this.#state.kind !== 'finishing' && !this.#feed.hasSound(this.#turns.coveredMs)) {
      this.#leave()
      this.#end(null)
    } else if (this.#state.kind === 'waiting') {
      // The time to finish may be over before the wait is: one attempt now.
      this.#connect(this.#state.attempt)
    }
  }

  #abort(): void {
    this.#leave()
    this.#state = { kind: 'closed' }
    this.#emit([{ kind: 'ended', error: null }])
  }

  /** Parts from the server in good order, without hearing what it still has to say. */
  #leave(): void {
    const state = this.#state
    if (!isConnected(state)) return
    const begun = state.kind !== 'connecting' || state.awaits === 'begin'
    if (begun && state.kind !== 'finishing') this.#send([TERMINATE])
    this.#close(begun ? TERMINATION_MS : 0)
  }

  #socket(state: Connected, input: SocketInput): void {
    if (input.kind === 'lost') this.#lost(state, input.loss)
    else if (input.kind === 'message') this.#message(state, input.message)
    else if (state.kind === 'live' && input.kind === 'pong') this.#state = { ...state, pongAt: this.#now }
    else if (state.kind === 'connecting' && input.kind === 'opened')
      this.#state = { ...state, awaits: 'begin', untilMs: this.#now + PATIENCE_MS }
  }

  #message(state: Connected, message: ServerMessage): void {
    if (message.kind === 'error') {
      const closeAt = this.#now + CLOSE_AFTER_ERROR_MS
      this.#state = { ...state, said: { error: { code: message.code, text: message.text }, closeAt } }
    } else if (message.kind === 'begin') {
      if (state.kind === 'connecting') this.#begin(state.attempt, message)
    } else if (message.kind === 'turn') {
      if (state.kind === 'connecting') return
      this.#emit(this.#turns.take(message.turn, this.#now))
      if (message.turn.over) this.#feed.answered()
      this.#cover()
    } else if (message.kind === 'heartbeat') {
      if (state.kind !== 'live') return
      this.#state = { ...state, heartbeatAt: this.#now }
      // A live recogniser that has told nothing about this sound by now found no words in it.
      if (this.#turns.open === null) this.#feed.settle(this.#now)
    } else if (message.kind === 'termination') {
      this.#note('session terminated', { billedSeconds: message.sessionSeconds })
      if (state.kind !== 'finishing') return
      this.#close(CLOSE_AFTER_ERROR_MS)
      this.#endClean()
    } else {
      const { kind, ...fields } = message
      this.#note(`${kind} message`, fields)
    }
  }

  #begin(attempt: number, begin: Extract<ServerMessage, { kind: 'begin' }>): void {
    const now = this.#now
    this.#turns.beginEpoch(this.#feed.begin(now))
    this.#state = { kind: 'live', attempt, sinceMs: now, heartbeatAt: null, pongAt: null, said: null }
    this.#note('session began', { session: begin.id, model: begin.model })
    this.#emit(this.#gaps.flush())
    this.#setHealth('live')
    this.#pump()
  }

  /** Sends what waits as fast as allowed; ends the session when it is time to. */
  #pump(): void {
    const state = this.#state
    if (state.kind !== 'live' || state.said !== null) return
    const late = this.#finishBy !== null && this.#now >= this.#finishBy - TERMINATION_RESERVE_MS
    if (!late) this.#send(this.#feed.take(this.#now, this.#turns.open !== null))
    if (this.#finishBy === null || (this.#feed.waiting && !late)) return
    this.#send([TERMINATE])
    const untilMs = Math.min(this.#now + TERMINATION_MS, this.#finishBy)
    this.#state = { kind: 'finishing', untilMs, said: null }
  }

  /** What the committed turns and the start of the open one cover need not be kept for a replay. */
  #cover(): void {
    const from = Math.max(this.#turns.coveredMs, this.#turns.open?.startMs ?? Number.NEGATIVE_INFINITY)
    this.#feed.cover(from)
  }

  #lost(state: Connected, loss: Loss): void {
    const said = state.said?.error ?? null
    const begun = state.kind !== 'connecting'
    const verdict = judge({ loss, said, begun, secrets: this.#options.secrets })
    const livedMs = state.kind === 'live' ? this.#now - state.sinceMs : 0
    this.#note('socket lost', { state: state.kind, how: loss.kind, verdict: verdict.kind, livedMs })
    // After Terminate, these closes are its normal end, with or without a Termination before.
    const normal = loss.kind === 'closed' && (loss.code === 1000 || loss.code === 1005)
    if (state.kind === 'finishing' && normal) this.#endClean()
    else if (state.kind === 'finishing' || livedMs >= HEALTHY_MS) this.#follow(verdict, 0)
    else this.#follow(verdict, state.attempt)
  }

  #follow(verdict: Verdict, attempt: number): void {
    if (verdict.kind === 'refused') {
      this.#answers.push({ kind: 'refused', error: verdict.error })
      this.#end(verdict.error)
    } else if (verdict.kind === 'our-fault') {
      const again = this.#faultAt !== null && this.#now - this.#faultAt < FAULT_INTERVAL_MS
      this.#faultAt = this.#now
      if (again) this.#end(verdict.error)
      else this.#again(attempt)
    } else {
      // Nothing was sent for long: what was sent was heard. An open turn is odd then, and is told again.
      if (verdict.kind === 'idle' && this.#turns.open === null) this.#feed.settleAll(this.#now)
      this.#again(attempt)
    }
  }

  /** Tells the next socket what this one has not answered; without such sound, waits for the next. */
  #again(attempt: number): void {
    this.#emit(this.#turns.lose())
    this.#cover()
    const forfeited = this.#feed.rewind()
    if (forfeited !== null) this.#gap(forfeited, 'engine-unavailable')
    if (this.#feed.hasSound(this.#turns.coveredMs)) {
      const untilMs = this.#now + backoffMs(BACKOFF, attempt, this.#options.random())
      this.#state = { kind: 'waiting', attempt: attempt + 1, untilMs }
      this.#setHealth('waiting')
      return
    }
    this.#feed.giveUp(this.#turns.coveredMs)
    this.#emit(this.#gaps.flush())
    this.#state = { kind: 'idle' }
    this.#health = null
    if (this.#finishBy !== null) this.#end(null)
  }

  #connect(attempt: number): void {
    this.#epoch += 1
    const untilMs = this.#now + PATIENCE_MS
    this.#state = { kind: 'connecting', awaits: 'handshake', attempt, untilMs, said: null }
    this.#answers.push({ kind: 'connect', epoch: this.#epoch })
    this.#setHealth('connecting')
  }

  #tick(): void {
    this.#emit(this.#turns.tick(this.#now))
    this.#cover()
    const state = this.#state
    const limit = isConnected(state) ? patience(state) : null
    const overdue = limit !== null && this.#now >= limit.at
    const finished = this.#finishBy !== null && this.#now >= this.#finishBy
    if (isConnected(state) && (overdue || finished)) this.#close(0)
    if (finished) this.#end(null)
    else if (overdue && isConnected(state)) this.#lost(state, limit.loss)
    else if (state.kind === 'waiting' && this.#now >= state.untilMs) this.#connect(state.attempt)
    else this.#pump()
  }

  /** The server has said all it had to say: what was sent to it, it has heard. */
  #endClean(): void {
    this.#feed.settleAll(this.#now)
    this.#end(null)
  }

  #end(error: EngineError | null): void {
    this.#state = { kind: 'closed' }
    this.#emit(this.#turns.conclude())
    for (const span of this.#feed.giveUp(this.#turns.coveredMs)) this.#gap(span, 'engine-unavailable')
    this.#emit([...this.#gaps.flush(), { kind: 'ended', error }])
  }

  #send(data: readonly (Buffer | string)[]): void {
    for (const each of data) this.#answers.push({ kind: 'send', data: each })
  }

  #close(graceMs: number): void {
    this.#answers.push({ kind: 'close', graceMs })
  }

  #gap(span: Span, cause: GapCause): void {
    this.#emit(this.#gaps.add(span, cause))
  }

  #setHealth(state: StreamHealth): void {
    if (this.#health === state) return
    this.#health = state
    this.#emit([{ kind: 'health', state }])
  }

  #emit(events: readonly SpeechEvent[]): void {
    for (const event of events) this.#answers.push({ kind: 'emit', event })
  }

  #note(event: string, fields: LogFields): void {
    this.#answers.push({ kind: 'note', event, fields: { epoch: this.#epoch, ...fields } })
  }
}
