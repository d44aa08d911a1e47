import { type Clock, within } from './clock.ts'
import type { MonotonicMs } from './ids.ts'
import type { Log } from './log.ts'

/** A later step's share when the earlier ones have used up the deadline: enough to close, not to wait. */
const LEAST_MS = 1_000

interface Step {
  readonly name: string
  readonly run: () => Promise<void>
}

export interface ShutdownOptions {
  readonly clock: Clock
  readonly log: Log
  /** For all steps together. */
  readonly deadlineMs: number
}

/** Ends the program in order: the steps run one after the other, as they were added, under one deadline. */
export class Shutdown {
  readonly #options: ShutdownOptions
  readonly #steps: Step[] = []
  #running: Promise<boolean> | null = null

  constructor(options: ShutdownOptions) {
    this.#options = options
  }

  add(name: string, run: () => Promise<void>): void {
    this.#steps.push({ name, run })
  }

  /** Resolves with whether every step came to its end in time. A second call is the same shutdown. */
  run(): Promise<boolean> {
    this.#running ??= this.#runSteps()
    return this.#running
  }

  async #runSteps(): Promise<boolean> {
    const { clock, deadlineMs } = this.#options
    const until: MonotonicMs = clock.now() + deadlineMs
    let clean = true
    for (const step of this.#steps) {
      const leftMs = Math.max(LEAST_MS, until - clock.now())
      clean = (await this.#runStep(step, leftMs)) && clean
    }
    return clean
  }

  async #runStep(step: Step, leftMs: number): Promise<boolean> {
    const { clock, log } = this.#options
    try {
      const done = step.run().then(() => true)
      const inTime = await within(clock, leftMs, done, () => false)
      if (!inTime) log.warn('shutdown step took too long', { step: step.name, leftMs: Math.round(leftMs) })
      return inTime
    } catch (error) {
      log.error('shutdown step failed', error, { step: step.name })
      return false
    }
  }
}
