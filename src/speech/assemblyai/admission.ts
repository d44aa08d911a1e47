import type { Clock } from '../../base/clock.ts'
import type { EngineError } from '../../base/errors.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Openings, OpeningTicket } from './openings.ts'

/** A session that began so recently proves that key and settings are good; a probe costs a new session. */
const PROOF_MS = 600_000

export interface Candidate {
  /** A socket may be opened now. */
  granted(): void
  /** The service has refused us: none may be. */
  barred(error: EngineError): void
}

export interface AdmissionParts {
  readonly openings: Openings
  readonly clock: Clock
  readonly log: Log
  /** What is known beforehand to be refused. */
  readonly refusal: EngineError | null
}

interface Seat {
  readonly candidate: Candidate
  opening: OpeningTicket | null
}

/**
 * Lets sockets be opened, for all streams of an engine. While it is not known that the service takes the key, one
 * goes first and the others wait for what becomes of it: a key that is refused is shown to the service once.
 */
export class Admission {
  readonly #parts: AdmissionParts
  #refusal: EngineError | null
  #provenAt: MonotonicMs | null = null
  /** A stream has found the service away since. */
  #doubted = false
  /** The socket whose outcome the others wait for. */
  #first: Seat | null = null
  readonly #held = new Set<Seat>()

  constructor(parts: AdmissionParts) {
    this.#parts = parts
    this.#refusal = parts.refusal
  }

  /** Why no socket is opened any more; only a person can mend it. */
  get refusal(): EngineError | null {
    return this.#refusal
  }

  /** Whether a session has begun lately. */
  get proven(): boolean {
    return this.#provenAt !== null && this.#parts.clock.now() - this.#provenAt < PROOF_MS
  }

  /** Whether a session has begun lately, and the service was there ever since: it need not be asked. */
  get sure(): boolean {
    return this.proven && !this.#doubted
  }

  /** The service could not be reached: until a session begins, what was proven says nothing of now. */
  doubt(): void {
    this.#doubted = true
  }

  /** Asks for a socket; calls back when there is an answer, never from within. To be released when it is closed. */
  request(candidate: Candidate): OpeningTicket {
    const seat: Seat = { candidate, opening: null }
    if (this.#refusal !== null) this.#bar(seat, this.#refusal)
    else if (this.#first === null || this.proven) this.#open(seat)
    else this.#held.add(seat)
    return { release: () => this.#release(seat) }
  }

  /** The service let a session begin. */
  admitted(): void {
    this.#provenAt = this.#parts.clock.now()
    this.#doubted = false
    this.#first = null
    for (const seat of this.#held) this.#open(seat)
    this.#held.clear()
  }

  refused(error: EngineError): void {
    if (this.#refusal === null) this.#parts.log.error('assemblyai refused us', error)
    this.#refusal ??= error
    this.#first = null
    for (const seat of this.#held) this.#bar(seat, this.#refusal)
    this.#held.clear()
  }

  #open(seat: Seat): void {
    if (!this.proven) this.#first = seat
    seat.opening = this.#parts.openings.request(() => {
      // It may have been refused while this one waited for its place.
      if (this.#refusal === null) seat.candidate.granted()
      else seat.candidate.barred(this.#refusal)
    })
  }

  #bar(seat: Seat, error: EngineError): void {
    const cancel = this.#parts.clock.after(0, () => seat.candidate.barred(error))
    seat.opening = { release: cancel }
  }

  #release(seat: Seat): void {
    seat.opening?.release()
    this.#held.delete(seat)
    if (this.#first !== seat) return
    this.#first = null
    const [next] = this.#held
    if (next === undefined) return
    this.#held.delete(next)
    this.#open(next)
  }
}
