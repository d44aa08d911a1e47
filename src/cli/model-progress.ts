import cliProgress from 'cli-progress'
import type { FetchStep } from '../speech/sherpa/models/model-shelf.ts'

/** How often a line is written where there is no terminal to redraw one in. */
const PLAIN_MS = 5_000

const WORDS = { download: 'fetching ', unpack: 'unpacking' } as const

/** A bar for each step of fetching a model, one after the other. */
export class ModelProgress {
  readonly #output: NodeJS.WritableStream
  #shown: { readonly kind: 'download' | 'unpack'; readonly bar: cliProgress.SingleBar } | null = null

  constructor(output: NodeJS.WritableStream) {
    this.#output = output
  }

  show(step: FetchStep): void {
    if (step.kind === 'check') return
    if (this.#shown?.kind !== step.kind) this.#begin(step)
    this.#shown?.bar.update(megabytes(step.doneBytes))
  }

  /** Twice is fine. */
  end(): void {
    this.#shown?.bar.stop()
    this.#shown = null
  }

  #begin({ kind, bytes, doneBytes }: Exclude<FetchStep, { kind: 'check' }>): void {
    this.end()
    const bar = new cliProgress.SingleBar({
      stream: this.#output,
      format: `${WORDS[kind]} [{bar}] {percentage} %  {value} of {total} MB  {eta_formatted}`,
      barsize: 30,
      fps: 5,
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: PLAIN_MS,
      // Whoever shows it ends it, also at a signal.
      gracefulExit: false,
    })
    bar.start(megabytes(bytes), megabytes(doneBytes))
    this.#shown = { kind, bar }
  }
}

const megabytes = (bytes: number): number => Math.round(bytes / 100_000) / 10
