import type { GuildId } from '../../base/ids.ts'
import type { Saying } from '../../wording/words.ts'
import type { EngineUse, Growth, SessionLedger } from './session-ledger.ts'
import type { SessionSpend } from './session-spend.ts'
import { type CapState, isNear, isReached, nearSentence, reachedSentence } from './spend-caps.ts'

/** `warning`: 80 % of a cap are used. `spent`: all of it is, and the session is to end. */
export interface SpendNews {
  readonly kind: 'warning' | 'spent'
  /** For the session's channel. */
  readonly sentence: Saying
}

/** What the accounts of all sessions share. */
export interface Treasury {
  readonly currency: string
  /** The UTC day it is. */
  readonly day: string
  /** The caps that count for this guild, as they stand now. */
  caps(guild: GuildId): readonly CapState[]
  /** A session has used this; `opened`: it has more billed connections open than before. */
  grown(guild: GuildId, growths: readonly Growth[], opened: boolean): void
  /** True the first time in its period that it is asked about a warning of this cap in this guild. */
  firstWarning(guild: GuildId, cap: CapState): boolean
  /** Keeps the account's last sums; it is told nothing any more. */
  closed(account: SpendAccount): Promise<void>
}

/** What one session spends; opened by `Spend`. */
export class SpendAccount {
  readonly guild: GuildId
  /** For `Spend` to keep. */
  readonly ledger: SessionLedger
  readonly #treasury: Treasury
  #state: 'running' | 'spent' | 'closed' = 'running'

  constructor(guild: GuildId, ledger: SessionLedger, treasury: Treasury) {
    this.guild = guild
    this.ledger = ledger
    this.#treasury = treasury
  }

  /**
   * To be told every second, and once more before `close`: what the session's streams have used in this run, by
   * engine, and the sound in which somebody spoke. Sums since the run began, which may shrink a little.
   */
  update(uses: readonly EngineUse[], spokenMs: number): void {
    if (this.#state === 'closed') return
    const { open } = this.ledger
    const growths = this.ledger.update(uses, spokenMs, this.#treasury.day)
    this.#treasury.grown(this.guild, growths, this.ledger.open > open)
  }

  /** What the caps have come to, each told once. A session that uses nothing that costs money has no news. */
  takeNews(): readonly SpendNews[] {
    if (this.#state !== 'running' || !this.ledger.pays) return []
    const { currency } = this.#treasury
    const caps = this.#treasury.caps(this.guild)
    const reached = caps.find(isReached)
    if (reached !== undefined) {
      this.#state = 'spent'
      return [{ kind: 'spent', sentence: reachedSentence(reached, currency) }]
    }
    return caps
      .filter((cap) => isNear(cap) && this.#treasury.firstWarning(this.guild, cap))
      .map((cap) => ({ kind: 'warning', sentence: nearSentence(cap, currency) }))
  }

  get spend(): SessionSpend {
    const caps = this.#treasury.caps(this.guild).filter(({ scope }) => scope === 'guild')
    return {
      ...this.ledger.spent,
      currency: this.#treasury.currency,
      caps: caps.map(({ period, spent, cap }) => ({ period, spent, cap })),
    }
  }

  /** Nothing is open any more: keeps the last sums. Never rejects; a second call is fine. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.ledger.end()
    await this.#treasury.closed(this)
  }
}
