import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { settings } from '../../src/config/settings.ts'
import { childrenOf } from './processes.ts'
import { until } from './until.ts'

/** Wins over the `.env` of a real bot, should there be one. */
const blank = Object.fromEntries(Object.values(settings).map(({ name }) => [name, '']))

/** `npm start` as somebody types it: npm leads a process group of its own, and the bot is its child. */
export class NpmStart {
  /** Every line that npm and the bot wrote. */
  readonly output: string[] = []
  readonly #npm: ChildProcess
  #ending: { readonly how: number | NodeJS.Signals | null } | null = null

  constructor(environment: Readonly<Record<string, string>>) {
    const { PATH = '', HOME = '', TMPDIR = '' } = process.env
    this.#npm = spawn('npm', ['start'], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { PATH, HOME, TMPDIR, ...blank, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    // 'close' and not 'exit': only then is nobody left who could write.
    this.#npm.once('close', (code, signal) => {
      this.#ending = { how: signal ?? code }
    })
    for (const stream of [this.#npm.stdout, this.#npm.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.output.push(line))
    }
  }

  get npmPid(): number {
    const { pid } = this.#npm
    if (pid === undefined) throw new Error('npm could not be started')
    return pid
  }

  /** The bot's process id: the one child that npm has, since the script's shell gives way to the bot. */
  get botPid(): number {
    const [pid, ...others] = childrenOf(this.npmPid)
    if (pid === undefined || others.length > 0) throw new Error('npm has not one child')
    return pid
  }

  /** npm's own exit code, or the signal that ended it, when all that it started has gone quiet. */
  async exited(): Promise<number | NodeJS.Signals | null> {
    await until('npm and what it started to end', () => this.#ending !== null)
    return this.#ending?.how ?? null
  }

  /** Resolves when a log line of this event was written. */
  logged(event: string): Promise<void> {
    return until(`the log line "${event}"`, () => this.has(event))
  }

  has(event: string): boolean {
    return this.output.some((line) => line.includes(`"event":"${event}"`))
  }

  /** To npm and the bot at once, as a terminal does. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-this.npmPid, signal)
  }

  /** Ends what is left of it, after a test that failed. */
  async close(): Promise<void> {
    try {
      this.signalGroup('SIGKILL')
    } catch {
      // Nothing is left.
    }
    await this.exited()
  }
}
