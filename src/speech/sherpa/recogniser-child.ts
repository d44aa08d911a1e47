import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Cancel, Clock } from '../../base/clock.ts'
import { traitsOf } from './catalogue.ts'
import type { Model } from './model.ts'
import { type FromWorker, parseFromWorker, type ToWorker } from './protocol.ts'

/** Loading takes 0.3 to 0.5 s; far more, and it never will. */
const LOAD_LIMIT_MS = 30_000
/** How often a child is asked whether it is alive. */
const WATCH_MS = 1_000
/**
 * A child that has said nothing at so many looks hangs. Looks are counted, not time: if it is the bot that was held
 * up, its answers were only not read yet. A step of decoding takes 8 ms, and on a busy machine some tenths.
 */
const MOST_SILENT_LOOKS = 8
/** The same for one that said it is busy with something long, such as loading. */
const MOST_BUSY_LOOKS = LOAD_LIMIT_MS / WATCH_MS
/** Sound waits so long for more to be sent with it: 20 speakers make 50 messages a second, not 400. */
const BUNDLE_MS = 20

/** Why a child was ended; `died`: nobody here did it. */
type Cause = 'died' | 'hung' | 'slow-load' | 'no-addon' | 'bad-model' | 'not-started'

/** How a child came to its end. */
export interface ChildEnd {
  readonly cause: Cause
  readonly exitCode: number | null
  readonly signal: string | null
}

export type Answer = Extract<FromWorker, { kind: 'heard' | 'finished' }>

/** What a child has found out about the model that it has loaded. */
export interface ChildTraits {
  /** It writes capitals and small letters as people do. */
  readonly cased: boolean
}

export interface ChildListener {
  /** The model is loaded; only then may it be told anything. */
  listens(traits: ChildTraits): void
  answered(answer: Answer): void
  /** Once; nothing follows. Not after `kill`. */
  ended(end: ChildEnd): void
}

/** A child as those see it who keep one. */
export interface Child {
  readonly pid: number | null
  /** Resolves when the process is gone, or could not be started. */
  readonly gone: Promise<void>
  /** A child that is just dying takes nothing. */
  tell(order: ToWorker): void
  /** Ends it at once; the listener is told nothing more. */
  kill(): void
}

/**
 * One child process with a recogniser, from its start to its end: loads the model, bundles what it is told, and ends
 * it when it hangs.
 */
export class RecogniserChild implements Child {
  readonly gone: Promise<void>
  readonly #process: ChildProcess | null
  readonly #clock: Clock
  readonly #listener: ChildListener
  #cancel: Cancel
  #cancelBundle: Cancel | null = null
  #orders: ToWorker[] = []
  #cause: Cause | 'killed' = 'died'
  #silentLooks = 0
  #mostSilentLooks = MOST_SILENT_LOOKS
  #asked = false

  constructor(model: Model, clock: Clock, listener: ChildListener) {
    this.#clock = clock
    this.#listener = listener
    this.#process = start()
    this.#cancel = clock.after(LOAD_LIMIT_MS, () => this.#end('slow-load'))
    this.gone = endOf(this.#process).then(() => this.#gone())
    this.#process?.on('message', (message) => this.#receive(parseFromWorker(message)))
    const { encoder, decoder, joiner, tokens } = model.paths
    this.tell({
      kind: 'load',
      model: { encoder, decoder, joiner, tokens },
      hotwords: traitsOf(model.name).hotwords,
      vad: model.vad ?? null,
    })
  }

  get pid(): number | null {
    return this.#process?.pid ?? null
  }

  tell(order: ToWorker): void {
    this.#orders.push(order)
    if (order.kind !== 'sound') this.#send()
    else this.#cancelBundle ??= this.#clock.after(BUNDLE_MS, () => this.#send())
  }

  kill(): void {
    this.#end('killed')
  }

  #send(): void {
    this.#cancelBundle?.()
    this.#cancelBundle = null
    const orders = this.#orders
    this.#orders = []
    if (this.#cause === 'died') this.#process?.send(orders, () => {})
  }

  #receive(answer: FromWorker): void {
    // What a child that was given up still says is told again by the next one.
    if (this.#cause !== 'died') return
    this.#silentLooks = 0
    this.#mostSilentLooks = answer.kind === 'busy' ? MOST_BUSY_LOOKS : MOST_SILENT_LOOKS
    switch (answer.kind) {
      case 'loaded':
        this.#cancel()
        this.#cancel = this.#clock.every(WATCH_MS, () => this.#look())
        this.#listener.listens({ cased: answer.cased })
        break
      case 'unloadable':
        this.#end(answer.reason)
        break
      case 'alive':
        this.#asked = false
        break
      case 'busy':
        break
      default:
        this.#listener.answered(answer)
    }
  }

  /** What was sent before may take longer than a look, but then it is answered meanwhile. */
  #look(): void {
    this.#silentLooks += 1
    if (this.#silentLooks > this.#mostSilentLooks) this.#end('hung')
    else if (!this.#asked) {
      this.#asked = true
      this.tell({ kind: 'ping' })
    }
  }

  #end(cause: Cause | 'killed'): void {
    if (this.#cause !== 'killed') this.#cause = cause
    // It need not be able to answer a signal, not even to run.
    this.#process?.kill('SIGKILL')
  }

  #gone(): void {
    this.#cancel()
    this.#cancelBundle?.()
    if (this.#cause === 'killed') return
    const cause = this.pid === null ? 'not-started' : this.#cause
    this.#listener.ended({
      cause,
      exitCode: this.#process?.exitCode ?? null,
      signal: this.#process?.signalCode ?? null,
    })
  }
}

/** Null where the system has no room for another process. */
function start(): ChildProcess | null {
  try {
    const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [], {
      serialization: 'advanced',
      execArgv: [],
      // The token and the key of the bot are none of its business.
      env: environment(),
      // Native code writes file names and figures there, and nothing of use: how it ended says enough.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    if (child.channel) return child
    // Out of file descriptors, Node leaves off before there is a way to talk to it, and says so in an event.
    child.once('error', () => {})
    return null
  } catch {
    return null
  }
}

function endOf(child: ChildProcess | null): Promise<void> {
  if (child === null) return Promise.resolve()
  return new Promise((resolve) => {
    // A child that could not even be started has no exit.
    child.once('error', () => child.pid === undefined && resolve())
    child.once('exit', () => resolve())
  })
}

/** What a program needs to start and to find its libraries. */
function environment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}
