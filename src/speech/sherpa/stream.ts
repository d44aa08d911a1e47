import { isDeepStrictEqual } from 'node:util'
import type { PcmChunk } from '../../audio/pcm.ts'
import type { Cancel, Clock } from '../../base/clock.ts'
import type { EngineError } from '../../base/errors.ts'
import type {
  GapCause,
  SpeechEvent,
  SpeechStream,
  StreamHealth,
  StreamOptions,
  StreamUsage,
  Tuning,
} from '../engine.ts'
import { Hearing } from './hearing.ts'
import type { Hypothesis } from './protocol.ts'
import type { RecogniserPool } from './recogniser-pool.ts'
import type { EarLine } from './recogniser-process.ts'

type State =
  | { readonly kind: 'open' }
  | { readonly kind: 'finishing'; readonly cancel: Cancel; readonly resolve: () => void }
  | { readonly kind: 'ended' }

/** One speaker's recognition: carries out what `Hearing` decides, on an ear of the child process. */
export class SherpaStream implements SpeechStream {
  readonly #options: StreamOptions
  readonly #clock: Clock
  readonly #hearing = new Hearing()
  readonly #line: EarLine
  #keyTerms: readonly string[]
  #state: State = { kind: 'open' }
  #health: StreamHealth = 'connecting'
  #finished: Promise<void> = Promise.resolve()

  constructor(pool: Pick<RecogniserPool, 'lift'>, clock: Clock, options: StreamOptions) {
    this.#options = options
    this.#clock = clock
    this.#keyTerms = options.tuning.keyTerms
    this.#line = pool.lift({
      listening: ({ cased }) => this.#listening(cased),
      heard: (sounds, hypothesis) => this.#heard(sounds, hypothesis),
      finished: (hypothesis) => this.#answered(hypothesis),
      lost: () => this.#setHealth('waiting'),
      failed: (error) => this.#end(error),
    })
  }

  send(chunk: PcmChunk): void {
    if (this.#state.kind !== 'open') return
    this.#emit(this.#hearing.accept(chunk, this.#trouble()))
    this.#talk()
  }

  endTurn(): void {
    if (this.#state.kind !== 'open') return
    this.#hearing.endTurn()
    this.#talk()
  }

  finish(deadlineMs: number): Promise<void> {
    if (this.#state.kind !== 'open') return this.#finished
    this.#hearing.finish()
    this.#finished = new Promise((resolve) => {
      const cancel = this.#clock.after(deadlineMs, () => this.#end(null))
      this.#state = { kind: 'finishing', cancel, resolve }
    })
    this.#talk()
    if (this.#hearing.done) this.#end(null)
    return this.#finished
  }

  abort(): void {
    this.#stop(null)
  }

  /** Costs nothing, open or not. */
  rest(): void {}

  tune({ keyTerms }: Tuning): void {
    if (isDeepStrictEqual(keyTerms, this.#keyTerms)) return
    this.#keyTerms = keyTerms
    if (this.#health === 'live') this.#line.expect(keyTerms)
  }

  surrender(): readonly PcmChunk[] {
    if (this.#state.kind === 'ended') return []
    const { events, sound } = this.#hearing.surrender(this.#trouble())
    this.#emit(events)
    this.#stop(null)
    return sound
  }

  usage(): StreamUsage {
    return { billedMs: 0, connections: 0, billing: false }
  }

  #listening(cased: boolean): void {
    this.#hearing.restart(cased)
    if (this.#keyTerms.length > 0) this.#line.expect(this.#keyTerms)
    this.#setHealth('live')
    this.#talk()
  }

  #heard(sounds: number, hypothesis: Hypothesis): void {
    this.#emit(this.#hearing.heard(sounds, hypothesis))
    this.#talk()
  }

  #answered(hypothesis: Hypothesis): void {
    this.#emit(this.#hearing.finished(hypothesis))
    this.#talk()
    if (this.#state.kind === 'finishing' && this.#hearing.done) this.#end(null)
  }

  #talk(): void {
    while (this.#health === 'live' && this.#state.kind !== 'ended') {
      const order = this.#hearing.next()
      if (order === null) return
      if (order.kind === 'sound') this.#line.sound(order.pcm)
      else this.#line.flush(order.paddingMs)
    }
  }

  #setHealth(state: StreamHealth): void {
    if (this.#health === state) return
    this.#health = state
    this.#emit([{ kind: 'health', state }])
  }

  /** Why sound is lost now, if it is. */
  #trouble(): GapCause {
    return this.#health === 'live' ? 'engine-overloaded' : 'engine-unavailable'
  }

  /** Ends with a trace of what has no text yet. */
  #end(error: EngineError | null): void {
    if (this.#state.kind === 'ended') return
    this.#emit(this.#hearing.abandon(this.#trouble()))
    this.#stop(error)
  }

  #stop(error: EngineError | null): void {
    const state = this.#state
    if (state.kind === 'ended') return
    this.#state = { kind: 'ended' }
    this.#line.hangUp()
    if (state.kind === 'finishing') state.cancel()
    this.#options.emit({ kind: 'ended', error })
    if (state.kind === 'finishing') state.resolve()
  }

  #emit(events: readonly SpeechEvent[]): void {
    // A listener may abort from within an event; then nothing more follows.
    for (const event of events) if (this.#state.kind !== 'ended') this.#options.emit(event)
  }
}
