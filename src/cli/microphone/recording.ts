import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { BYTES_PER_SAMPLE } from '../../audio/pcm.ts'
import type { Clock } from '../../base/clock.ts'
import type { Environment } from '../../config/load.ts'
import type { RecorderCall } from './recorders.ts'

/** How a recorder ended. */
export type RecordingEnd =
  /** It was stopped here, or came to the end of the sound that it had. */
  | { readonly kind: 'over' }
  /** By itself, or without any sound; `said` is the last that it wrote about it. */
  | { readonly kind: 'broke'; readonly how: string; readonly said: string }

export interface RecordingOptions {
  readonly call: RecorderCall
  readonly environment: Environment
  readonly clock: Clock
  /** Sound of 16 kHz, as it comes; the samples belong to the receiver. */
  readonly onSound: (samples: Int16Array) => void
}

/** What such a program needs to find its libraries, its settings and the sound server of whoever sits there. */
const PASSED_ON =
  /^(?:PATH|HOME|USER|TMPDIR|TEMP|SystemRoot|LANG|LC_ALL|XDG_RUNTIME_DIR|DBUS_SESSION_BUS_ADDRESS|ALSA_\w+|PULSE_\w+|PIPEWIRE_\w+|AUDIODEV|AUDIODRIVER|LD_LIBRARY_PATH)$/
/** After it was asked to end; then it is ended. */
const PATIENCE_MS = 1_000
const MOST_SAID = 2_000

/** A recorder at work, as a process of its own. */
export class Recording {
  /** When the program is gone and all of its sound was handed over. */
  readonly ended: Promise<RecordingEnd>
  readonly #child: ChildProcessByStdio<null, Readable, Readable>
  readonly #clock: Clock
  #said = ''
  #rest: Buffer = Buffer.alloc(0)
  #heard = false
  #stopped = false
  #over = false

  constructor({ call, environment, clock, onSound }: RecordingOptions) {
    this.#clock = clock
    this.#child = spawn(call.program, call.arguments, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // The token and the keys of the bot are none of its business.
      env: { ...passedOn(environment), ...call.environment },
      // In a group of its own: Ctrl+C is ours to answer. It ends all the same when nobody reads it any more.
      detached: true,
      windowsHide: true,
    })
    this.#child.stdout.on('data', (piece: Buffer) => {
      this.#heard = true
      if (!this.#stopped) onSound(this.#samples(piece))
    })
    this.#child.stderr.on('data', (piece: Buffer) => {
      this.#said = `${this.#said}${piece.toString()}`.slice(-MOST_SAID)
    })
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve({ kind: 'broke', how: codeOf(error), said: '' }))
      this.#child.once('close', (code, signal) => {
        this.#over = true
        resolve(this.#endOf(code, signal))
      })
    })
  }

  /** No sound comes from now on; resolves when the program is gone. Twice is fine. */
  async stop(): Promise<void> {
    if (!this.#stopped) {
      this.#stopped = true
      this.#signal('SIGTERM')
      const cancel = this.#clock.after(PATIENCE_MS, () => {
        this.#signal('SIGKILL')
        // Whoever left the group and kept its output is waited for no longer.
        this.#child.stdout.destroy()
        this.#child.stderr.destroy()
      })
      this.ended.finally(cancel)
    }
    await this.ended
  }

  /** To the program and all that it started: the one on the PATH may be a script that calls the real one. */
  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child
    if (this.#over || pid === undefined) return
    try {
      // A negative id means the group (kill(2)); Windows has none.
      if (process.platform === 'win32') this.#child.kill(signal)
      else process.kill(-pid, signal)
    } catch {
      // All of them are gone, and what they wrote is still being read.
    }
  }

  #endOf(code: number | null, signal: NodeJS.Signals | null): RecordingEnd {
    if (this.#stopped || (code === 0 && this.#heard)) return { kind: 'over' }
    const how = signal ?? (code === 0 ? 'without any sound' : `code ${code}`)
    return { kind: 'broke', how, said: lastWords(this.#said) }
  }

  /** Pieces are of any length: half a sample waits for its other half. */
  #samples(piece: Buffer): Int16Array {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    const count = Math.floor(bytes.length / BYTES_PER_SAMPLE)
    this.#rest = Buffer.from(bytes.subarray(count * BYTES_PER_SAMPLE))
    return Int16Array.from({ length: count }, (_, at) => bytes.readInt16LE(at * BYTES_PER_SAMPLE))
  }
}

const passedOn = (environment: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value !== undefined && PASSED_ON.test(name) ? [[name, value]] : [],
    ),
  )

/** The last lines, as one. */
const lastWords = (said: string): string =>
  said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-2)
    .join(' ')

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.name)
