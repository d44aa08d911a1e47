import type { Hypothesis, ToWorker } from '../../../src/speech/sherpa/protocol.ts'
import type { Child, ChildEnd, ChildListener } from '../../../src/speech/sherpa/recogniser-child.ts'

/** A child without a process, in a test's hands. */
export class ScriptedChild implements Child {
  readonly pid: number
  readonly gone: Promise<void>
  readonly orders: ToWorker[] = []
  state: 'loading' | 'listening' | 'killed' | 'dead' = 'loading'
  readonly #listener: ChildListener
  readonly #resolve: () => void

  constructor(pid: number, listener: ChildListener) {
    this.pid = pid
    this.#listener = listener
    const { promise, resolve } = Promise.withResolvers<void>()
    this.gone = promise
    this.#resolve = resolve
  }

  tell(order: ToWorker): void {
    this.orders.push(order)
  }

  kill(): void {
    this.state = 'killed'
    this.#resolve()
  }

  /** The model is loaded. */
  listens(cased = false): void {
    this.state = 'listening'
    this.#listener.listens({ cased })
  }

  finished(ear: number, hypothesis: Hypothesis = []): void {
    this.#listener.answered({ kind: 'finished', ear, hypothesis })
  }

  dies(cause: ChildEnd['cause'] = 'died', signal: string | null = 'SIGKILL'): void {
    this.state = 'dead'
    this.#resolve()
    this.#listener.ended({ cause, exitCode: null, signal })
  }
}
