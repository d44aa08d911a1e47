import type { Clock } from '../../base/clock.ts'
import type { GuildId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { ConsentEntry } from '../../transcript/consent-record.ts'
import { ruleOf } from '../settings/session-manner.ts'
import type { SettingsDesk } from '../settings/settings-desk.ts'
import type { Consents } from '../store.ts'
import { GuildConsent } from './guild-consent.ts'

export interface ConsentBookOptions {
  readonly store: Consents
  /** What each guild has set: who is heard there. */
  readonly settings: Pick<SettingsDesk, 'of' | 'watch'>
  readonly clock: Clock
  readonly log: Log
}

/** The decisions of everybody in every guild: kept in the store, and at hand for those who listen. */
export class ConsentBook {
  readonly #options: ConsentBookOptions
  readonly #guilds = new Map<GuildId, Promise<GuildConsent>>()

  constructor(options: ConsentBookOptions) {
    this.#options = options
    // Where nobody asked so far, the rule is read when somebody does.
    options.settings.watch((guild, settings) => {
      void this.#guilds.get(guild)?.then((consent) => consent.setRule(ruleOf(settings)))
    })
  }

  /** A guild's decisions, kept up to date from now on. Rejects with a StoreError. */
  of(guild: GuildId): Promise<GuildConsent> {
    const known = this.#guilds.get(guild)
    if (known !== undefined) return known
    const loading = this.#load(guild)
    this.#guilds.set(guild, loading)
    // What could not be read is read anew the next time.
    loading.catch(() => this.#guilds.delete(guild))
    return loading
  }

  /**
   * Somebody decided. To opt out holds at once, whatever becomes of its keeping; to agree holds when it is kept,
   * unless they opted out in the meantime.
   * Rejects with a StoreError where it could not be kept.
   */
  async decide(decision: Omit<ConsentEntry, 'at'>): Promise<void> {
    const { store, clock, log } = this.#options
    const consent = await this.of(decision.guild)
    const entry = { ...decision, at: clock.wall() }
    if (decision.decision === 'opted-out') consent.decide(decision.person, 'opted-out')
    let isOvertaken = false
    const unwatch = consent.watch((person) => {
      if (person === decision.person) isOvertaken = true
    })
    await store.keepConsent(entry).finally(unwatch)
    if (decision.decision === 'agreed' && !isOvertaken) consent.decide(decision.person, 'agreed')
    log.info('consent changed', { guild: entry.guild, speaker: entry.person, decision: entry.decision })
  }

  async #load(guild: GuildId): Promise<GuildConsent> {
    const { store, settings } = this.#options
    const entries = await store.consents(guild)
    return new GuildConsent(entries, ruleOf(await settings.of(guild)))
  }
}
