import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A line of the bot's log: the event's name and its fields. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly event: string }

export interface BotExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** The bot as a process of its own, started as `npm start` starts it. */
export class BotProcess {
  /** Resolves when the bot is logged in; rejects, with what it wrote to standard error, if it ends before. */
  readonly ready: Promise<void>
  readonly exited: Promise<BotExit>
  /** Every line it wrote, as text. */
  readonly output: string[] = []
  readonly #child: ChildProcess
  readonly #waiting = new Set<{ readonly event: string; readonly resolve: (line: LogLine) => void }>()

  constructor(environment: Readonly<Record<string, string>>) {
    const { PATH = '', HOME = '', TMPDIR = '' } = process.env
    this.#child = spawn(
      process.execPath,
      ['--no-warnings', fileURLToPath(new URL('../main.ts', import.meta.url))],
      {
        // Elsewhere than where `npm start` runs: the .env of a real bot is not for this one.
        cwd: tmpdir(),
        env: { PATH, HOME, TMPDIR, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    this.exited = new Promise((resolve) => {
      // 'close' and not 'exit': only then was all of its output read.
      this.#child.once('close', (code, signal) => resolve({ code, signal }))
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#read(line))
    }
    const early = this.exited.then(() => {
      throw new Error(`The bot ended before it was ready:\n${this.output.join('\n')}`)
    })
    this.ready = Promise.race([this.logged('ready').then(() => {}), early])
    // Whoever never asks whether it became ready still learns of the end through `exited`.
    this.ready.catch(() => {})
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** The next log line of this event. */
  logged(event: string): Promise<LogLine> {
    return new Promise((resolve) => this.#waiting.add({ event, resolve }))
  }

  /** Asks it to end, and resolves when it has. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<BotExit> {
    this.#child.kill(signal)
    return this.exited
  }

  #read(text: string): void {
    this.output.push(text)
    const line = parseLine(text)
    if (line === null) return
    for (const waiting of this.#waiting) {
      if (waiting.event !== line.event) continue
      this.#waiting.delete(waiting)
      waiting.resolve(line)
    }
  }
}

function parseLine(text: string): LogLine | null {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null || !('event' in parsed)) return null
    const { event } = parsed
    return typeof event === 'string' ? { ...parsed, event } : null
  } catch {
    return null
  }
}
