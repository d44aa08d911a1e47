import type { Cancel, Clock } from '../../base/clock.ts'
import type { GuildId, SessionId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { SpeechEngine } from '../../speech/engine.ts'
import type { Saying } from '../../wording/words.ts'
import type { Charge, Spendings, Spent } from '../store.ts'
import { monthOf, NOTHING, PeriodSums, plus, utcDay } from './period-sums.ts'
import { type Growth, priceOf, SessionLedger } from './session-ledger.ts'
import type { Period } from './session-spend.ts'
import { SpendAccount, type Treasury } from './spend-account.ts'
import { type CapState, capStates, isReached, reachedSentence, type SpendCaps } from './spend-caps.ts'

const NO_SUMS = { day: NOTHING, month: NOTHING } as const
/** A crash loses what was spent since, and no more. */
const SAVE_MS = 10_000

export interface SpendOptions {
  readonly store: Spendings
  readonly clock: Clock
  readonly log: Log
  readonly caps: SpendCaps
  /** What a guild may spend where it has caps of its own, which are no higher; left out: as `caps` says. */
  readonly guildCaps?: ((guild: GuildId) => Pick<SpendCaps, 'guildDay' | 'guildMonth'>) | undefined
  /** As it is to be shown. */
  readonly currency: string
  /** How long a service goes on billing a connection that nobody closed, in ms. */
  readonly orphanMs: number
}

/** What was used of one engine since the process began; only grows. */
export interface EngineCost {
  readonly engine: string
  readonly billedMs: number
  readonly cost: number
}

interface GuildBooks {
  readonly sums: PeriodSums
  /** Whether what was spent before this process is in the sums. */
  read: boolean
}

/** An account, and whether the charges of its session's earlier runs are in its ledger. */
interface Entry {
  readonly account: SpendAccount
  readonly session: SessionId
  read: boolean
  closed: boolean
}

/**
 * What all sessions spend on speech services, against the caps, kept every 10 s. What the store cannot do is logged
 * and tried again: no session ends for it, and until it can, the caps count what this process has seen.
 */
export class Spend {
  readonly #options: SpendOptions
  readonly #treasury: Treasury
  readonly #total: PeriodSums
  readonly #guilds = new Map<GuildId, GuildBooks>()
  readonly #entries = new Map<SpendAccount, Entry>()
  /** In which day or month a guild was last warned of a cap. */
  readonly #warned = new Map<string, string>()
  readonly #engines = new Map<string, { sum: Spent; highest: Spent }>()
  #stopSaving: Cancel = () => {}
  #saving: Promise<void> = Promise.resolve()
  #waiting: Promise<void> | null = null

  constructor(options: SpendOptions) {
    this.#options = options
    this.#total = new PeriodSums(utcDay(options.clock.wall()))
    this.#treasury = this.#makeTreasury()
  }

  /**
   * To be called once, before anything is opened: settles what a crash left open, as dear as it can have become, and
   * reads what this day and month have cost. Rejects with a StoreError.
   */
  async load(): Promise<void> {
    const { store, clock, log } = this.#options
    const orphans = await store.orphans()
    if (orphans.length > 0) {
      log.warn('speech sessions were left open', { count: orphans.reduce((sum, { open }) => sum + open, 0) })
      await store.charge(orphans.map((orphan) => this.#settled(orphan)))
    }
    await this.#read(this.#total)
    this.#stopSaving = clock.every(SAVE_MS, () => void this.save())
  }

  /** The account of a session, new or resumed: then it goes on from what its earlier runs were charged. Never rejects. */
  async open(session: SessionId, guild: GuildId): Promise<SpendAccount> {
    const account = new SpendAccount(guild, new SessionLedger(session, guild), this.#treasury)
    const entry: Entry = { account, session, read: false, closed: false }
    await this.#tried('spend not read', () => this.#readEntry(entry))
    this.#entries.set(account, entry)
    return account
  }

  /** Why this engine may not be used in this guild now, as a sentence; null: it may. Never rejects. */
  async refusal(guild: GuildId, engine: Pick<SpeechEngine, 'name' | 'billing'>): Promise<Saying | null> {
    if (priceOf(engine) === 0) return null
    await this.#tried('spend not read', () => this.#readGuild(guild))
    const reached = this.#caps(guild).find(isReached)
    return reached === undefined ? null : reachedSentence(reached, this.#options.currency)
  }

  guildSpent(guild: GuildId): Readonly<Record<Period, Spent>> {
    return this.#booksOf(guild).sums.at(this.#day)
  }

  total(): Readonly<Record<Period, Spent>> {
    return this.#total.at(this.#day)
  }

  /** How many guilds have used up a cap of theirs, and whether what all may spend together is used up, as of now. */
  reached(): { readonly guilds: number; readonly total: boolean } {
    const reached = [...this.#guilds.keys()].map((guild) => this.#caps(guild).filter(isReached))
    return {
      guilds: reached.filter((caps) => caps.some(({ scope }) => scope === 'guild')).length,
      total: capStates(this.#options.caps, { guild: NO_SUMS, total: this.total() })
        .filter(({ scope }) => scope === 'total')
        .some(isReached),
    }
  }

  /** By engine. */
  costs(): readonly EngineCost[] {
    return [...this.#engines].map(([engine, { highest }]) => ({
      engine,
      billedMs: highest.billedMs,
      cost: highest.cost,
    }))
  }

  /** Keeps all that has changed. Happens by itself every 10 s, and when connections were opened. Never rejects. */
  save(): Promise<void> {
    // Whoever asks while a save waits for its turn is served by that one.
    this.#waiting ??= this.#saving.then(() => {
      this.#waiting = null
      this.#saving = this.#save()
      return this.#saving
    })
    return this.#waiting
  }

  /** Keeps the last sums; a second call is fine. */
  async close(): Promise<void> {
    this.#stopSaving()
    await Promise.all([...this.#entries.keys()].map((account) => account.close()))
    await this.save()
  }

  get #day(): string {
    return utcDay(this.#options.clock.wall())
  }

  #makeTreasury(): Treasury {
    const day = (): string => this.#day
    return {
      currency: this.#options.currency,
      get day() {
        return day()
      },
      caps: (guild) => this.#caps(guild),
      grown: (guild, growths, opened) => {
        for (const growth of growths) this.#grow(guild, growth)
        if (opened) void this.save()
      },
      firstWarning: (guild, { scope, period }) => {
        const key = `${guild} ${scope} ${period}`
        const now = period === 'day' ? this.#day : monthOf(this.#day)
        const first = this.#warned.get(key) !== now
        this.#warned.set(key, now)
        return first
      },
      closed: async (account) => {
        const entry = this.#entries.get(account)
        if (entry !== undefined) entry.closed = true
        await this.save()
      },
    }
  }

  #caps(guild: GuildId): CapState[] {
    const { caps, guildCaps } = this.#options
    const own = guildCaps?.(guild) ?? caps
    return capStates({ ...caps, ...own }, { guild: this.guildSpent(guild), total: this.total() })
  }

  #grow(guild: GuildId, { engine, day, spent }: Growth): void {
    this.#total.add(day, spent)
    this.#booksOf(guild).sums.add(day, spent)
    const { sum, highest } = this.#engines.get(engine) ?? { sum: NOTHING, highest: NOTHING }
    const next = plus(sum, spent)
    this.#engines.set(engine, { sum: next, highest: next.billedMs > highest.billedMs ? next : highest })
  }

  #booksOf(guild: GuildId): GuildBooks {
    let books = this.#guilds.get(guild)
    if (books === undefined) {
      books = { sums: new PeriodSums(this.#day), read: false }
      this.#guilds.set(guild, books)
    }
    return books
  }

  async #save(): Promise<void> {
    for (const entry of this.#entries.values()) {
      // Charges are kept by replacing: what is not read yet must not be written.
      if (!entry.read) await this.#tried('spend not read', () => this.#readEntry(entry))
    }
    const ready = [...this.#entries.values()].filter(({ read }) => read)
    const batches = ready.map(({ account }) => ({ account, charges: account.ledger.unsaved }))
    const charges = batches.flatMap((batch) => batch.charges)
    if (charges.length > 0) {
      const kept = await this.#tried('spend not kept', () => this.#options.store.charge(charges))
      if (!kept) return
      for (const batch of batches) batch.account.ledger.saved(batch.charges)
    }
    for (const { account, closed } of ready)
      if (closed && account.ledger.unsaved.length === 0) this.#entries.delete(account)
  }

  async #readEntry(entry: Entry): Promise<void> {
    await this.#readGuild(entry.account.guild)
    const charges = await this.#options.store.charges(entry.session)
    entry.account.ledger.restore(charges)
    entry.read = true
  }

  async #readGuild(guild: GuildId): Promise<void> {
    const books = this.#booksOf(guild)
    if (books.read) return
    await this.#read(books.sums, guild)
    books.read = true
  }

  async #read(sums: PeriodSums, guild?: GuildId): Promise<void> {
    const { store } = this.#options
    const day = this.#day
    const of = guild === undefined ? {} : { guild }
    const [today, month] = await Promise.all([
      store.spent({ ...of, from: day, to: day }),
      store.spent({ ...of, from: `${monthOf(day)}-01`, to: day }),
    ])
    sums.restore(day, { day: today, month })
  }

  #settled(orphan: Charge): Charge {
    const { engine, billedMs, cost, open } = orphan
    const addedMs = open * (this.#options.orphanMs + SAVE_MS)
    const price = billedMs > 0 ? cost / billedMs : 0
    this.#options.log.debug('charged for what was left open', { engine, open, addedMs })
    return { ...orphan, billedMs: billedMs + addedMs, cost: cost + addedMs * price, open: 0 }
  }

  /** Whether it could be done; logged when it could not. */
  async #tried(failure: string, act: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (error) {
      this.#options.log.error(failure, error)
      return false
    }
  }
}
