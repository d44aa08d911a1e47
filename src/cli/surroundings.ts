import type { Command } from 'commander'
import type { Clock } from '../base/clock.ts'
import type { Environment } from '../config/load.ts'

/** Where a tool writes: a stream of the process, or a test's. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

/** All that a tool touches of the process that it runs in. */
export interface Surroundings {
  /** What was asked for, and nothing else: it may be a file or another program. */
  readonly out: Output
  /** What is said about it: progress, sums, what went wrong. */
  readonly errors: Output
  readonly input: NodeJS.ReadableStream
  /** Of the process, with what `.env` adds to it. */
  readonly environment: Environment
  /** Where whoever gave the command stands: paths that they name begin there. */
  readonly folder: string
  readonly clock: Clock
  /** Aborts when the tool is to end: at Ctrl+C, or at SIGTERM. */
  readonly signal: AbortSignal
}

/** A tool that was called. */
export interface ToolCall {
  readonly surroundings: Surroundings
  /** Its `error` says what was wrong with the call, and ends it. */
  readonly command: Command
}

export const say = (output: Output, text: string): void => {
  output.write(`${text}\n`)
}

/** Resolves when the signal aborts, or at once where it has. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
