import type { PcmChunk } from '../../../audio/pcm.ts'
import type { MonotonicMs } from '../../../base/ids.ts'
import type { SpeechEvent } from '../../engine.ts'
import { Answers } from './answers.ts'
import type { Answer, DialogueInput, DialogueOptions } from './dialogue-input.ts'
import { TERMINATION_MS } from './epoch.ts'
import { Exchange } from './exchange.ts'
import { Intent } from './intent.ts'
import { Telling } from './telling.ts'

/**
 * The conversation with the service about one speaker, without sockets, timers or a clock: inputs and the time go
 * in, what to do comes out, and `wakeAt` says when to call again at the latest.
 *
 * A socket is opened at the first sound. What no final has covered is kept; when the socket is lost, its open turn
 * is withdrawn and the kept sound goes to the next one, which tells the turn again under another key. A socket that
 * is let go, for a rest or because its life is ending, still tells its last turns while the next one is opened; that
 * is fed when the first is done, so turns stay in order.
 */
export class Dialogue {
  readonly #telling: Telling
  readonly #intent = new Intent()
  readonly #out = new Answers()
  readonly #exchange: Exchange

  constructor(options: DialogueOptions) {
    this.#telling = new Telling(options)
    this.#exchange = new Exchange({ options, telling: this.#telling, intent: this.#intent, out: this.#out })
  }

  /** When a `tick` is due if nothing else happens; null when nothing is waited for. */
  get wakeAt(): MonotonicMs | null {
    return this.#exchange.wakeAt
  }

  /** What to do about this. After the end, nothing. */
  handle(input: DialogueInput, now: MonotonicMs): readonly Answer[] {
    this.#exchange.at(now)
    if (!this.#exchange.closed) this.#take(input, now)
    if (!this.#exchange.closed) this.#exchange.advance()
    return this.#out.take()
  }

  #take(input: DialogueInput, now: MonotonicMs): void {
    if (input.kind === 'audio') this.#audio(input.chunk, now)
    else if (input.kind === 'end-turn') this.#endTurn()
    else if (input.kind === 'rest') this.#rest()
    else if (input.kind === 'tune') this.#exchange.tune(input.configuration)
    else if (input.kind === 'finish') this.#finish(input.byMs, now)
    else if (input.kind === 'abort') this.#stop([])
    else if (input.kind === 'surrender') this.#surrender()
    else if (input.kind === 'tick') this.#exchange.tick()
    else this.#exchange.socket(input)
  }

  #audio(chunk: PcmChunk, now: MonotonicMs): void {
    const { ending } = this.#intent
    if (ending !== null && ending.error === null) return
    const { resting } = this.#exchange.sockets
    // Silence alone opens no session: it would be paid for.
    if (resting && chunk.level === 0) return
    if (chunk.level > 0) this.#intent.heard(now)
    if (resting && this.#exchange.sockets.front === null) this.#telling.wake(chunk)
    const cause = this.#exchange.sockets.live === null ? 'engine-unavailable' : 'engine-overloaded'
    this.#out.emit(this.#telling.keep(chunk, cause))
    if (resting && ending === null) this.#exchange.connect(0)
  }

  #endTurn(): void {
    const asked = this.#telling.endTurn()
    if (this.#exchange.sockets.live !== null) this.#out.send(this.#exchange.sockets.live, asked)
  }

  #rest(): void {
    if (this.#intent.ending !== null) return
    this.#intent.rest()
    const { front, live, next } = this.#exchange.sockets
    const needed = front === null ? this.#telling.hasSound : live === null && this.#telling.waiting
    if (next.kind === 'none' || needed) return
    this.#exchange.letGoNext(TERMINATION_MS)
    if (front === null) this.#exchange.sleep()
  }

  #finish(byMs: MonotonicMs, now: MonotonicMs): void {
    const { front, live, next } = this.#exchange.sockets
    this.#intent.end(byMs, null)
    if (now >= byMs) this.#exchange.tick()
    // A successor is not needed any more.
    else if (live !== null) this.#exchange.letGoNext(TERMINATION_MS)
    else if (front === null && (next.kind === 'none' || !this.#telling.hasSound)) {
      this.#telling.forget()
      this.#exchange.end(null)
      // The time to finish may be over before the wait is: one attempt now.
    } else if (next.kind === 'waiting') this.#exchange.connect(next.attempt)
  }

  #surrender(): void {
    const { events, sound } = this.#telling.surrender()
    this.#out.add({ kind: 'surrender', sound })
    this.#stop(events)
  }

  /** Stops at once, saying only this. */
  #stop(events: readonly SpeechEvent[]): void {
    this.#exchange.letGo(TERMINATION_MS)
    this.#out.emit(events)
    this.#out.end(null)
  }
}
