import { UserError } from '../../base/errors.ts'
import type { ChannelId, SessionMs, SpeakerId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { ConsentNotice } from '../../transcript/consent-record.ts'
import type { Speaker } from '../../transcript/turn.ts'
import type { Saying, Words } from '../../wording/words.ts'
import type { PostNotice, RoomRef } from '../ports.ts'
import type { Notice, Occasion } from './consent-notice.ts'
import type { GuildConsent } from './guild-consent.ts'
import { LateComers } from './late-comers.ts'

export interface AnnouncerOptions {
  readonly ref: RoomRef
  readonly consent: GuildConsent
  readonly post: PostNotice
  /** In the language that the guild is written to. */
  readonly words: Words
  /** What is told: which engine it is now, how long text is kept, and where it goes. */
  readonly facts: () => Pick<Notice, 'engine' | 'keptDays'> & { readonly channel: ChannelId }
  readonly nowMs: () => SessionMs
  /** Told of each notice that stands. */
  readonly keep: (notice: ConsentNotice) => void
  /** Something that a reader of the status should know. */
  readonly event: (what: Saying) => void
  readonly log: Log
}

/** How many of those who came late are named in one line. */
const NAMED = 10

/** Tells the people in a room that they are listened to: all of them at the start, those who come later when they come. */
export class Announcer {
  readonly #options: AnnouncerOptions
  readonly #late = new LateComers()
  #begun = false

  constructor(options: AnnouncerOptions) {
    this.#options = options
  }

  /** Tells everybody. Rejects with a UserError where that cannot be: then nobody is to be heard. */
  async begin(people: readonly Speaker[], start: { starter: string; roomName: string }): Promise<void> {
    await this.#post({ kind: 'start', ...start }, people)
    this.goOn(people.map(({ id }) => id))
  }

  /** An earlier run of the session told these. */
  goOn(told: Iterable<SpeakerId>): void {
    this.#late.told(told)
    this.#begun = true
  }

  came(speaker: Speaker): void {
    this.#late.came(speaker)
  }

  left(id: SpeakerId): void {
    this.#late.left(id)
  }

  /** To be called at every beat of the session. */
  tick(): void {
    if (!this.#begun) return
    const { consent, nowMs } = this.#options
    // Who opted out before needs no telling: nothing of theirs is heard.
    const due = this.#late.due(nowMs()).filter((speaker) => consent.standing(speaker) !== 'opted-out')
    if (due.length === 0) return
    const names = due.slice(0, NAMED).map(({ name }) => name)
    this.#tell({ kind: 'late', names, more: due.length - names.length }, due)
  }

  /** Another rule holds from now on. */
  ruleChanged(people: readonly Speaker[]): void {
    if (this.#begun) this.#tell({ kind: 'changed' }, people)
  }

  #tell(occasion: Occasion, people: readonly Speaker[]): void {
    const { event, log } = this.#options
    this.#post(occasion, people).catch((error: unknown) => {
      if (error instanceof UserError) log.warn('people not told', { people: people.length })
      else log.error('people not told', error, { people: people.length })
      event(({ session }) => session.events.notTold)
    })
  }

  async #post(occasion: Occasion, people: readonly Speaker[]): Promise<void> {
    const { ref, consent, post, words, facts, nowMs, keep } = this.#options
    const { channel, ...what } = facts()
    const { mode } = consent.rule
    const notice = { occasion, mode, ...what }
    for (const place of await post({ ref, words, channel, notice, people }))
      keep({ atMs: nowMs(), mode, kind: occasion.kind, ...place })
  }
}
