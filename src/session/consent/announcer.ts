import { UserError } from '../../base/errors.ts'
import type { ChannelId, SessionMs, SpeakerId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { SpeechEngine } from '../../speech/engine.ts'
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
  /** Whether a notice that is posted now stands where this person can read it, as far as one knows. */
  readonly reaches: (channel: ChannelId, speaker: Speaker) => boolean
  /** Whether this person is heard has changed: they were told, or cannot be. */
  readonly changed: (speaker: Speaker) => void
  /** What is told: which engine it is now, how long text is kept, and where it goes. */
  readonly facts: () => Pick<Notice, 'keptDays'> & {
    readonly engine: Pick<SpeechEngine, 'name' | 'description'>
    readonly channel: ChannelId
  }
  readonly nowMs: () => SessionMs
  /** Told of each notice that stands. */
  readonly keep: (notice: ConsentNotice) => void
  /** Something that a reader of the status should know. */
  readonly event: (what: Saying) => void
  readonly log: Log
}

/** How many of those who came late are named in one line. */
const NAMED = 10
/** How often it is looked whether those who wait to be told can be reached. */
const LOOK_MS = 1_000

/** Tells the people in a room that they are listened to: all of them at the start, those who come later when they come. */
export class Announcer {
  readonly #options: AnnouncerOptions
  readonly #late = new LateComers()
  #begun = false
  readonly #here = new Set<SpeakerId>()
  #nextLookMs: SessionMs = Number.NEGATIVE_INFINITY
  /** What those have to be told who could not be told so far. */
  #owed: 'late' | 'changed' = 'late'

  constructor(options: AnnouncerOptions) {
    this.#options = options
  }

  /** Tells everybody. Rejects with a UserError where that cannot be: then nobody is to be heard. */
  async begin(people: readonly Speaker[], occasion: Occasion): Promise<void> {
    await this.#post(occasion, people)
    this.goOn(people.map(({ id }) => id))
  }

  /** An earlier run of the session told these. */
  goOn(told: Iterable<SpeakerId>): void {
    const ids = [...told]
    this.#late.told(ids)
    for (const id of ids) this.#here.add(id)
    this.#begun = true
    // Some may have come while the others were being told.
    this.#look()
  }

  came(speaker: Speaker): void {
    this.#here.add(speaker.id)
    this.#late.came(speaker)
    this.#nextLookMs = Number.NEGATIVE_INFINITY
    if (this.#begun) this.#look()
  }

  /** Whether somebody cannot be told that they are heard, and so is not to be. */
  isOutOfReach(id: SpeakerId): boolean {
    return this.#late.isOutOfReach(id)
  }

  left(id: SpeakerId): void {
    this.#here.delete(id)
    this.#late.left(id)
  }

  /** To be called at every beat of the session. */
  tick(): void {
    if (!this.#begun) return
    const { consent, nowMs } = this.#options
    if (nowMs() < this.#nextLookMs) return
    this.#nextLookMs = nowMs() + LOOK_MS
    this.#look()
    const all = this.#late.due(nowMs(), this.#reaches)
    // Who opted out before needs no telling: nothing of theirs is heard.
    const due = all.filter((speaker) => consent.standing(speaker) !== 'opted-out')
    this.#late.told(all.filter((speaker) => !due.includes(speaker)).map(({ id }) => id))
    if (due.length === 0) return
    const names = due.slice(0, NAMED).map(({ name }) => name)
    const late = { kind: 'late', names, more: due.length - names.length } as const
    this.#tell(this.#owed === 'late' ? late : { kind: 'changed' }, due)
  }

  /** Something of what they were told is otherwise from now on. */
  changed(people: readonly Speaker[]): void {
    if (this.#begun) this.#tell({ kind: 'changed' }, people)
  }

  readonly #reaches = (speaker: Speaker): boolean =>
    this.#options.reaches(this.#options.facts().channel, speaker)

  #look(): void {
    const { consent } = this.#options
    const lost = this.#late.look(this.#reaches).filter((speaker) => consent.hears(speaker))
    if (lost.length > 0) this.#unheard(lost)
  }

  #tell(occasion: Occasion, people: readonly Speaker[]): void {
    const { changed, log } = this.#options
    this.#post(occasion, people).then(
      () => {
        const waited = people.filter(({ id }) => this.#late.isOutOfReach(id))
        this.#owed = 'late'
        this.#late.told(people.map(({ id }) => id))
        for (const speaker of waited) changed(speaker)
      },
      (error: unknown) => {
        if (error instanceof UserError) log.warn('people not told', { people: people.length })
        else log.error('people not told', error, { people: people.length })
        if (occasion.kind === 'changed') this.#owed = 'changed'
        const here = people.filter(({ id, bot }) => !bot && this.#here.has(id))
        const fresh = here.filter(({ id }) => !this.#late.isOutOfReach(id))
        this.#late.failed(here)
        if (fresh.length > 0) this.#unheard(fresh)
      },
    )
  }

  /** Nobody is heard without being told. */
  #unheard(people: readonly Speaker[]): void {
    const { changed, event } = this.#options
    event(({ session }) => session.events.notTold)
    // Within the call: not one packet more.
    for (const speaker of people) changed(speaker)
  }

  async #post(occasion: Occasion, people: readonly Speaker[]): Promise<void> {
    const { ref, consent, post, words, facts, nowMs, keep } = this.#options
    const { channel, engine, keptDays } = facts()
    const { mode } = consent.rule
    const notice = { occasion, mode, engine: engine.description, keptDays }
    const told = { mode, kind: occasion.kind, engine: engine.name, keptDays }
    for (const place of await post({ ref, words, channel, notice, people }))
      keep({ atMs: nowMs(), ...told, ...place })
  }
}
