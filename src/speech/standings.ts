import { backoffMs } from '../base/backoff.ts'
import type { Cancel, Clock } from '../base/clock.ts'
import { EngineError } from '../base/errors.ts'
import type { MonotonicMs } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Saying } from '../wording/words.ts'
import type { SpeechEngine } from './engine.ts'

/** Proving that an engine is back may cost a session of its service, so it is tried ever more seldom. */
const PROBE = { firstMs: 15_000, mostMs: 120_000 }

/** Whether an engine is of use now. */
export type Standing =
  | { readonly kind: 'well' }
  /** Since then. `reason` is a sentence; `hopeless`: only a person can mend it. */
  | {
      readonly kind: 'down'
      readonly sinceMs: MonotonicMs
      readonly reason: Saying
      readonly hopeless: boolean
    }

export type Down = Standing & { readonly kind: 'down' }

export interface StandingsOptions {
  readonly clock: Clock
  readonly log: Log
  /** In [0, 1); spreads the probes of several processes. */
  readonly random: () => number
  /** Whether anybody would use this engine if it were well: only then is it probed. */
  readonly wanted: (engine: SpeechEngine) => boolean
  /** The standing of an engine has changed. May be called from within `down` and `well`. */
  readonly changed: () => void
}

interface Entry {
  standing: Standing
  /** When it last became well again. */
  wellSinceMs: MonotonicMs
  /** Probes since it was last well for long. */
  probes: number
  cancel: Cancel | null
}

const WELL: Standing = { kind: 'well' }

/** How engines stand, with the probing of those that are down until they are well again. */
export class Standings {
  readonly #options: StandingsOptions
  readonly #entries = new Map<SpeechEngine, Entry>()
  #closed = false

  constructor(options: StandingsOptions) {
    this.#options = options
  }

  of(engine: SpeechEngine): Standing {
    return this.#entries.get(engine)?.standing ?? WELL
  }

  /** It is down, for this reason; the time it went down is kept if it was down before. */
  down(
    engine: SpeechEngine,
    { reason, hopeless }: { readonly reason: Saying; readonly hopeless: boolean },
  ): void {
    if (this.#closed) return
    const now = this.#options.clock.now()
    const entry = this.#entryOf(engine)
    const before = entry.standing
    // Back for a moment only: the probes go on as seldom as they were.
    if (before.kind === 'well' && now - entry.wellSinceMs >= PROBE.mostMs) entry.probes = 0
    const sinceMs = before.kind === 'down' ? before.sinceMs : now
    entry.standing = { kind: 'down', sinceMs, reason, hopeless }
    if (before.kind === 'well') this.#options.log.warn('engine down', { engine: engine.name, hopeless })
    if (before.kind === 'well' || before.hopeless !== hopeless) this.#options.changed()
    this.#arm(engine, entry)
  }

  /** It has just worked. */
  well(engine: SpeechEngine): void {
    const entry = this.#entries.get(engine)
    if (entry?.standing.kind !== 'down') return
    entry.cancel?.()
    entry.cancel = null
    entry.wellSinceMs = this.#options.clock.now()
    entry.standing = WELL
    this.#options.log.info('engine well', { engine: engine.name })
    this.#options.changed()
  }

  /** Who wants which engine has changed: probes those that are down and wanted. */
  attend(): void {
    for (const [engine, entry] of this.#entries) if (entry.standing.kind === 'down') this.#arm(engine, entry)
  }

  close(): void {
    this.#closed = true
    for (const entry of this.#entries.values()) {
      entry.cancel?.()
      entry.cancel = null
    }
  }

  #entryOf(engine: SpeechEngine): Entry {
    let entry = this.#entries.get(engine)
    if (entry === undefined) {
      entry = { standing: WELL, wellSinceMs: Number.NEGATIVE_INFINITY, probes: 0, cancel: null }
      this.#entries.set(engine, entry)
    }
    return entry
  }

  #arm(engine: SpeechEngine, entry: Entry): void {
    if (this.#closed || entry.cancel !== null || entry.standing.kind !== 'down') return
    const { clock, random, wanted } = this.#options
    if (!wanted(engine)) return
    // Half of it is certain: a probe at once would find what has just failed.
    const waitMs = (backoffMs(PROBE, entry.probes, 1) + backoffMs(PROBE, entry.probes, random())) / 2
    entry.probes += 1
    entry.cancel = clock.after(waitMs, () => this.#probe(engine, entry))
  }

  #probe(engine: SpeechEngine, entry: Entry): void {
    if (!this.#options.wanted(engine)) {
      entry.cancel = null
      return
    }
    engine.check().then(
      () => this.well(engine),
      (error: unknown) => {
        // Whatever else it is, it is a bug of the engine's.
        if (!(error instanceof EngineError)) throw error
        entry.cancel = null
        if (entry.standing.kind !== 'down') return
        this.#options.log.info('engine still down', { engine: engine.name, probes: entry.probes })
        this.down(engine, { reason: error.saying, hopeless: !error.retryable })
      },
    )
  }
}
