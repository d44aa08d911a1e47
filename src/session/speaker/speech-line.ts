import type { PcmChunk } from '../../audio/pcm.ts'
import type { EngineError } from '../../base/errors.ts'
import type { SessionMs } from '../../base/ids.ts'
import type { EngineChain } from '../../speech/chain.ts'
import type { SpeechEngine, SpeechEvent, SpeechStream, StreamUsage, Tuning } from '../../speech/engine.ts'
import { LineStreams, type StreamNumber } from './line-streams.ts'
import { Respite } from './respite.ts'
import { type Loss, Salvage } from './salvage.ts'

/** How long a return to a better engine waits for a pause; then it is done in mid-speech. */
const RETURN_PATIENCE_MS = 30_000
/** For the stream that is left at such a pause: it has nothing more to tell. */
const RETURN_DEADLINE_MS = 10_000

/** What a stream says of itself and of turns; gaps and its end are the line's own business. */
export type LineEvent = Exclude<SpeechEvent, { readonly kind: 'gap' | 'ended' }>

export interface LineListener {
  told(event: LineEvent, stream: StreamNumber, engine: SpeechEngine): void
  /** Sound was lost to recognition, for good. */
  lost(loss: Loss): void
  /** This stream is over: no event of it follows. */
  ended(stream: StreamNumber): void
  /** The newest stream broke. */
  broke(error: EngineError, engine: SpeechEngine): void
}

export interface LineOptions {
  readonly chain: EngineChain
  /** For log lines; holds no name. */
  readonly label: string
  readonly tuning: Tuning
  readonly listener: LineListener
}

type Line =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'open'
      readonly stream: SpeechStream
      readonly engine: SpeechEngine
      /** Since when a better engine waits for a pause. */
      leavingSinceMs: SessionMs | null
    }
  /** The last stream broke, and there is no other engine. */
  | { readonly kind: 'resting'; readonly respite: Respite }
  /** The session is over: whatever still arrives is not for us. */
  | { readonly kind: 'closed' }

/**
 * One speaker's way to whichever engine the chain points to: opens streams, and moves what no final covers from one
 * engine to the next, so that nothing is lost and nothing told twice.
 */
export class SpeechLine {
  readonly #options: LineOptions
  /** Losses wait here for the next beat: if the stream dies of what it lost, another engine can still hear it. */
  readonly #salvage = new Salvage()
  readonly #streams = new LineStreams()
  #line: Line = { kind: 'none' }
  #tuning: Tuning
  #nowMs: SessionMs = 0
  /** When what is being finished is to be over. */
  #finishByMs: SessionMs = 0

  constructor(options: LineOptions) {
    this.#options = options
    this.#tuning = options.tuning
  }

  /** The engine of the open stream, else the one that the next will be opened on. */
  get engine(): SpeechEngine {
    return this.#line.kind === 'open' ? this.#line.engine : this.#options.chain.current
  }

  /** 0 before the first. */
  get newest(): StreamNumber {
    return this.#streams.newest
  }

  get isOpen(): boolean {
    return this.#line.kind === 'open'
  }

  /** No stream is open or finishing, and none broke: all that was said is told, or given up. */
  get isIdle(): boolean {
    return !this.isOpen && !this.isResting && !this.#streams.isFinishing
  }

  /** Nothing is recognised for a while, since the last stream broke. */
  get isResting(): boolean {
    return this.#line.kind === 'resting'
  }

  send(chunk: PcmChunk): void {
    const line = this.#line
    switch (line.kind) {
      case 'open':
        this.#give(line.stream, chunk)
        break
      case 'none':
        this.#give(this.#open(), chunk)
        break
      case 'resting':
        if (line.respite.isOver(chunk.atMs)) {
          this.#tellMissed(line.respite)
          this.#give(this.#open(), chunk)
        } else line.respite.missed(chunk)
        break
      case 'closed':
        break
    }
  }

  endTurn(): void {
    if (this.#line.kind === 'open') this.#line.stream.endTurn()
  }

  rest(): void {
    if (this.#line.kind !== 'open') return
    this.#salvage.letGo()
    this.#line.stream.rest()
  }

  tune(tuning: Tuning): void {
    this.#tuning = tuning
    if (this.#line.kind === 'open') this.#line.stream.tune(tuning)
  }

  /** What was said until then is told. */
  covered(endMs: SessionMs): void {
    this.#salvage.covered(endMs)
  }

  /** Lets time pass. `settled`: the speaker pauses, and all that they said was told. */
  tick(nowMs: SessionMs, settled: boolean): void {
    this.#nowMs = nowMs
    this.#tellLosses()
    const { chain } = this.#options
    const line = this.#line
    if (line.kind === 'resting') {
      const isReplaced = line.respite.engine !== chain.current
      if (isReplaced || line.respite.isOver(nowMs)) this.#tellMissed(line.respite)
      if (isReplaced) this.#line = { kind: 'none' }
    }
    if (line.kind !== 'open') return
    line.leavingSinceMs = line.engine === chain.current ? null : (line.leavingSinceMs ?? nowMs)
    if (line.leavingSinceMs === null) return
    if (chain.isDown(line.engine) || nowMs - line.leavingSinceMs >= RETURN_PATIENCE_MS)
      this.#move(line.stream.surrender())
    else if (settled) this.#leave(line.stream)
  }

  /**
   * Tells what is still to be told, at the latest after `deadlineMs`. Sound that comes later begins anew on another
   * stream, or, if the session is over, is not for us.
   */
  async finish(next: 'none' | 'closed', deadlineMs: number): Promise<void> {
    const line = this.#line
    this.#line = { kind: next }
    this.#finishByMs = this.#nowMs + deadlineMs
    if (line.kind === 'resting') this.#tellMissed(line.respite)
    if (line.kind === 'open') this.#streams.finish(line.stream, deadlineMs)
    while (this.#streams.isFinishing) await this.#streams.finished()
    this.#tellLosses()
  }

  /** What was said and is not told yet is never told: every stream ends now. Sound that comes later begins anew. */
  abort(): void {
    if (this.#line.kind !== 'closed') this.#line = { kind: 'none' }
    this.#salvage.drop()
    this.#streams.abort()
  }

  /** What all streams have used so far, by engine. */
  usage(): ReadonlyMap<SpeechEngine, StreamUsage> {
    return this.#streams.usage()
  }

  #give(stream: SpeechStream, chunk: PcmChunk): void {
    if (this.#options.chain.hasAlternative) this.#salvage.hold(chunk)
    stream.send(chunk)
  }

  #open(): SpeechStream {
    const { chain, label } = this.#options
    const engine = chain.current
    const stream = this.#streams.open({
      engine,
      request: { label, session: chain.session, tuning: this.#tuning },
      told: (event, number) => this.#told(event, number, engine),
    })
    this.#line = { kind: 'open', stream, engine, leavingSinceMs: null }
    return stream
  }

  /** Another stream goes on with this sound; the one before is over. */
  #move(sound: readonly PcmChunk[]): void {
    this.#salvage.letGo()
    this.#line = { kind: 'none' }
    if (sound.length === 0) return
    const stream = this.#open()
    for (const chunk of sound) this.#give(stream, chunk)
  }

  /** At a pause: the next sound goes to a better engine. */
  #leave(stream: SpeechStream): void {
    this.#salvage.letGo()
    this.#line = { kind: 'none' }
    this.#finishByMs = this.#nowMs + RETURN_DEADLINE_MS
    this.#streams.finish(stream, RETURN_DEADLINE_MS)
  }

  #told(event: SpeechEvent, stream: StreamNumber, engine: SpeechEngine): void {
    switch (event.kind) {
      case 'gap':
        this.#salvage.lose(event)
        break
      case 'ended':
        this.#options.listener.ended(stream)
        if (event.error !== null) this.#broke(event.error, stream, engine)
        break
      default:
        if (tellsText(event)) this.#options.chain.well(engine)
        this.#options.listener.told(event, stream, engine)
    }
  }

  #broke(error: EngineError, stream: StreamNumber, engine: SpeechEngine): void {
    const { chain, listener } = this.#options
    const wasInUse = this.#line.kind === 'open' && stream === this.newest
    if (wasInUse || !error.retryable) chain.refused(engine, error)
    if (!wasInUse) {
      if (chain.current !== engine) this.#retell(this.#salvage.recover())
      return
    }
    if (chain.current === engine) this.#line = { kind: 'resting', respite: new Respite(engine, this.#nowMs) }
    else this.#move(this.#salvage.recover())
    listener.broke(error, engine)
  }

  /** A stream broke while it told its last: another engine tells that instead. */
  #retell(sound: readonly PcmChunk[]): void {
    if (sound.length === 0) return
    const line = this.#line
    const stream = this.#open()
    this.#line = line
    for (const chunk of sound) stream.send(chunk)
    this.#streams.finish(stream, Math.max(0, this.#finishByMs - this.#nowMs))
  }

  #tellMissed(respite: Respite): void {
    const loss = respite.takeLoss()
    if (loss !== null) this.#options.listener.lost(loss)
  }

  #tellLosses(): void {
    for (const loss of this.#salvage.takeLosses()) this.#options.listener.lost(loss)
  }
}

/** A turn that was cut is told when its stream breaks down. */
const tellsText = (event: LineEvent): boolean =>
  event.kind === 'open' || (event.kind === 'final' && event.turn.cut !== true)
