import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A bot in a process of its own. */
export interface Bot {
  /** Resolves when it takes commands. */
  readonly ready: Promise<void>
  readonly pid: number | undefined
  stop(): Promise<unknown>
}

/** The naive bot of `bench/naive/bot/`. */
export class NaiveProcess implements Bot {
  readonly ready: Promise<void>
  readonly #child: ChildProcess
  readonly #exited: Promise<void>
  readonly #complaints: string[] = []

  constructor(environment: Readonly<Record<string, string>>) {
    const { PATH = '', HOME = '', TMPDIR = '' } = process.env
    const script = fileURLToPath(new URL('./bot/main.ts', import.meta.url))
    this.#child = spawn(process.execPath, ['--no-warnings', script], {
      cwd: tmpdir(),
      env: { PATH, HOME, TMPDIR, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#exited = new Promise((resolve) => {
      this.#child.once('close', () => resolve())
    })
    const { stdout, stderr } = this.#child
    if (stderr) createInterface({ input: stderr }).on('line', (line) => this.#complaints.push(line))
    this.ready = new Promise((resolve, reject) => {
      if (stdout) createInterface({ input: stdout }).once('line', () => resolve())
      void this.#exited.then(() => reject(new Error(`the naive bot ended:\n${this.#complaints.join('\n')}`)))
    })
    // Whoever does not wait for it any more learns of the end by `stop`.
    this.ready.catch(() => {})
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** What it wrote to standard error. */
  get complaints(): readonly string[] {
    return this.#complaints
  }

  stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    return this.#exited
  }
}

/** Linux counts in hundredths of a second, whatever the machine (USER_HZ). */
const TICK_MS = 10

/** Processor time of a process so far, in ms; NaN where the system does not say (no /proc). */
export async function processorMs(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name before may hold anything, but ends with the last bracket; utime and stime are fields 14 and 15.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11] ?? Number.NaN) + Number(fields[12] ?? Number.NaN)) * TICK_MS
}
