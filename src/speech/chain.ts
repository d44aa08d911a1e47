import type { Clock } from '../base/clock.ts'
import { EngineError, UserError } from '../base/errors.ts'
import type { MonotonicMs, SessionId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { type Saying, together, verbatim } from '../wording/words.ts'
import type { SpeechEngine } from './engine.ts'
import { type Down, Standings } from './standings.ts'

/** Where sound goes has changed, or can go nowhere: the readers of a session are to be told. */
export interface ChainNews {
  /** `none-left`: only a person can mend what keeps each of the engines from working; `from` and `to` are the last. */
  readonly kind: 'fell-back' | 'returned' | 'none-left'
  readonly from: SpeechEngine
  readonly to: SpeechEngine
  /** Why, as one sentence in plain words. */
  readonly reason: Saying
}

export interface ChainOptions {
  /** In order of preference; at least one. */
  readonly engines: readonly SpeechEngine[]
  /** Whether sound may go to a cloud where an engine on this machine was preferred. */
  readonly toCloud: boolean
  /** An engine that has left speech waiting for so long is down, in ms. */
  readonly downAfterMs: number
  readonly clock: Clock
  readonly log: Log
  /** Whose it is, for log lines. */
  readonly session?: SessionId | undefined
  readonly random: () => number
  /** What all chains of the process know of the engines. */
  readonly shared: SharedStandings
  readonly closed: (chain: EngineChain) => void
}

/** What the chains of a process share. */
export interface SharedStandings extends Pick<Standings, 'of' | 'down' | 'well' | 'attend'> {
  /** This engine has told a text. */
  heard(engine: SpeechEngine): void
  /** When it last did; null: never. */
  heardMs(engine: SpeechEngine): MonotonicMs | null
  /** What this engine's checks were billed for, in ms, as far as no session has taken it on. */
  takeChecked(engine: SpeechEngine): number
}

/**
 * One session's engines in order of preference, and which of them new sound is to go to: the first that works.
 * Tracks tell it how their streams fare; it tells where to turn, and its news when that changes.
 */
export class EngineChain {
  /** Those that may be used, in order of preference. */
  readonly engines: readonly SpeechEngine[]
  /** Those that may not, since they would be the first to send sound away. */
  readonly #barred: readonly SpeechEngine[]
  readonly #options: ChainOptions
  readonly #listeners = new Set<(news: ChainNews) => void>()
  /** What failed this session alone, while the engine works for others. */
  readonly #own: Standings
  readonly #checkedMs = new Map<SpeechEngine, number>()
  #state: 'new' | 'chosen' | 'spent' | 'closed' = 'new'
  #current: SpeechEngine

  constructor(options: ChainOptions) {
    this.#options = options
    const staysHere = options.engines.findIndex(({ place }) => place === 'here')
    const isBarred = ({ place }: SpeechEngine, at: number): boolean =>
      place === 'cloud' && !options.toCloud && staysHere !== -1 && staysHere < at
    this.engines = options.engines.filter((engine, at) => !isBarred(engine, at))
    this.#barred = options.engines.filter(isBarred)
    const [first] = this.engines
    if (first === undefined) throw new Error('a chain needs an engine')
    this.#current = first
    this.#own = new Standings({
      clock: options.clock,
      log: options.log,
      random: options.random,
      wanted: (engine) => this.wants(engine),
      changed: () => this.reconsider(),
    })
  }

  /** Whose it is, for log lines. */
  get session(): SessionId | undefined {
    return this.#options.session
  }

  /** Where new sound is to go. */
  get current(): SpeechEngine {
    return this.#current
  }

  /** The first that proves to work and may be used; rejects with a UserError that holds the refusals of all. */
  async choose(): Promise<SpeechEngine> {
    const { shared, log } = this.#options
    const refusals: Saying[] = []
    for (const engine of this.engines.toSorted((a, b) => this.#doubt(a) - this.#doubt(b))) {
      try {
        await engine.check()
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        log.error('engine refused', error, { engine: engine.name })
        refusals.push(error.saying)
        shared.down(engine, { reason: error.saying, hopeless: !error.retryable })
        continue
      }
      shared.well(engine)
      this.#current = engine
      if (this.#state === 'new') this.#state = 'chosen'
      shared.attend()
      this.#proveOthers()
      return engine
    }
    const barred = this.#barred.map(
      (engine): Saying =>
        (words) =>
          words.speech.chain.barred(titleOf(engine)(words)),
    )
    throw new UserError(together([({ speech }) => speech.chain.cannot, ...refusals, ...barred]))
  }

  /** Calls back with each change; answers how to stop that. */
  onNews(listener: (news: ChainNews) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * What checks of the engines were billed for that this session is to bear: those that are over and that no other
   * session bears, whoever caused them.
   */
  get checkedMs(): ReadonlyMap<SpeechEngine, number> {
    for (const engine of this.engines) {
      const ms = this.#options.shared.takeChecked(engine)
      if (ms > 0) this.#checkedMs.set(engine, (this.#checkedMs.get(engine) ?? 0) + ms)
    }
    return this.#checkedMs
  }

  /** Whether there is another engine to turn to, now or later. */
  get hasAlternative(): boolean {
    return this.engines.length > 1
  }

  /** Whether sound that is with this engine is to be taken from it at once. */
  isDown(engine: SpeechEngine): boolean {
    return this.#downOf(engine) !== null
  }

  /** A stream of this engine leaves speech waiting, since then. To be told again as long as it is so. */
  away(engine: SpeechEngine, sinceMs: MonotonicMs): void {
    const { clock, downAfterMs, shared } = this.#options
    const waitedMs = clock.now() - sinceMs
    if (waitedMs < downAfterMs || this.isDown(engine)) return
    const heardMs = shared.heardMs(engine)
    // While others are told texts, it is this session's own trouble.
    const where = heardMs !== null && heardMs > sinceMs ? this.#own : shared
    const reason: Saying = (words) =>
      words.speech.chain.away(titleOf(engine)(words), Math.round(waitedMs / 1000))
    where.down(engine, { reason, hopeless: false })
  }

  /** A stream of this engine has just told a text. */
  well(engine: SpeechEngine): void {
    const { shared } = this.#options
    const standing = shared.of(engine)
    // It may have been understood before the refusal came.
    if (standing.kind === 'down' && standing.hopeless) return
    shared.heard(engine)
    shared.well(engine)
    if (engine === this.#current) this.#own.well(engine)
  }

  /** A stream of this engine ended with this error, before it was asked to. */
  refused(engine: SpeechEngine, error: EngineError): void {
    const where = error.retryable ? this.#own : this.#options.shared
    where.down(engine, { reason: error.saying, hopeless: !error.retryable })
  }

  /** What readers of the status are to know of recognition, as one or more sentences; null: all is well. */
  get trouble(): Saying | null {
    const current = this.#downOf(this.#current)
    const away = this.engines
      .slice(0, this.engines.indexOf(this.#current))
      .flatMap((engine) => this.#downOf(engine)?.reason ?? [])
    const engine = this.#current
    const tookOver: Saying = (words) => words.speech.chain.tookOver(titleOf(engine)(words))
    const sentences = [
      ...away,
      ...(away.length > 0 && current === null ? [tookOver] : []),
      ...(current === null ? [] : [current.reason]),
      ...(this.#current.trouble === null ? [] : [this.#current.trouble]),
    ]
    return sentences.length === 0 ? null : together(sentences)
  }

  /** Whether this session would turn to that engine if it were well. */
  wants(engine: SpeechEngine): boolean {
    if (this.#state === 'new' || this.#state === 'closed') return false
    const at = this.engines.indexOf(engine)
    return at !== -1 && at < this.engines.indexOf(this.#current)
  }

  /** The standing of an engine has changed. */
  reconsider(): void {
    if (this.#state !== 'chosen') return
    const from = this.#current
    const to = this.#best()
    if (to === null) {
      this.#state = 'spent'
      const reason = this.#downOf(from)?.reason ?? verbatim('')
      this.#tell({ kind: 'none-left', from, to: from, reason })
      return
    }
    if (to === from) return
    this.#current = to
    const returned = this.engines.indexOf(to) < this.engines.indexOf(from) && this.#downOf(to) === null
    const isBack: Saying = (words) => words.speech.chain.isBack(titleOf(to)(words))
    const reason = returned ? isBack : (this.#downOf(from)?.reason ?? verbatim(''))
    this.#tell({ kind: returned ? 'returned' : 'fell-back', from, to, reason })
    this.#options.shared.attend()
    this.#own.attend()
  }

  /** Nobody asks any more; a second call is fine. */
  close(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#listeners.clear()
    this.#own.close()
    this.#options.closed(this)
  }

  /**
   * Those that cost nothing are tried before they are needed: nobody is to be told of a change to one that does not
   * work, and one that does is ready then.
   */
  #proveOthers(): void {
    const { shared } = this.#options
    for (const engine of this.engines.slice(this.engines.indexOf(this.#current) + 1)) {
      if (engine.billing.by !== 'nothing') continue
      engine.check().then(
        () => shared.well(engine),
        (error: unknown) => {
          // Whatever else it is, it is a bug of the engine's.
          if (!(error instanceof EngineError)) throw error
          shared.down(engine, { reason: error.saying, hopeless: !error.retryable })
        },
      )
    }
  }

  /** The first that is well; if none is, one that may come back, rather the one at hand; null: there is no hope. */
  #best(): SpeechEngine | null {
    const well = this.engines.find((engine) => this.#downOf(engine) === null)
    if (well !== undefined) return well
    const hopeful = this.engines.filter((engine) => this.#downOf(engine)?.hopeless === false)
    return hopeful.find((engine) => engine === this.#current) ?? hopeful[0] ?? null
  }

  #downOf(engine: SpeechEngine): Down | null {
    for (const standings of [this.#options.shared, this.#own]) {
      const standing = standings.of(engine)
      if (standing.kind === 'down') return standing
    }
    return null
  }

  /** Those that are known to be down are tried last: trying takes long. */
  #doubt(engine: SpeechEngine): number {
    return this.isDown(engine) ? 1 : 0
  }

  #tell(news: ChainNews): void {
    const { kind, from, to } = news
    this.#options.log.warn('engine chain', { news: kind, from: from.name, to: to.name })
    for (const listener of [...this.#listeners]) listener(news)
  }
}

/** What an engine is called in a sentence, without where sound goes: "AssemblyAI". */
export const titleOf =
  ({ description }: SpeechEngine): Saying =>
  (words) => {
    const title = description(words).replace(/ ?[(（].*$/, '')
    return title.charAt(0).toUpperCase() + title.slice(1)
  }
