import { type Backoff, backoffMs } from '../../../base/backoff.ts'
import type { EngineError } from '../../../base/errors.ts'
import type { MonotonicMs } from '../../../base/ids.ts'
import { type ServerMessage, TERMINATE } from '../messages.ts'
import type { Loss } from '../refusal.ts'
import type { Answers } from './answers.ts'
import type { Configuration } from './configuration.ts'
import type { DialogueOptions, SocketInput } from './dialogue-input.ts'
import { earlier } from './earlier.ts'
import { CLOSE_AFTER_ERROR_MS, type Epoch, TERMINATION_MS } from './epoch.ts'
import { moveOf, turningPoint } from './expiry.ts'
import type { Intent } from './intent.ts'
import { Judgement } from './judgement.ts'
import { Succession } from './succession.ts'
import type { Telling } from './telling.ts'

/** Of the time to finish, what is kept for `Terminate` when there is too much sound left to send. */
const TERMINATION_RESERVE_MS = 1500
const BACKOFF: Backoff = { firstMs: 500, mostMs: 30_000 }
/** Where there are too many sessions, the wait is that after so many failures: openings are few, and each try is one. */
const CROWDED_ATTEMPT = 3

export interface ExchangeParts {
  readonly options: DialogueOptions
  readonly telling: Telling
  readonly intent: Intent
  readonly out: Answers
}

/**
 * The side of a dialogue that faces the service: which sockets there are, what each is told, and what their messages
 * and losses mean for the speaker's sound.
 */
export class Exchange {
  readonly sockets = new Succession()
  readonly #options: DialogueOptions
  readonly #telling: Telling
  readonly #intent: Intent
  readonly #out: Answers
  readonly #judgement: Judgement
  #configuration: Configuration
  #closed = false
  #now: MonotonicMs = 0

  constructor({ options, telling, intent, out }: ExchangeParts) {
    this.#options = options
    this.#telling = telling
    this.#intent = intent
    this.#out = out
    this.#configuration = options.configuration
    this.#judgement = new Judgement(options.secrets, options.configuration)
  }

  get closed(): boolean {
    return this.#closed
  }

  /** When a `tick` is due if nothing else happens; null when nothing is waited for. */
  get wakeAt(): MonotonicMs | null {
    if (this.#closed) return null
    const { ending } = this.#intent
    const { live, limitAt } = this.sockets
    let at = earlier(earlier(ending?.byMs ?? null, this.#telling.heldUntil), limitAt)
    if (live === null) return at
    at = earlier(earlier(at, this.#telling.readyAt), live.updateAt(this.#configuration))
    return live.expiry === null || ending !== null ? at : earlier(at, turningPoint(live.expiry, this.#now))
  }

  /** It is now this late. */
  at(now: MonotonicMs): void {
    this.#now = now
  }

  tune(configuration: Configuration): void {
    this.#judgement.tune(configuration)
    this.#configuration = configuration
  }

  /** A socket tells something. */
  socket(input: SocketInput): void {
    const epoch = this.sockets.find(input.epoch)
    if (epoch === null) return
    if (input.kind === 'dialled') epoch.dialled(this.#now, this.#configuration)
    else if (input.kind === 'opened') epoch.opened(this.#now)
    else if (input.kind === 'pong') epoch.liveness.pong(this.#now)
    else if (input.kind === 'lost') this.#lost(epoch, input.loss)
    else this.#message(epoch, input.message, input.wallMs)
  }

  #message(epoch: Epoch, message: ServerMessage, wallMs: number): void {
    const isFront = epoch === this.sockets.front
    epoch.liveness.message()
    if (message.kind === 'error') epoch.fail(this.#now, { code: message.code, text: message.text })
    else if (message.kind === 'begin') {
      if (epoch.begun) return
      epoch.begin(this.#now, message.expiresAtSeconds * 1000 - wallMs)
      this.#out.note(epoch, 'session began', { serviceId: message.id, model: message.model })
    } else if (message.kind === 'turn') {
      if (isFront) this.#out.emit(this.#telling.told(message.turn, this.#now))
    } else if (message.kind === 'heartbeat') {
      epoch.liveness.heartbeat(this.#now)
      if (isFront) this.#telling.heartbeat(this.#now)
    } else if (message.kind === 'termination') {
      this.#out.note(epoch, 'session terminated', { billedSeconds: message.sessionSeconds })
      if (epoch.phase.kind !== 'finishing') return
      this.#out.close(epoch, CLOSE_AFTER_ERROR_MS)
      this.#finished(epoch, epoch.phase.atMs)
    } else {
      const { kind, ...fields } = message
      this.#out.note(epoch, `${kind} message`, fields)
    }
  }

  /** Does what has become possible, whatever made it so. */
  advance(): void {
    if (this.sockets.promote() !== null) {
      this.#out.emit(this.#telling.begin(this.#now))
      this.#out.health('live')
    }
    if (this.sockets.live !== null) this.#feed(this.sockets.live)
  }

  /** Sends what waits as fast as allowed; ends the session when it is time to. */
  #feed(live: Epoch): void {
    const update = live.update(this.#now, this.#configuration)
    if (update !== null) this.#out.send(live, [update])
    const ending = this.#intent.ending
    const late = ending !== null && this.#now >= ending.byMs - TERMINATION_RESERVE_MS
    if (!late) {
      const { data, soundMs } = this.#telling.take(this.#now)
      this.#out.send(live, data)
      live.liveness.sent(soundMs)
    }
    const sent = late || !this.#telling.waiting
    if (this.#judgement.isDeaf(live, this.#now)) this.#giveUp(live, { kind: 'silent', missing: 'answer' })
    else if (ending === null && !this.#intent.restful) this.#moveOn(live)
    else if (sent) this.#terminate(live)
  }

  /** Replaces a session whose life is ending. */
  #moveOn(live: Epoch): void {
    if (live.expiry === null) return
    const { betweenTurns, pausing } = this.#telling
    const { successor } = this.sockets
    const scene = { now: this.#now, successor, betweenTurns, pausing, quiet: this.#quiet }
    const move = moveOf(live.expiry, scene)
    if (move === 'open') this.connect(0)
    else if (move !== 'stay') this.#terminate(live)
  }

  /** A session that was asked to end at `askedAt` has said all it had to say. */
  #finished(epoch: Epoch, askedAt: MonotonicMs): void {
    this.sockets.drop(epoch)
    if (this.#intent.ending !== null && this.sockets.next.kind === 'none') {
      this.#telling.settle(this.#now)
      this.end(null)
      return
    }
    this.#out.emit(this.#telling.part(askedAt))
    if (this.#intent.ending !== null && !this.#telling.hasSound) this.end(null)
  }

  #lost(epoch: Epoch, loss: Loss): void {
    const { phase } = epoch
    const verdict = this.#judgement.verdict(epoch, loss, this.#now)
    const { faults } = this.#judgement
    this.#out.note(epoch, 'socket lost', {
      state: phase.kind,
      how: loss.kind,
      verdict: verdict.kind,
      ourFaults: faults,
    })
    if (verdict.kind === 'crowded') this.#out.add({ kind: 'crowded' })
    // After Terminate, these closes are its normal end, with or without a Termination before.
    const normal = loss.kind === 'closed' && (loss.code === 1000 || loss.code === 1005)
    if (phase.kind === 'finishing' && normal) {
      this.#finished(epoch, phase.atMs)
      return
    }
    const wasFront = epoch === this.sockets.front
    this.sockets.drop(epoch)
    if (verdict.kind === 'refused') this.#out.add({ kind: 'refused', error: verdict.error })
    if (verdict.kind === 'refused' || verdict.kind === 'hopeless') {
      this.#fail(verdict.error)
      return
    }
    // Nothing was sent for long: what was sent was heard. An open turn is odd then, and is told again.
    if (verdict.kind === 'idle') this.#telling.quiet(this.#now)
    if (wasFront) this.#out.emit(this.#telling.lose())
    const attempt = epoch.attemptAt(this.#now)
    this.#again(verdict.kind === 'crowded' ? Math.max(attempt, CROWDED_ATTEMPT) : attempt)
  }

  /** No further session can be had. One that still runs may say what it has heard. */
  #fail(error: EngineError): void {
    if (this.sockets.front === null) this.end(error)
    else this.#intent.end(this.#now + TERMINATION_MS, error)
  }

  /** Tells the next socket what the last one has not answered; without such sound, waits for the next. */
  #again(attempt: number): void {
    const { front, live, next } = this.sockets
    if (next.kind !== 'none') {
      this.#out.health(next.kind === 'waiting' ? 'waiting' : 'connecting')
      return
    }
    const untold = front === null ? this.#telling.hasSound : this.#telling.waiting
    if (live === null ? untold : this.#intent.ending === null) {
      this.sockets.wait(attempt + 1, this.#now + backoffMs(BACKOFF, attempt, this.#options.random()))
      // While a session is fed, how its successor fares is not told.
      if (live === null) this.#out.health('waiting')
    } else if (front === null) {
      this.sleep()
      if (this.#intent.ending === null) return
      this.#telling.forget()
      this.end(null)
    }
  }

  /** Without a session, and nothing to tell one. */
  sleep(): void {
    this.#out.emit(this.#telling.pause())
    this.#out.calm()
  }

  /** Nobody speaks, and all that was said is sent. */
  get #quiet(): boolean {
    return this.#intent.isQuiet(this.#now) && !this.#telling.waiting
  }

  /** Asks for a socket, after so many failed attempts. */
  connect(attempt: number): void {
    const { id } = this.sockets.connect(attempt)
    this.#out.add({ kind: 'connect', epoch: id })
    if (this.sockets.live === null) this.#out.health('connecting')
  }

  /** Does what is due by now. */
  tick(): void {
    this.#out.emit(this.#telling.tick(this.#now))
    if (this.#intent.ending !== null && this.#now >= this.#intent.ending.byMs) {
      this.letGo(0)
      this.end(null)
      return
    }
    for (const epoch of this.sockets.epochs) {
      const { limit } = epoch
      if (limit !== null && this.#now >= limit.at && !this.#closed) this.#giveUp(epoch, limit.loss)
    }
    const { next } = this.sockets
    if (next.kind !== 'waiting' || this.#now < next.untilMs) return
    // A session that runs needs no successor any more when nobody speaks.
    if (this.sockets.live !== null && this.#quiet) this.sockets.dropNext()
    else this.connect(next.attempt)
  }

  #giveUp(epoch: Epoch, loss: Loss): void {
    this.#out.close(epoch, 0)
    this.#lost(epoch, loss)
  }

  /** The stream is over, with what is known and lost told. */
  end(error: EngineError | null): void {
    this.letGo(TERMINATION_MS)
    this.#out.emit(this.#telling.end())
    this.#out.end(error ?? this.#intent.ending?.error ?? null)
  }

  #terminate(epoch: Epoch): void {
    const byMs = this.#intent.ending?.byMs ?? Number.POSITIVE_INFINITY
    this.#out.send(epoch, [TERMINATE])
    epoch.finish(this.#now, Math.min(this.#now + TERMINATION_MS, byMs))
  }

  /** Parts from all sockets, and opens none any more. */
  letGo(graceMs: number): void {
    this.#closed = true
    const { front } = this.sockets
    if (front !== null) {
      this.#out.leave(front, graceMs)
      this.sockets.drop(front)
    }
    this.letGoNext(graceMs)
  }

  /** Parts from the socket that is to follow. */
  letGoNext(graceMs: number): void {
    const coming = this.sockets.dropNext()
    if (coming !== null) this.#out.leave(coming, graceMs)
  }
}
