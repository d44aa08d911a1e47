import { availableParallelism } from 'node:os'
import type { Clock } from '../../base/clock.ts'
import type { EngineError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { Model } from './model.ts'
import { ModelTrial } from './model-trial.ts'
import type { Child, ChildListener } from './recogniser-child.ts'
import { type EarLine, type EarOwner, RecogniserProcess } from './recogniser-process.ts'

/** A child has so many speakers before another is started: few enough that a small call costs one child's memory. */
const EARS_BEFORE_ANOTHER = 4

interface PoolOptions {
  readonly find: () => Promise<Model>
  /** Starts a child process that loads this model. */
  readonly begin: (model: Model, listener: ChildListener) => Child
  readonly clock: Clock
  readonly log: Log
  /** At most so many child processes, at least 1; null: one for each core but one, which is the bot's. */
  readonly most: number | null
}

/**
 * The child processes that recognise speech, with the speakers spread over them. A speaker stays with a process; it
 * is started when a speaker needs it and let go when it has none.
 */
export class RecogniserPool {
  readonly #processes: readonly RecogniserProcess[]
  readonly #log: Log

  constructor({ most, ...base }: PoolOptions) {
    const trial = new ModelTrial(base.clock)
    const length = most ?? Math.max(1, availableParallelism() - 1)
    this.#log = base.log
    this.#processes = Array.from({ length }, () => new RecogniserProcess({ ...base, trial }))
  }

  /** Resolves when a child listens; rejects with an EngineError when none will. */
  start(): Promise<void> {
    return (this.#ready() ?? this.#choose()).start()
  }

  /** A way to a new ear. The owner is told `listening` or `failed`, later or at once but not within this call. */
  lift(owner: EarOwner): EarLine {
    const moving: EarOwner = {
      listening: (traits) => owner.listening(traits),
      heard: (sounds, hypothesis) => owner.heard(sounds, hypothesis),
      finished: (hypothesis) => owner.finished(hypothesis),
      lost: () => owner.lost(),
      failed: (error) => {
        const other = this.#rescuerFrom(error)
        if (other === null) owner.failed(error)
        else line = other.lift(moving)
      },
    }
    let line = this.#choose().lift(moving)
    return {
      expect: (words) => line.expect(words),
      sound: (pcm) => line.sound(pcm),
      flush: (paddingMs) => line.flush(paddingMs),
      hangUp: () => line.hangUp(),
    }
  }

  /** Ends all children and waits until they are gone. */
  async close(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.close()))
  }

  /**
   * The one with the fewest speakers of those that run, and of one that has lost its child only where no other does;
   * another is started when that has enough.
   */
  #choose(): RecogniserProcess {
    const running =
      this.#least(({ standing }) => standing === 'ready' || standing === 'coming') ??
      this.#least(({ standing }) => standing === 'mending')
    const idle = this.#processes.find(({ standing }) => standing === 'idle')
    const chosen = running !== undefined && running.ears < EARS_BEFORE_ANOTHER ? running : (idle ?? running)
    if (chosen === undefined) throw new Error('a pool needs a process')
    return chosen
  }

  /** A child that has the model already takes over where another cannot get it any more. */
  #rescuerFrom(error: EngineError): RecogniserProcess | null {
    const other = error.retryable ? undefined : this.#ready()
    if (other === undefined) return null
    this.#log.warn('sherpa_moved')
    return other
  }

  #ready(): RecogniserProcess | undefined {
    return this.#least(({ standing }) => standing === 'ready')
  }

  #least(suits: (process: RecogniserProcess) => boolean): RecogniserProcess | undefined {
    return this.#processes.filter(suits).sort((a, b) => a.ears - b.ears)[0]
  }
}
