import type { Clock } from '../base/clock.ts'
import type { MonotonicMs, SessionId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { EngineChain, type SharedStandings } from './chain.ts'
import type { SpeechEngine } from './engine.ts'
import { Standings } from './standings.ts'

export interface EngineRosterOptions {
  /** In order of preference; at least one. */
  readonly engines: readonly SpeechEngine[]
  readonly clock: Clock
  readonly log: Log
  /** An engine that has left speech waiting for so long is down, in ms. */
  readonly downAfterMs: number
  /** Whether a cloud may take over from an engine on this machine. */
  readonly toCloud: boolean
  /** Math.random unless a test wants to know. */
  readonly random?: () => number
}

/** All engines of the process, and which of them are down: what one session finds out, all others know. */
export class EngineRoster {
  readonly engines: readonly SpeechEngine[]
  readonly #options: EngineRosterOptions
  readonly #chains = new Set<EngineChain>()
  readonly #heardMs = new Map<SpeechEngine, MonotonicMs>()
  /** What sessions bear of what checks were billed for. */
  readonly #borneMs = new Map<SpeechEngine, number>()
  readonly #standings: Standings
  readonly #shared: SharedStandings

  constructor(options: EngineRosterOptions) {
    this.#options = options
    this.engines = options.engines
    const { clock, log, random = Math.random } = options
    this.#standings = new Standings({
      clock,
      log,
      random,
      wanted: (engine) => [...this.#chains].some((chain) => chain.wants(engine)),
      changed: () => {
        for (const chain of [...this.#chains]) chain.reconsider()
      },
    })
    this.#shared = {
      of: (engine) => this.#standings.of(engine),
      down: (engine, why) => this.#standings.down(engine, why),
      well: (engine) => this.#standings.well(engine),
      attend: () => this.#standings.attend(),
      heard: (engine) => this.#heardMs.set(engine, clock.now()),
      heardMs: (engine) => this.#heardMs.get(engine) ?? null,
      takeChecked: (engine) => {
        const ms = engine.checkedMs - (this.#borneMs.get(engine) ?? 0)
        this.#borneMs.set(engine, engine.checkedMs)
        return ms
      },
    }
  }

  /** This session's own order of preference; left out, or where it names no engine that there is, the host's. */
  chain(names: readonly string[] = [], session?: SessionId): EngineChain {
    const named = names.flatMap((name) => this.engines.find((engine) => engine.name === name) ?? [])
    const { clock, log, downAfterMs, toCloud, random = Math.random } = this.#options
    const chain = new EngineChain({
      engines: named.length > 0 ? named : this.engines,
      toCloud,
      downAfterMs,
      clock,
      log: session === undefined ? log : log.with({ session }),
      session,
      random,
      shared: this.#shared,
      closed: (gone) => this.#chains.delete(gone),
    })
    this.#chains.add(chain)
    return chain
  }

  /** Whether this engine is down, as far as any session found out. */
  isDown(engine: SpeechEngine): boolean {
    return this.#standings.of(engine).kind === 'down'
  }

  /** Stops probing. The engines themselves are their maker's to close. */
  close(): void {
    this.#standings.close()
    for (const chain of [...this.#chains]) chain.close()
  }
}
