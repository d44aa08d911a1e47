import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Cancel, Clock } from '../../base/clock.ts'
import { EngineError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { Model } from './model.ts'
import { type FromWorker, type Hypothesis, parseFromWorker, type ToWorker } from './protocol.ts'

/** Loading takes 0.3 to 0.5 s; far more, and it never will. */
const LOAD_LIMIT_MS = 30_000
const FIRST_RESTART_MS = 100
const LONGEST_RESTART_MS = 5_000
/** Deaths in a row, without one finished utterance in between, after which it is not started again. */
const MOST_DEATHS = 6

/** The owner of an ear hears from the child. */
export interface EarOwner {
  /** A child listens, and knows nothing of this ear yet. */
  listening(): void
  heard(sounds: number, hypothesis: Hypothesis): void
  finished(hypothesis: Hypothesis): void
  /** The child died; another one is on its way. */
  lost(): void
  /** No child will listen. */
  failed(error: EngineError): void
}

/** One speaker's way to the child. What is said while no child listens is not kept. */
export interface EarLine {
  sound(pcm: Uint8Array): void
  flush(paddingMs: number): void
  /** Ends it; nothing is heard from it afterwards. */
  hangUp(): void
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'loading'; readonly child: ChildProcess; readonly cancel: Cancel }
  | { readonly kind: 'listening'; readonly child: ChildProcess }
  | { readonly kind: 'resting'; readonly cancel: Cancel }
  | { readonly kind: 'failed'; readonly error: EngineError }
  | { readonly kind: 'closed' }

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: EngineError) => void
}

/**
 * The child process that holds the recogniser: starts it, and starts it again when it dies. Native code runs there
 * because a fault in it ends its whole process, and because every decode holds up the thread it runs on.
 */
export class RecogniserProcess {
  readonly #find: () => Promise<Model>
  readonly #clock: Clock
  readonly #log: Log
  readonly #owners = new Map<number, EarOwner>()
  readonly #gone = new Set<Promise<void>>()
  #waiters: Waiter[] = []
  #state: State = { kind: 'idle' }
  #ears = 0
  /** A child has listened before: what kills the next is not the model. */
  #proven = false
  #deaths = 0

  constructor(find: () => Promise<Model>, base: { readonly clock: Clock; readonly log: Log }) {
    this.#find = find
    this.#clock = base.clock
    this.#log = base.log
  }

  /** The process id of the child, null while there is none. */
  get pid(): number | null {
    return 'child' in this.#state ? (this.#state.child.pid ?? null) : null
  }

  /** Resolves when a child listens; rejects with an EngineError when none will. */
  start(): Promise<void> {
    const state = this.#state
    if (state.kind === 'listening') return Promise.resolve()
    if (state.kind === 'failed') return Promise.reject(state.error)
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
    queueMicrotask(() => this.#greet(ear))
    return {
      sound: (pcm) => this.#tell({ kind: 'sound', ear, pcm }),
      flush: (paddingMs) => this.#tell({ kind: 'flush', ear, paddingMs }),
      hangUp: () => {
        if (this.#owners.delete(ear)) this.#tell({ kind: 'forget', ear })
      },
    }
  }

  /** Ends the child and waits until it is gone. */
  async close(): Promise<void> {
    const state = this.#state
    this.#state = { kind: 'closed' }
    if ('cancel' in state) state.cancel()
    if ('child' in state) state.child.kill('SIGKILL')
    this.#fail(closedError())
    await Promise.all(this.#gone)
  }

  #greet(ear: number): void {
    const owner = this.#owners.get(ear)
    if (owner === undefined) return
    if (this.#state.kind === 'listening') owner.listening()
    else if (this.#state.kind === 'failed') owner.failed(this.#state.error)
    else if (this.#state.kind === 'closed') owner.failed(closedError())
    // The owner hears of a failure itself.
    else this.start().catch(() => {})
  }

  #look(): void {
    this.#state = { kind: 'looking' }
    this.#find().then(
      (model) => {
        if (this.#state.kind === 'looking') this.#load(model)
      },
      (error) => {
        if (this.#state.kind !== 'looking') return
        // Looking again costs nothing, so a model that is put in place later is found.
        this.#state = { kind: 'idle' }
        this.#fail(asEngineError(error))
      },
    )
  }

  #load(model: Model): void {
    const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [], {
      serialization: 'advanced',
      execArgv: [],
      // The token and the key of the bot are none of its business.
      env: environment(),
      // Native code writes file names and figures there, and nothing of use: how it ended says enough.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const cancel = this.#clock.after(LOAD_LIMIT_MS, () => child.kill('SIGKILL'))
    this.#state = { kind: 'loading', child, cancel }
    this.#watch(child)
    child.on('message', (message) => this.#receive(child, parseFromWorker(message)))
    const { encoder, decoder, joiner, tokens } = model.paths
    child.send({ kind: 'load', model: { encoder, decoder, joiner, tokens } } satisfies ToWorker, () => {})
  }

  #watch(child: ChildProcess): void {
    const gone = new Promise<void>((resolve) => {
      // A child that could not even be started has no exit.
      child.once('error', () => child.pid === undefined && resolve())
      child.once('exit', () => resolve())
    }).then(() => {
      this.#gone.delete(gone)
      this.#died(child)
    })
    this.#gone.add(gone)
  }

  #receive(child: ChildProcess, answer: FromWorker): void {
    const state = this.#state
    if (!('child' in state) || state.child !== child) return
    switch (answer.kind) {
      case 'loaded':
        this.#listens(child)
        break
      case 'unloadable':
        this.#log.warn('sherpa_unloadable', { reason: answer.reason })
        child.kill('SIGKILL')
        break
      case 'heard':
        this.#owners.get(answer.ear)?.heard(answer.sounds, answer.hypothesis)
        break
      case 'finished':
        this.#deaths = 0
        this.#owners.get(answer.ear)?.finished(answer.hypothesis)
    }
  }

  #listens(child: ChildProcess): void {
    if (this.#state.kind === 'loading') this.#state.cancel()
    this.#state = { kind: 'listening', child }
    this.#proven = true
    this.#log.info('sherpa_listening', { pid: child.pid ?? null })
    this.#settle(null)
    for (const owner of [...this.#owners.values()]) owner.listening()
  }

  #died(child: ChildProcess): void {
    const state = this.#state
    if (!('child' in state) || state.child !== child) return
    if (state.kind === 'loading') state.cancel()
    this.#deaths += 1
    const { exitCode, signalCode } = child
    this.#log.warn('sherpa_died', {
      exitCode,
      signal: signalCode,
      deaths: this.#deaths,
      owners: this.#owners.size,
    })
    if (!this.#proven) this.#fail(unloadable(exitCode), true)
    else if (this.#deaths >= MOST_DEATHS) this.#giveUp(exitCode)
    else this.#rest()
  }

  #rest(): void {
    const restMs = Math.min(FIRST_RESTART_MS * 2 ** (this.#deaths - 1), LONGEST_RESTART_MS)
    this.#state = { kind: 'resting', cancel: this.#clock.after(restMs, () => this.#look()) }
    for (const owner of [...this.#owners.values()]) owner.lost()
  }

  /** Whatever these owners said ends every child; the next to come may have better luck. */
  #giveUp(exitCode: number | null): void {
    this.#deaths = 0
    this.#state = { kind: 'idle' }
    this.#fail(
      new EngineError(({ speech }) => speech.sherpa.crashing, {
        retryable: true,
        code: exitCode ?? undefined,
      }),
    )
  }

  #fail(error: EngineError, remembered = false): void {
    if (remembered) this.#state = { kind: 'failed', error }
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

  #tell(order: ToWorker): void {
    // A child that is just dying takes nothing; its owner will be asked to say everything again.
    if (this.#state.kind === 'listening') this.#state.child.send(order, () => {})
  }
}

/** What a program needs to start and to find its libraries. */
function environment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}

const closedError = (): EngineError =>
  new EngineError(({ speech }) => speech.sherpa.closed, { retryable: true })

const unloadable = (exitCode: number | null): EngineError =>
  new EngineError(({ speech }) => speech.sherpa.unloadable, {
    retryable: false,
    code: exitCode ?? undefined,
  })

const asEngineError = (error: unknown): EngineError =>
  error instanceof EngineError
    ? error
    : new EngineError(({ speech }) => speech.sherpa.notLookedUp, { retryable: true, cause: error })
