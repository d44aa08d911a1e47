import type { Cancel, Clock } from '../../base/clock.ts'
import type { EngineError } from '../../base/errors.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Model } from './model.ts'
import type { ModelTrial } from './model-trial.ts'
import type { Hypothesis, ToWorker } from './protocol.ts'
import type { Answer, Child, ChildEnd, ChildListener, ChildTraits } from './recogniser-child.ts'
import { asEngineError, closedError, crashError, loadError, refusesModel } from './recogniser-errors.ts'

const FIRST_RESTART_MS = 100
const LONGEST_RESTART_MS = 5_000
/** Deaths in a row, without one finished utterance in between, after which it is not started again. */
const MOST_DEATHS = 6
/** Deaths in so much time after which it is not, though others finished: the same sound may kill each. */
const MOST_OFTEN = { deaths: 20, withinMs: 300_000 }
/** A child without an ear is let go after this: a call has pauses, and another child costs half a second. */
const IDLE_MS = 300_000

/** The owner of an ear hears from the child. */
export interface EarOwner {
  /** A child listens, and knows nothing of this ear yet. */
  listening(traits: ChildTraits): void
  heard(sounds: number, hypothesis: Hypothesis): void
  finished(hypothesis: Hypothesis): void
  /** The child died; another one is on its way. */
  lost(): void
  /** No child will listen. */
  failed(error: EngineError): void
}

/** One speaker's way to the child. What is said while no child listens is not kept. */
export interface EarLine {
  /** Words to expect from the next utterance on. */
  expect(words: readonly string[]): void
  sound(pcm: Uint8Array): void
  flush(paddingMs: number): void
  /** Ends it; nothing is heard from it afterwards. */
  hangUp(): void
}

interface ProcessOptions {
  readonly find: () => Promise<Model>
  readonly begin: (model: Model, listener: ChildListener) => Child
  readonly clock: Clock
  readonly log: Log
  readonly trial: ModelTrial
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'loading'; readonly child: Child; readonly proof: string }
  | { readonly kind: 'listening'; readonly child: Child; readonly traits: ChildTraits }
  | { readonly kind: 'resting'; readonly cancel: Cancel }
  | { readonly kind: 'closed' }

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: EngineError) => void
}

/**
 * A place for one child process: starts it when it is needed, starts it again when it dies, and lets it go when it
 * is not needed any more. Native code runs there because a fault in it ends its whole process, and because every
 * decode holds up the thread it runs on.
 */
export class RecogniserProcess {
  readonly #options: ProcessOptions
  readonly #owners = new Map<number, EarOwner>()
  readonly #children = new Set<Child>()
  #waiters: Waiter[] = []
  #state: State = { kind: 'idle' }
  #ears = 0
  #deathsInRow = 0
  #deathTimes: readonly MonotonicMs[] = []
  #cancelIdle: Cancel | null = null

  constructor(options: ProcessOptions) {
    this.#options = options
  }

  /** How many speakers it hears. */
  get ears(): number {
    return this.#owners.size
  }

  /**
   * `ready`: a child listens. `coming`: one will, if all goes well. `mending`: one died, and another is on its way.
   * `idle`: none was asked for.
   */
  get standing(): 'ready' | 'coming' | 'mending' | 'idle' {
    switch (this.#state.kind) {
      case 'listening':
        return 'ready'
      case 'closed':
        return 'idle'
      case 'idle':
        // Whoever has just come is greeted in a moment.
        return this.#owners.size > 0 ? 'coming' : 'idle'
      default:
        return this.#deathsInRow > 0 ? 'mending' : 'coming'
    }
  }

  /** Resolves when a child listens; rejects with an EngineError when none will. */
  start(): Promise<void> {
    const state = this.#state
    if (state.kind === 'listening') return Promise.resolve()
    if (state.kind === 'closed') return Promise.reject(closedError())
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject })
      if (state.kind === 'idle') this.#look()
    })
  }

  /** A way to a new ear. The owner is told `listening` or `failed`, later or at once but not within this call. */
  lift(owner: EarOwner): EarLine {
    const ear = ++this.#ears
    this.#owners.set(ear, owner)
    this.#settleIn()
    queueMicrotask(() => this.#greet(ear))
    return {
      expect: (words) => this.#tell({ kind: 'expect', ear, words: [...words] }),
      sound: (pcm) => this.#tell({ kind: 'sound', ear, pcm }),
      flush: (paddingMs) => this.#tell({ kind: 'flush', ear, paddingMs }),
      hangUp: () => {
        if (!this.#owners.delete(ear)) return
        this.#tell({ kind: 'forget', ear })
        this.#settleIn()
      },
    }
  }

  /** Ends the child and waits until it is gone. */
  async close(): Promise<void> {
    const state = this.#state
    this.#state = { kind: 'closed' }
    if ('cancel' in state) state.cancel()
    if ('child' in state) state.child.kill()
    this.#settleIn()
    this.#fail(closedError())
    await Promise.all([...this.#children].map(({ gone }) => gone))
  }

  #greet(ear: number): void {
    const owner = this.#owners.get(ear)
    if (owner === undefined) return
    if (this.#state.kind === 'listening') owner.listening(this.#state.traits)
    else if (this.#state.kind === 'closed') this.#fail(closedError())
    // The owner hears of a failure itself.
    else this.start().catch(() => {})
  }

  #look(): void {
    this.#state = { kind: 'looking' }
    this.#options.find().then(
      (model) => {
        if (this.#state.kind !== 'looking') return
        const refusal = this.#options.trial.refusalOf(model)
        if (refusal === null) this.#load(model)
        else this.#disappoint(refusal)
      },
      (error) => {
        if (this.#state.kind === 'looking') this.#disappoint(asEngineError(error))
      },
    )
  }

  /** Looking again costs little, so a model that is put in place later is found by the next who asks. */
  #disappoint(error: EngineError): void {
    this.#state = { kind: 'idle' }
    this.#fail(error)
  }

  #load(model: Model): void {
    const child = this.#options.begin(model, {
      listens: (traits) => this.#listens(child, traits),
      answered: (answer) => this.#answered(answer),
      ended: (end) => this.#ended(end),
    })
    this.#state = { kind: 'loading', child, proof: model.proof }
    this.#children.add(child)
    child.gone.then(() => this.#children.delete(child))
  }

  #listens(child: Child, traits: ChildTraits): void {
    const { log, trial } = this.#options
    this.#state = { kind: 'listening', child, traits }
    trial.passed()
    log.info('sherpa_listening', { pid: child.pid })
    this.#settle(null)
    for (const owner of [...this.#owners.values()]) owner.listening(traits)
    this.#settleIn()
  }

  #answered(answer: Answer): void {
    const owner = this.#owners.get(answer.ear)
    if (answer.kind === 'heard') owner?.heard(answer.sounds, answer.hypothesis)
    else {
      this.#deathsInRow = 0
      owner?.finished(answer.hypothesis)
    }
  }

  #ended(end: ChildEnd): void {
    const { log, clock, trial } = this.#options
    const before = this.#state
    this.#deathsInRow += 1
    const nowMs = clock.now()
    this.#deathTimes = [...this.#deathTimes, nowMs].filter((at) => nowMs - at < MOST_OFTEN.withinMs)
    log.warn('sherpa_died', { ...end, deaths: this.#deathsInRow, owners: this.#owners.size })
    // Another try takes as long again: who waits here is told, and may ask again.
    if (end.cause === 'slow-load') this.#settle(loadError(end, true))
    if (before.kind === 'loading' && !trial.proven && refusesModel(end)) this.#refuse(end, before.proof)
    else if (this.#deathsInRow >= MOST_DEATHS || this.#deathTimes.length >= MOST_OFTEN.deaths)
      this.#giveUp(before.kind === 'loading' ? loadError(end, true) : crashError(end))
    else if (this.#owners.size > 0 || this.#waiters.length > 0) this.#rest()
    else this.#state = { kind: 'idle' }
    this.#settleIn()
  }

  #rest(): void {
    const restMs = Math.min(FIRST_RESTART_MS * 2 ** (this.#deathsInRow - 1), LONGEST_RESTART_MS)
    this.#state = { kind: 'resting', cancel: this.#options.clock.after(restMs, () => this.#look()) }
    for (const owner of [...this.#owners.values()]) owner.lost()
  }

  /** No child can load these files on this machine as it is. */
  #refuse(end: ChildEnd, proof: string): void {
    const error = loadError(end, false)
    this.#options.trial.failed(proof, error)
    this.#giveUp(error)
  }

  /** No child helps those who are here now; the next to come may have better luck. */
  #giveUp(error: EngineError): void {
    this.#deathsInRow = 0
    this.#deathTimes = []
    this.#state = { kind: 'idle' }
    this.#fail(error)
  }

  #fail(error: EngineError): void {
    this.#settle(error)
    const owners = [...this.#owners.values()]
    this.#owners.clear()
    for (const owner of owners) owner.failed(error)
  }

  #settle(error: EngineError | null): void {
    const waiters = this.#waiters
    this.#waiters = []
    for (const waiter of waiters) error === null ? waiter.resolve() : waiter.reject(error)
  }

  /** Whether anybody needs the child has changed. */
  #settleIn(): void {
    this.#cancelIdle?.()
    this.#cancelIdle = null
    if (this.#state.kind !== 'listening' || this.#owners.size > 0) return
    const { child } = this.#state
    this.#cancelIdle = this.#options.clock.after(IDLE_MS, () => {
      this.#cancelIdle = null
      this.#state = { kind: 'idle' }
      this.#options.log.info('sherpa_idle', { pid: child.pid })
      child.kill()
    })
  }

  #tell(order: ToWorker): void {
    if (this.#state.kind === 'listening') this.#state.child.tell(order)
  }
}
