import type { MonotonicMs } from '../../../base/ids.ts'
import type { Loss, ServerError } from '../refusal.ts'
import { type Configuration, updateMessage } from './configuration.ts'
import { type Expiry, expiryOf } from './expiry.ts'
import { Liveness } from './liveness.ts'

/** The upgrade, and after it the Begin, normally take about 1.2 s together. */
export const PATIENCE_MS = 10_000
/** How long `Terminate` may take to bring its `Termination`. */
export const TERMINATION_MS = 5000
/** An error message is followed by the close at once; without it, we close. */
export const CLOSE_AFTER_ERROR_MS = 1000
/** A session that lived so long was healthy, and the next failure starts counting anew: at most 4 openings a minute. */
const HEALTHY_MS = 15_000
/** People come and go in groups: their names are told together. */
const UPDATE_INTERVAL_MS = 1000

export type Phase =
  /** It waits for its place among all the sockets to be opened. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'dialled'; readonly untilMs: MonotonicMs }
  /** Upgraded, which says nothing: bad keys are too. */
  | { readonly kind: 'opened'; readonly untilMs: MonotonicMs }
  /** The session has begun; `live` from when it is told sound. */
  | { readonly kind: 'ready' | 'live'; readonly sinceMs: MonotonicMs; readonly expiry: Expiry }
  /** `Terminate` was sent. */
  | {
      readonly kind: 'finishing'
      readonly sinceMs: MonotonicMs
      readonly atMs: MonotonicMs
      readonly untilMs: MonotonicMs
    }

/** One socket's life, as the dialogue knows it. */
export class Epoch {
  readonly id: number
  /** Failed attempts before this one. */
  readonly #attempt: number
  readonly liveness = new Liveness()
  #phase: Phase = { kind: 'asked' }
  /** The server's last error, and when we close the socket if it does not. */
  #said: { readonly error: ServerError; readonly closeAt: MonotonicMs } | null = null
  #configured: Configuration = {}
  #updatedAt: MonotonicMs = Number.NEGATIVE_INFINITY

  constructor(id: number, attempt: number) {
    this.id = id
    this.#attempt = attempt
  }

  get phase(): Phase {
    return this.#phase
  }

  get said(): ServerError | null {
    return this.#said?.error ?? null
  }

  /** Whether the service has let the session begin. */
  get begun(): boolean {
    const { kind } = this.#phase
    return kind === 'ready' || kind === 'live' || kind === 'finishing'
  }

  /** When the session must make room for its successor, while it is fed. */
  get expiry(): Expiry | null {
    return this.#phase.kind === 'live' ? this.#phase.expiry : null
  }

  /** The socket is made, with an address that says this. */
  dialled(now: MonotonicMs, configuration: Configuration): void {
    if (this.#phase.kind !== 'asked') return
    this.#phase = { kind: 'dialled', untilMs: now + PATIENCE_MS }
    this.#configured = configuration
  }

  opened(now: MonotonicMs): void {
    if (this.#phase.kind === 'dialled') this.#phase = { kind: 'opened', untilMs: now + PATIENCE_MS }
  }

  begin(now: MonotonicMs, lifeMs: number): void {
    this.#phase = { kind: 'ready', sinceMs: now, expiry: expiryOf(now, lifeMs) }
  }

  feed(): void {
    if (this.#phase.kind === 'ready') this.#phase = { ...this.#phase, kind: 'live' }
  }

  finish(now: MonotonicMs, untilMs: MonotonicMs): void {
    if (this.#phase.kind === 'live')
      this.#phase = { kind: 'finishing', sinceMs: this.#phase.sinceMs, atMs: now, untilMs }
  }

  fail(now: MonotonicMs, error: ServerError): void {
    this.#said = { error, closeAt: now + CLOSE_AFTER_ERROR_MS }
  }

  /** What to tell the session so that it is configured like this, as often as it may be told; null: nothing now. */
  update(now: MonotonicMs, wanted: Configuration): string | null {
    if (now < this.#updatedAt + UPDATE_INTERVAL_MS) return null
    const message = updateMessage(this.#configured, wanted)
    // Also where nothing differs: this is asked with every chunk, and the same object is compared at a glance.
    this.#configured = wanted
    if (message !== null) this.#updatedAt = now
    return message
  }

  /** When `update` has something to say; null: never, as things are. */
  updateAt(wanted: Configuration): MonotonicMs | null {
    return updateMessage(this.#configured, wanted) === null ? null : this.#updatedAt + UPDATE_INTERVAL_MS
  }

  /** Failed attempts to be counted when this socket is lost now. */
  attemptAt(now: MonotonicMs): number {
    const phase = this.#phase
    return 'sinceMs' in phase && now - phase.sinceMs >= HEALTHY_MS ? 0 : this.#attempt
  }

  /** When the socket must be given up if nothing comes, and what will have been missing then. */
  get limit(): { readonly at: MonotonicMs; readonly loss: Loss } | null {
    if (this.#said !== null)
      return { at: this.#said.closeAt, loss: { kind: 'closed', code: this.#said.error.code ?? 1006 } }
    const phase = this.#phase
    switch (phase.kind) {
      case 'dialled':
        return { at: phase.untilMs, loss: { kind: 'silent', missing: 'handshake' } }
      case 'opened':
        return { at: phase.untilMs, loss: { kind: 'silent', missing: 'begin' } }
      case 'finishing':
        return { at: phase.untilMs, loss: { kind: 'silent', missing: 'termination' } }
      case 'asked':
        return null
      default: {
        const limit = this.liveness.limit
        return limit === null ? null : { at: limit.at, loss: { kind: 'silent', missing: limit.missing } }
      }
    }
  }
}
