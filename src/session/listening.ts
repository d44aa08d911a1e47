import type { Cancel, Clock } from '../base/clock.ts'
import type { MonotonicMs, SessionId, SessionMs, SpeakerId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { EngineChain } from '../speech/chain.ts'
import type { LossCause, Speaker } from '../transcript/turn.ts'
import type { Saying } from '../wording/words.ts'
import type { Chronicle } from './chronicle.ts'
import type { GuildConsent } from './consent/guild-consent.ts'
import type { PacketInlet, RoomHearing, VoiceListener } from './ports.ts'
import type { RecordWriter } from './record/record-writer.ts'
import type { RoomPeople } from './room-people.ts'
import type { GuildSettings } from './settings/guild-settings.ts'
import { SpeakerRoll } from './speaker/speaker-roll.ts'
import { Tracks } from './speaker/tracks.ts'
import type { SpeakerStatus } from './status.ts'
import { Retuning, type TuningOptions } from './tuning.ts'

export interface ListeningOptions {
  /** For log lines. */
  readonly session: SessionId
  /** Session time zero on the monotonic clock. */
  readonly startedMs: MonotonicMs
  /** Which process of those that have taken up the session this is, from 1 on. */
  readonly run: number
  readonly chain: EngineChain
  readonly writer: RecordWriter
  readonly clock: Clock
  readonly log: Log
  readonly tuning: TuningOptions
  readonly longTurnMs: number
  /** How long the last turn of somebody who left is waited for. */
  readonly drainMs: number
  /** Who in the guild is heard. */
  readonly consent: GuildConsent
  readonly people: RoomPeople
  /** What comes of it goes there. */
  readonly chronicle: Chronicle
  /** Whether somebody is heard has changed, for anybody where it is null: the room is to ask anew. */
  readonly reconsider: (speaker: SpeakerId | null) => void
  /** The room is lost. */
  readonly lost: (reason: Saying) => void
}

/** What comes of a room: meets people, hears those who are to be heard, and hands what they say to the chronicle. */
export class Listening implements VoiceListener {
  readonly session: SessionId
  readonly tracks: Tracks
  readonly #options: ListeningOptions
  readonly #retuning: Retuning
  readonly #roll = new SpeakerRoll()
  readonly #unwatch: Cancel
  #unheardMs = 0
  /** Nobody is heard before everybody was told. */
  #stage: 'telling' | 'hearing' | 'over' = 'telling'

  constructor(options: ListeningOptions) {
    const { startedMs, run, chain, chronicle, clock, tuning, longTurnMs } = options
    this.#options = options
    this.session = options.session
    this.#retuning = new Retuning(tuning)
    this.tracks = new Tracks({
      chain,
      tuning: this.#retuning.tuning([], chain.current),
      longTurnMs,
      startedMs,
      run,
      clock,
      listener: chronicle,
    })
    this.#unwatch = options.consent.watch((person) => this.#consentChanged(person))
  }

  /** Everybody was told: who is to be heard is heard from now on. */
  begin(): void {
    if (this.#stage !== 'telling') return
    this.#stage = 'hearing'
    this.#options.reconsider(null)
  }

  meet(speaker: Speaker): PacketInlet | null {
    const { people, chronicle, log } = this.#options
    if (this.#stage !== 'hearing' || !people.hears(speaker)) return null
    const known = this.tracks.of(speaker.id)
    if (known) return known.accept
    people.came(speaker)
    // Who was met before one was told that they came may be out of reach of any notice.
    if (!people.hears(speaker)) return null
    const track = this.tracks.make(speaker)
    this.#retuning.soon(this.#nowMs)
    chronicle.note(speaker, ({ session }) => session.events.met)
    log.info('speaker met', { speaker: speaker.id, tracks: this.tracks.all.length })
    return track.accept
  }

  joined(speaker: Speaker): void {
    this.#options.people.came(speaker)
  }

  left(id: SpeakerId): void {
    const nowMs = this.#nowMs
    this.#options.people.left(id)
    this.#roll.left(id, nowMs)
    this.tracks.left(id, this.#options.drainMs)
    this.#retuning.soon(nowMs)
  }

  /** Those who were here when the run before this one looked, and are not among these, have left in the meantime. */
  compare(people: readonly Speaker[]): void {
    for (const id of this.#options.people.missing(people)) this.left(id)
  }

  lost(reason: Saying): void {
    this.#options.lost(reason)
  }

  event(what: Saying): void {
    this.#options.chronicle.note(null, what)
  }

  unheard(speaker: SpeakerId | null, fromMs: MonotonicMs, toMs: MonotonicMs, cause: LossCause): void {
    const { startedMs, people, chronicle } = this.#options
    const track = speaker === null ? undefined : this.tracks.of(speaker)
    const startMs = Math.max(0, fromMs - startedMs)
    const isTheirs = track !== undefined && people.hears(track.speaker)
    // However short: where people talk, a change of the voice server costs each of them a word.
    const isEverybodys = speaker === null
    if (isTheirs || isEverybodys) this.#unheardMs += toMs - fromMs
    if (isTheirs) chronicle.gap({ speaker: track.speaker, startMs, endMs: toMs - startedMs, cause })
    if (isEverybodys) chronicle.gap({ speaker: null, startMs, endMs: toMs - startedMs, cause })
  }

  /** To be called at every beat of the session. */
  tick(): void {
    const { clock, writer, people, chronicle } = this.#options
    this.tracks.tick(clock.now())
    writer.tick(clock.now())
    chronicle.tick()
    people.tick()
    if (this.#retuning.isDue(this.#nowMs)) this.#tune()
  }

  /** Where the earliest speech began that may still become a turn; null: all was told. */
  get unfinishedSinceMs(): SessionMs | null {
    return this.tracks.unfinishedSinceMs(this.#nowMs)
  }

  /**
   * Of what somebody said, nothing is told that was not told by now: not what is open, not what waits for its turn
   * in the order, not what comes late. No gap tells of it.
   */
  drop(id: SpeakerId): void {
    this.tracks.abort(id)
    this.#options.chronicle.drop(id)
  }

  /** Somebody was told that they are heard, or cannot be told: then they are not. */
  tellingChanged(speaker: Speaker): void {
    const { people, reconsider } = this.#options
    if (!people.hears(speaker) && this.tracks.of(speaker.id) !== undefined) this.drop(speaker.id)
    reconsider(speaker.id)
    this.#retuning.soon(this.#nowMs)
  }

  /** The guild has changed its key terms or its preset. */
  change(tuning: Pick<GuildSettings, 'keyTerms' | 'preset'>): void {
    this.#retuning.change(tuning)
    this.#retuning.soon(this.#nowMs)
  }

  /** New sound goes to another engine. */
  retune(): void {
    this.#retuning.soon(this.#nowMs)
  }

  /** What the room could not hear, of anybody or of one, in ms. */
  get unheardMs(): number {
    return this.#unheardMs
  }

  speakers(hearing: RoomHearing | null): SpeakerStatus[] {
    const { startedMs, people } = this.#options
    return this.#roll.statuses(this.tracks.all, {
      hearing,
      startedMs,
      nowMs: this.#nowMs,
      unheard: people.unheard,
    })
  }

  /** Nobody is heard any more: resolves when the last turns are in the journal and with the target. */
  async end(deadlineMs: number): Promise<void> {
    this.#stage = 'over'
    await this.tracks.close(deadlineMs)
    await this.#options.chronicle.end()
    this.#unwatch()
  }

  /** Holds within the call: in the middle of a word, too. */
  #consentChanged(person: SpeakerId | null): void {
    const { consent, people, reconsider } = this.#options
    const speakers = this.tracks.all.map(({ speaker }) => speaker)
    // Words of somebody who was not met in this run may still wait to be posted.
    if (person !== null && this.tracks.of(person) === undefined && consent.decisionOf(person) === 'opted-out')
      this.drop(person)
    for (const speaker of speakers)
      if ((person === null || speaker.id === person) && !people.hears(speaker)) this.drop(speaker.id)
    reconsider(person)
    this.#tune()
    if (person === null) people.termsChanged()
  }

  /** Engines are to expect the words of those who are heard now. */
  #tune(): void {
    const { people, chain } = this.#options
    const heard = people.heardAmong(this.tracks.all.map(({ speaker }) => speaker))
    this.tracks.tune(this.#retuning.tuning(heard, chain.current))
  }

  get #nowMs(): SessionMs {
    return this.#options.clock.now() - this.#options.startedMs
  }
}
