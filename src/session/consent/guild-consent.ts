import type { Cancel } from '../../base/clock.ts'
import type { SpeakerId } from '../../base/ids.ts'
import type { ConsentEntry, Decision } from '../../transcript/consent-record.ts'
import type { Speaker } from '../../transcript/turn.ts'
import { type ConsentRule, type Standing, standingOf } from './consent-rule.ts'

/** Whom a change concerns; null: the rule changed, so anybody. */
export type ConsentWatcher = (person: SpeakerId | null) => void

/** What the people of one guild decided, at hand without waiting: a packet is let in or not within its event. */
export class GuildConsent {
  readonly #decisions: Map<SpeakerId, Decision>
  readonly #watchers = new Set<ConsentWatcher>()
  #rule: ConsentRule

  constructor(entries: readonly ConsentEntry[], rule: ConsentRule) {
    this.#decisions = new Map(entries.map(({ person, decision }) => [person, decision]))
    this.#rule = rule
  }

  get rule(): ConsentRule {
    return this.#rule
  }

  /** What somebody said last; null: nothing so far. */
  decisionOf(person: SpeakerId): Decision | null {
    return this.#decisions.get(person) ?? null
  }

  standing(speaker: Pick<Speaker, 'id' | 'bot'>): Standing {
    return standingOf(speaker, this.decisionOf(speaker.id), this.#rule)
  }

  hears(speaker: Pick<Speaker, 'id' | 'bot'>): boolean {
    return this.standing(speaker) === 'heard'
  }

  /** Told of each change within the call that makes it. */
  watch(watcher: ConsentWatcher): Cancel {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  decide(person: SpeakerId, decision: Decision): void {
    this.#decisions.set(person, decision)
    this.#tell(person)
  }

  setRule(rule: ConsentRule): void {
    if (rule.mode === this.#rule.mode && rule.hearBots === this.#rule.hearBots) return
    this.#rule = rule
    this.#tell(null)
  }

  #tell(person: SpeakerId | null): void {
    for (const watcher of [...this.#watchers]) watcher(person)
  }
}
