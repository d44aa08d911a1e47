import type { GuildId, SessionId } from '../../base/ids.ts'
import type { SpeechEngine } from '../../speech/engine.ts'
import type { Charge, Spent } from '../store.ts'
import { NOTHING, plus } from './period-sums.ts'

const HOUR_MS = 3_600_000

/** What a session's streams of one engine have used in this run of it. */
export interface EngineUse {
  readonly engine: Pick<SpeechEngine, 'name' | 'billing'>
  /** Since the run began; may shrink a little when a service tells its own figure. */
  readonly billedMs: number
  /** Billed connections that are open now. */
  readonly open: number
}

/** What was spent on an engine in a day; negative where a figure shrank. */
export interface Growth {
  readonly engine: string
  readonly day: string
  readonly spent: Spent
}

/** What an hour of this engine's use costs. */
export const priceOf = ({ billing }: EngineUse['engine']): number =>
  billing.by === 'nothing' ? 0 : billing.pricePerHour

/**
 * What one session has used and costs, by engine and UTC day: what its earlier runs left, and what this one adds to
 * it. Use over midnight belongs to the day in which it was seen. Pure: the day is an argument.
 */
export class SessionLedger {
  readonly #session: SessionId
  readonly #guild: GuildId
  /** By engine; of each, by day, the newest last. */
  readonly #charges = new Map<string, Charge[]>()
  readonly #unsaved = new Set<Charge>()
  /** What this run was told last. */
  readonly #billedMs = new Map<string, number>()
  #spokenMs = 0
  #pays = false

  constructor(session: SessionId, guild: GuildId) {
    this.#session = session
    this.#guild = guild
  }

  /** What the runs before this one were charged; in addition to what was told already. */
  restore(charges: readonly Charge[]): void {
    for (const { engine, day, billedMs, spokenMs, cost } of charges)
      this.#add(engine, day, { billedMs, spokenMs, cost })
    // What was just read need not be written, but where this run has added to it.
    if (this.#billedMs.size === 0) this.#unsaved.clear()
  }

  /** Takes what this run has come to; answers what that adds. */
  update(uses: readonly EngineUse[], spokenMs: number, day: string): readonly Growth[] {
    const growths = uses.flatMap((use) => this.#use(use, day))
    const speaker = mostUsed(growths) ?? uses[0]?.engine.name
    if (speaker !== undefined && spokenMs !== this.#spokenMs) {
      const spent = { ...NOTHING, spokenMs: spokenMs - this.#spokenMs }
      this.#spokenMs = spokenMs
      growths.push({ engine: speaker, day, spent })
    }
    for (const { engine, day, spent } of growths) this.#add(engine, day, spent)
    for (const engine of this.#charges.keys())
      this.#open(engine, uses.find((use) => use.engine.name === engine)?.open ?? 0)
    return growths
  }

  /** No connection is open any more. */
  end(): void {
    for (const engine of this.#charges.keys()) this.#open(engine, 0)
  }

  get spent(): Spent {
    return [...this.#charges.values()].flat().reduce(plus, NOTHING)
  }

  /** Billed connections that are open, as far as was told. */
  get open(): number {
    return [...this.#charges.values()].reduce((sum, charges) => sum + (charges.at(-1)?.open ?? 0), 0)
  }

  /** Whether this run has used anything that costs money. */
  get pays(): boolean {
    return this.#pays
  }

  /** Charges that are not kept as they are now. */
  get unsaved(): readonly Charge[] {
    return [...this.#unsaved]
  }

  /** These were kept; what has changed meanwhile stays unsaved. */
  saved(charges: readonly Charge[]): void {
    for (const charge of charges) this.#unsaved.delete(charge)
  }

  #use({ engine, billedMs, open }: EngineUse, day: string): Growth[] {
    const price = priceOf(engine)
    // What is open has cost something, be it a millisecond: after a crash, a charge tells the price by its figures.
    const nowMs = Math.max(billedMs, open)
    const deltaMs = nowMs - (this.#billedMs.get(engine.name) ?? 0)
    this.#billedMs.set(engine.name, nowMs)
    if (price > 0 && nowMs > 0) this.#pays = true
    const spent = (ms: number): Spent => ({ billedMs: ms, spokenMs: 0, cost: (ms * price) / HOUR_MS })
    if (deltaMs >= 0) return [{ engine: engine.name, day, spent: spent(deltaMs) }]
    return this.#shrink(engine.name, -deltaMs).map((part) => ({
      engine: engine.name,
      day: part.day,
      spent: spent(-part.ms),
    }))
  }

  /** From which days to take back so much, the newest first: a figure may shrink just after midnight. */
  #shrink(engine: string, ms: number): { readonly day: string; readonly ms: number }[] {
    const parts: { day: string; ms: number }[] = []
    let left = ms
    for (const { day, billedMs } of (this.#charges.get(engine) ?? []).toReversed()) {
      if (left <= 0) break
      parts.push({ day, ms: Math.min(left, billedMs) })
      left -= Math.min(left, billedMs)
    }
    return parts
  }

  #add(engine: string, day: string, spent: Spent): void {
    if (spent.billedMs === 0 && spent.spokenMs === 0) return
    const charges = this.#charges.get(engine) ?? []
    this.#charges.set(engine, charges)
    const known = charges.find((charge) => charge.day === day)
    if (known === undefined) {
      // What is open is counted with the newest day alone.
      this.#open(engine, 0)
      const charge = { session: this.#session, guild: this.#guild, engine, day, open: 0, ...spent }
      charges.push(charge)
      charges.sort((a, b) => (a.day < b.day ? -1 : 1))
      this.#unsaved.add(charge)
    } else {
      this.#replace(known, { ...known, ...plus(known, spent) })
    }
  }

  #open(engine: string, open: number): void {
    const newest = this.#charges.get(engine)?.at(-1)
    if (newest !== undefined && newest.open !== open) this.#replace(newest, { ...newest, open })
  }

  #replace(old: Charge, charge: Charge): void {
    const charges = this.#charges.get(charge.engine) ?? []
    charges.splice(charges.indexOf(old), 1, charge)
    this.#unsaved.delete(old)
    this.#unsaved.add(charge)
  }
}

function mostUsed(growths: readonly Growth[]): string | undefined {
  const [most] = growths.toSorted((a, b) => b.spent.billedMs - a.spent.billedMs)
  return most !== undefined && most.spent.billedMs > 0 ? most.engine : undefined
}
