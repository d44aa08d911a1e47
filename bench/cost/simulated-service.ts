import type { Cancel, Clock } from '../../src/base/clock.ts'
import type { ServerMessage, ServerWord } from '../../src/speech/assemblyai/messages.ts'
import type { Connect, Line, SocketListener } from '../../src/speech/assemblyai/socket.ts'

/** From the start of a connection to the end of its upgrade. */
const UPGRADE_MS = 100
/** As measured on the real service. */
const BEGIN_MS = 1_200
const TERMINATION_MS = 300
const LIFE_MS = 3 * 3_600_000
/** Each stretch of sound of this length is a word. */
const WORD_MS = 500
const PARTIAL_MS = 1_000
/** The longest silence that a turn waits for by default: every turn ends as late as it can. */
const TURN_SILENCE_MS = 1_280
const BYTES_PER_MS = 32

/**
 * A speech service on simulated time: begins 1.2 s after the upgrade, hears sound where there are no zeros, tells an
 * open turn each second and a final after the silence, and bills from upgrade to close. It never refuses, forgets or
 * times out.
 */
export class SimulatedService {
  readonly #clock: Clock
  #sessions = 0
  #billedMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Sessions that were opened so far. */
  get sessions(): number {
    return this.#sessions
  }

  /** Of all sessions that are closed. */
  get billedMs(): number {
    return this.#billedMs
  }

  readonly connect: Connect = (_address, clock, listener) =>
    new SimulatedLine(clock, listener, {
      opened: () => {
        this.#sessions += 1
        const openedMs = this.#clock.now()
        return () => {
          this.#billedMs += this.#clock.now() - openedMs
        }
      },
    })
}

interface Meter {
  /** The meter runs; answers how to stop it. */
  opened(): () => void
}

class SimulatedLine implements Line {
  readonly #clock: Clock
  readonly #listener: SocketListener
  readonly #hearing: Hearing
  #openedMs = 0
  #stopMeter: (() => void) | null = null
  #state: 'connecting' | 'open' | 'closed' = 'connecting'
  /** Whether the client still listens. */
  #heard = true
  readonly #timers: Cancel[] = []

  constructor(clock: Clock, listener: SocketListener, meter: Meter) {
    this.#clock = clock
    this.#listener = listener
    this.#hearing = new Hearing((message) => this.#say(message))
    this.#later(UPGRADE_MS, () => {
      this.#state = 'open'
      this.#openedMs = clock.now()
      this.#stopMeter = meter.opened()
      if (this.#heard) listener.opened()
      this.#later(BEGIN_MS, () => {
        const expiresAtSeconds = (clock.wall() + LIFE_MS) / 1000
        this.#say({ kind: 'begin', id: 'simulated', expiresAtSeconds, model: null })
      })
    })
  }

  send(data: Buffer | string): void {
    if (this.#state !== 'open') return
    if (typeof data !== 'string') this.#hearing.hear(data)
    else if (data.includes('"Terminate"')) this.#terminate()
    else if (data.includes('"ForceEndpoint"')) this.#hearing.endTurn()
  }

  close(graceMs: number): void {
    this.#heard = false
    this.#later(this.#state === 'connecting' ? 0 : graceMs, () => this.#close())
  }

  #terminate(): void {
    this.#later(TERMINATION_MS, () => {
      this.#hearing.endTurn()
      this.#say({ kind: 'termination', sessionSeconds: (this.#clock.now() - this.#openedMs) / 1000 })
      this.#close()
    })
  }

  #close(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    for (const cancel of this.#timers) cancel()
    this.#stopMeter?.()
    if (this.#heard) this.#listener.lost({ kind: 'closed', code: 1000 })
    this.#listener.closed('seen')
  }

  #say(message: ServerMessage): void {
    if (this.#heard && this.#state === 'open') this.#listener.message(message)
  }

  #later(ms: number, act: () => void): void {
    this.#timers.push(this.#clock.after(ms, act))
  }
}

/** Makes words and turns of the sound of one session. */
class Hearing {
  readonly #say: (message: ServerMessage) => void
  #order = 0
  #audioMs = 0
  #silenceMs = 0
  #toldMs = 0
  #words: ServerWord[] = []

  constructor(say: (message: ServerMessage) => void) {
    this.#say = say
  }

  hear(pcm: Buffer): void {
    const lengthMs = pcm.length / BYTES_PER_MS
    if (isSilence(pcm)) {
      this.#silenceMs += lengthMs
      if (this.#silenceMs >= TURN_SILENCE_MS) this.endTurn()
    } else {
      this.#sound(this.#audioMs, this.#audioMs + lengthMs)
      this.#silenceMs = 0
    }
    this.#audioMs += lengthMs
    if (this.#words.length > 0 && this.#audioMs - this.#toldMs >= PARTIAL_MS) this.#tell(false)
  }

  endTurn(): void {
    if (this.#words.length === 0) return
    this.#tell(true)
    this.#words = []
    this.#order += 1
  }

  #sound(startMs: number, endMs: number): void {
    const last = this.#words.at(-1)
    if (last?.endMs === startMs && last.endMs - last.startMs < WORD_MS)
      this.#words[this.#words.length - 1] = { ...last, endMs }
    else {
      if (last === undefined) this.#toldMs = startMs
      this.#words.push({ text: `word${startMs}`, startMs, endMs, confidence: null, settled: true })
    }
  }

  #tell(over: boolean): void {
    this.#toldMs = this.#audioMs
    const words = [...this.#words]
    const transcript = words.map(({ text }) => text).join(' ')
    this.#say({ kind: 'turn', turn: { order: this.#order, over, formatted: false, transcript, words } })
  }
}

const SILENCE = Buffer.alloc(50 * BYTES_PER_MS)

const isSilence = (pcm: Buffer): boolean =>
  pcm.length === SILENCE.length ? pcm.equals(SILENCE) : pcm.every((byte) => byte === 0)
