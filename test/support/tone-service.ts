import { DEFAULT_PARAMETERS } from '../../sandbox/speech/parameters.ts'
import { turnMessage } from '../../sandbox/speech/server-message.ts'
import { ToneRecogniser } from '../../sandbox/speech/tone-recogniser.ts'
import { type Said, type TurnStyle, Turns } from '../../sandbox/speech/turns.ts'
import type { Cancel, Clock } from '../../src/base/clock.ts'
import { parseMessage, type ServerMessage } from '../../src/speech/assemblyai/messages.ts'
import type { Connect, Line, SocketListener } from '../../src/speech/assemblyai/socket.ts'

const UPGRADE_MS = 100
const BEGIN_MS = 200
const BYTES_PER_MS = 32

export interface ToneServiceOptions {
  readonly style: TurnStyle
  /** How long the sessions live, one after the other; three hours where none is said. */
  readonly livesMs?: readonly number[]
}

/** The sandbox's recogniser and turns behind connections without a network, on the clock of the engine. */
export class ToneService {
  readonly #options: ToneServiceOptions
  #sessions = 0
  #newest: ToneLine | null = null

  constructor(options: ToneServiceOptions) {
    this.#options = options
  }

  get sessions(): number {
    return this.#sessions
  }

  readonly connect: Connect = (_address, clock, listener) => {
    const lifeMs = this.#options.livesMs?.[this.#sessions] ?? 3 * 3_600_000
    this.#sessions += 1
    this.#newest = new ToneLine(clock, listener, { ...this.#options, lifeMs })
    return this.#newest
  }

  /** The newest connection breaks. */
  cut(): void {
    this.#newest?.cut()
  }
}

class ToneLine implements Line {
  readonly #clock: Clock
  readonly #listener: SocketListener
  readonly #turns: Turns
  readonly #recogniser = new ToneRecogniser()
  readonly #timers: Cancel[] = []
  #bytes = 0
  #state: 'open' | 'left' | 'closed' = 'open'

  constructor(
    clock: Clock,
    listener: SocketListener,
    { style, lifeMs }: ToneServiceOptions & { readonly lifeMs: number },
  ) {
    this.#clock = clock
    this.#listener = listener
    const silences = { minTurnSilenceMs: 200, maxTurnSilenceMs: 500 }
    this.#turns = new Turns({ ...DEFAULT_PARAMETERS, formatTurns: true, ...silences }, style)
    this.#later(UPGRADE_MS, () => listener.opened())
    this.#later(BEGIN_MS, () => {
      const expiresAtSeconds = (clock.wall() + lifeMs) / 1000
      this.#tell({ kind: 'begin', id: 'tone', expiresAtSeconds, model: null })
      this.#beat()
    })
  }

  send(data: Buffer | string): void {
    if (this.#state === 'closed') return
    if (typeof data !== 'string') this.#later(0, () => this.#hear(data))
    else if (data.includes('"ForceEndpoint"'))
      this.#later(0, () => this.#say(this.#turns.force(this.#audioMs)))
    else if (data.includes('"Terminate"')) this.#later(0, () => this.#terminate())
  }

  close(graceMs: number): void {
    if (this.#state === 'open') this.#state = 'left'
    this.#later(graceMs, () => this.#closed())
  }

  cut(): void {
    if (this.#state === 'open') this.#listener.lost({ kind: 'closed', code: 1006 })
    this.#closed()
  }

  get #audioMs(): number {
    return this.#bytes / BYTES_PER_MS
  }

  #hear(pcm: Buffer): void {
    if (this.#state === 'closed') return
    this.#bytes += pcm.length
    for (const heard of this.#recogniser.push(pcm)) {
      this.#say(this.#turns.advance(heard.atMs))
      this.#say(this.#turns.hear(heard))
    }
    this.#say(this.#turns.advance(this.#audioMs))
  }

  #terminate(): void {
    if (this.#state === 'closed') return
    for (const heard of this.#recogniser.flush()) this.#say(this.#turns.hear(heard))
    this.#say(this.#turns.terminate(this.#audioMs))
    this.#tell({ kind: 'termination', sessionSeconds: 1 })
    if (this.#state === 'open') this.#listener.lost({ kind: 'closed', code: 1000 })
    this.#closed()
  }

  #say(said: readonly Said[]): void {
    for (const { turn } of said) this.#tell(parseMessage(JSON.stringify(turnMessage(turn))))
  }

  #beat(): void {
    this.#later(5000, () => {
      this.#tell({ kind: 'heartbeat' })
      this.#beat()
    })
  }

  #tell(message: ServerMessage): void {
    if (this.#state === 'open') this.#listener.message(message)
  }

  #closed(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    for (const cancel of this.#timers) cancel()
    this.#listener.closed('seen')
  }

  #later(ms: number, act: () => void): void {
    this.#timers.push(this.#clock.after(ms, act))
  }
}
