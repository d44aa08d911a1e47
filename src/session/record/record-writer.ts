import { StoreError, type StoreTrouble } from '../../base/errors.ts'
import type { ChannelId, MonotonicMs, SessionId, SpeakerId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { ConsentNotice } from '../../transcript/consent-record.ts'
import type { Presence } from '../../transcript/transcript.ts'
import type { OpenTurn } from '../../transcript/turn.ts'
import type { Saying } from '../../wording/words.ts'
import type { Journal, LineId, Unfinished } from '../store.ts'
import { type Line, UNKEPT } from './line.ts'

/** How often the words of an open turn are kept anew: what a crash can take of it. */
const OPEN_TURN_MS = 500
/** Writes that may wait for the store; what comes then is not kept. More than hours of talk need in a minute. */
const MOST_WAITING = 2_000

export interface RecordWriterOptions {
  readonly session: SessionId
  readonly journal: Journal
  readonly log: Log
}

interface KeptOpenTurn {
  /** What is still to be written; null: it stands as it is. */
  turn: OpenTurn | null
  keptMs: MonotonicMs
  kept: boolean
}

/**
 * Writes a session into the journal, one thing after the other. What cannot be kept is counted and told in
 * `trouble`; it never stops a session, whose captions go on. Nothing is written before `open`.
 */
export class RecordWriter {
  readonly #options: RecordWriterOptions
  readonly #openTurns = new Map<string, KeptOpenTurn>()
  readonly #seen = new Set<StoreTrouble | 'bug' | 'overflow'>()
  readonly #opened = Promise.withResolvers<void>()
  #tail: Promise<unknown> = this.#opened.promise
  #waiting = 0
  #living = false
  #trouble: Saying | null = null
  #news: Saying | null = null
  #unkept = 0

  constructor(options: RecordWriterOptions) {
    this.#options = options
  }

  /** Lines that were shown and are not in the journal. */
  get unkept(): number {
    return this.#unkept
  }

  /** Why what is said now is not being kept, as a sentence; null: it is. */
  get trouble(): Saying | null {
    return this.#trouble
  }

  /**
   * The first trouble, to be told to the readers once, however often it comes and goes; null: there was none, or it
   * was taken. It stays until it is taken, also where a line that found room has ended the trouble by then.
   */
  takeNews(): Saying | null {
    const news = this.#news
    this.#news = null
    return news
  }

  /** `begin` puts the session into the journal; what was told before waits for it. */
  async open(begin: () => Promise<unknown>): Promise<void> {
    await begin().catch((error: unknown) => this.#failed(error))
    this.#opened.resolve()
  }

  /** Answers the line's id when it is kept, or `UNKEPT` when that failed. */
  async addLine(line: Line): Promise<LineId> {
    const { session, journal } = this.#options
    if (line.kind === 'turn') this.#openTurns.delete(line.turn.id)
    const id = await this.#write(() =>
      line.kind === 'turn' ? journal.addTurn(session, line.turn) : journal.addGap(session, line.gap),
    )
    if (id === null) this.#unkept += 1
    else this.#trouble = null
    return id ?? UNKEPT
  }

  /** The words of a turn that goes on; kept when its time has come. */
  openTurn(turn: OpenTurn): void {
    const known = this.#openTurns.get(turn.id)
    if (known) known.turn = turn
    else
      this.#openTurns.set(turn.id, {
        turn,
        keptMs: Number.NEGATIVE_INFINITY,
        kept: false,
      })
  }

  /** An open turn came to nothing. */
  withdrawn(id: string): void {
    const known = this.#openTurns.get(id)
    this.#openTurns.delete(id)
    if (known?.kept) void this.#write(() => this.#options.journal.dropOpenTurn(this.#options.session, id))
  }

  /** To be called at every tick: keeps the open turns whose time has come. */
  tick(now: MonotonicMs): void {
    for (const open of this.#openTurns.values()) {
      const { turn } = open
      if (turn === null || now - open.keptMs < OPEN_TURN_MS) continue
      open.turn = null
      open.keptMs = now
      open.kept = true
      void this.#write(() => this.#options.journal.keepOpenTurn(this.#options.session, turn))
    }
  }

  notice(notice: ConsentNotice): void {
    void this.#write(() => this.#options.journal.addNotice(this.#options.session, notice))
  }

  /** What this person said is not to be kept, as far as it was not posted. */
  drop(speaker: SpeakerId): void {
    void this.#write(() => this.#options.journal.dropUnposted(this.#options.session, speaker))
  }

  presence(presence: Presence): void {
    void this.#write(() => this.#options.journal.addPresence(this.#options.session, presence))
  }

  /** The session lives, at this wall time. While the word before has not been kept, this one is left out. */
  lived(at: number, unfinished: readonly Unfinished[]): void {
    if (this.#living) return
    this.#living = true
    void this.#write(() => this.#options.journal.lived(this.#options.session, at, unfinished)).then(() => {
      this.#living = false
    })
  }

  retarget(channel: ChannelId): void {
    void this.#write(() => this.#options.journal.retarget(this.#options.session, channel))
  }

  async suspend(at: number): Promise<void> {
    await this.#write(() => this.#options.journal.suspend(this.#options.session, at))
  }

  async end(at: number, reason: string): Promise<void> {
    await this.#write(() => this.#options.journal.end(this.#options.session, at, reason))
  }

  #write<T>(act: () => Promise<T>): Promise<T | null> {
    if (this.#waiting >= MOST_WAITING) {
      this.#tell('overflow', ({ session }) => session.record.slow)
      return Promise.resolve(null)
    }
    this.#waiting += 1
    const written = this.#tail.then(act).catch((error: unknown) => {
      this.#failed(error)
      return null
    })
    this.#tail = written.then(() => {
      this.#waiting -= 1
    })
    return written
  }

  #failed(error: unknown): void {
    const kind = error instanceof StoreError ? error.trouble : 'bug'
    const first = !this.#seen.has(kind)
    const reason: Saying = error instanceof StoreError ? error.saying : ({ session }) => session.record.failed
    this.#tell(kind, (words) => words.session.record.missing(reason(words)))
    if (first) this.#options.log.error('not kept', error, { trouble: kind })
  }

  #tell(kind: StoreTrouble | 'bug' | 'overflow', sentence: Saying): void {
    this.#trouble = sentence
    if (this.#seen.size === 0) this.#news = sentence
    if (!this.#seen.has(kind)) this.#options.log.warn('record in trouble', { trouble: kind })
    this.#seen.add(kind)
  }
}
