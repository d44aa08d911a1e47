import type { Cancel, Clock } from '../base/clock.ts'
import type { MonotonicMs, SessionId, SessionMs, SpeakerId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { EngineChain } from '../speech/chain.ts'
import { causeWords, type Gap, type LossCause, type Speaker } from '../transcript/turn.ts'
import type { Saying } from '../wording/words.ts'
import { Attendance } from './attendance.ts'
import type { Announcer } from './consent/announcer.ts'
import type { GuildConsent } from './consent/guild-consent.ts'
import type { PacketInlet, RoomHearing, VoiceListener } from './ports.ts'
import { RecentEvents } from './recent-events.ts'
import { gapLine, type Line, turnLine } from './record/line.ts'
import { Lines, type OrderCounts } from './record/lines.ts'
import type { RecordWriter } from './record/record-writer.ts'
import type { GuildSettings } from './settings/guild-settings.ts'
import { SpeakerRoll, type Unheard } from './speaker/speaker-roll.ts'
import type { TrackListener } from './speaker/speaker-track.ts'
import { Tracks } from './speaker/tracks.ts'
import type { SpeakerStatus } from './status.ts'
import { Tally } from './tally.ts'
import type { Target } from './target.ts'
import { Retuning, type TuningOptions } from './tuning.ts'

const RECOGNITION: Readonly<Record<'away' | 'back', Saying>> = {
  away: ({ session }) => session.events.recognitionAway,
  back: ({ session }) => session.events.recognitionBack,
}

export interface ListeningOptions {
  /** For log lines. */
  readonly session: SessionId
  /** Session time zero on the monotonic clock. */
  readonly startedMs: MonotonicMs
  /** Which process of those that have taken up the session this is, from 1 on. */
  readonly run: number
  /** Who was in the room when the run before this one last looked. */
  readonly here: readonly Speaker[]
  readonly chain: EngineChain
  readonly writer: RecordWriter
  readonly target: Target
  readonly clock: Clock
  readonly log: Log
  readonly tuning: TuningOptions
  readonly longTurnMs: number
  /** How long the last turn of somebody who left is waited for. */
  readonly drainMs: number
  /** Who in the guild is heard. */
  readonly consent: GuildConsent
  /** Tells those who come that they are heard. */
  readonly announcer: Pick<Announcer, 'came' | 'left' | 'tick' | 'ruleChanged' | 'isOutOfReach'>
  /** Whether somebody is heard has changed, for anybody where it is null: the room is to ask anew. */
  readonly reconsider: (speaker: SpeakerId | null) => void
  /** The room is lost. */
  readonly lost: (reason: Saying) => void
}

/** What comes of a room: from people and their packets to lines of the transcript. */
export class Listening implements VoiceListener {
  readonly session: SessionId
  readonly tracks: Tracks
  readonly tally = new Tally()
  readonly #options: ListeningOptions
  readonly #lines: Lines
  readonly #attendance: Attendance
  readonly #retuning: Retuning
  readonly #roll = new SpeakerRoll()
  readonly #events = new RecentEvents()
  readonly #unwatch: Cancel
  #unheardMs = 0
  /** Nobody is heard before everybody was told. */
  #stage: 'telling' | 'hearing' | 'over' = 'telling'

  constructor(options: ListeningOptions) {
    const { startedMs, run, here, chain, writer, target, clock, tuning, longTurnMs } = options
    this.#options = options
    this.session = options.session
    this.#attendance = new Attendance(here)
    this.#retuning = new Retuning(tuning)
    this.#lines = new Lines(writer, (line, id) => target.line(line, id))
    this.tracks = new Tracks({
      chain,
      tuning: this.#retuning.tuning([], chain.current),
      longTurnMs,
      startedMs,
      run,
      clock,
      listener: this.#trackListener,
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
    if (this.#stage !== 'hearing' || !this.#hears(speaker)) return null
    const known = this.tracks.of(speaker.id)
    if (known) return known.accept
    this.joined(speaker)
    // Who was met before one was told that they came may be out of reach of any notice.
    if (!this.#hears(speaker)) return null
    const track = this.tracks.make(speaker)
    this.#retuning.soon(this.#nowMs)
    this.note(speaker, ({ session }) => session.events.met)
    this.#options.log.info('speaker met', { speaker: speaker.id, tracks: this.tracks.all.length })
    return track.accept
  }

  joined(speaker: Speaker): void {
    if (!this.#attendance.came(speaker)) return
    this.#options.announcer.came(speaker)
    this.#options.writer.presence({ speaker, kind: 'joined', atMs: this.#nowMs })
  }

  left(id: SpeakerId): void {
    const nowMs = this.#nowMs
    const speaker = this.#attendance.went(id)
    if (speaker) this.#options.writer.presence({ speaker, kind: 'left', atMs: nowMs })
    this.#roll.left(id, nowMs)
    this.#options.announcer.left(id)
    this.tracks.left(id, this.#options.drainMs)
    this.#retuning.soon(nowMs)
  }

  /** Those who were here when the run before this one looked, and are not among these, have left in the meantime. */
  compare(people: readonly Speaker[]): void {
    const here = new Set(people.map(({ id }) => id))
    for (const { id } of this.#attendance.here) if (!here.has(id)) this.left(id)
  }

  lost(reason: Saying): void {
    this.#options.lost(reason)
  }

  event(what: Saying): void {
    this.note(null, what)
  }

  unheard(speaker: SpeakerId | null, fromMs: MonotonicMs, toMs: MonotonicMs, cause: LossCause): void {
    const { startedMs } = this.#options
    const track = speaker === null ? undefined : this.tracks.of(speaker)
    const startMs = Math.max(0, fromMs - startedMs)
    const isTheirs = track !== undefined && this.#hears(track.speaker)
    // However short: where people talk, a change of the voice server costs each of them a word.
    const isEverybodys = speaker === null
    if (isTheirs || isEverybodys) this.#unheardMs += toMs - fromMs
    if (isTheirs) this.#gap({ speaker: track.speaker, startMs, endMs: toMs - startedMs, cause })
    if (isEverybodys) this.#gap({ speaker: null, startMs, endMs: toMs - startedMs, cause })
  }

  /** To be called at every beat of the session. */
  tick(): void {
    const { clock, writer, chain } = this.#options
    const nowMs = this.#nowMs
    this.tracks.tick(clock.now())
    writer.tick(clock.now())
    this.#lines.release(nowMs, this.tracks.unfinishedSinceMs(nowMs))
    this.#options.announcer.tick()
    if (this.#retuning.isDue(nowMs)) this.tracks.tune(this.#retuning.tuning(this.#heardHere, chain.current))
  }

  /**
   * Of what somebody said, nothing is told that was not told by now: not what is open, not what waits for its turn
   * in the order, not what comes late. No gap tells of it.
   */
  drop(id: SpeakerId): void {
    const { writer, target } = this.#options
    this.tracks.abort(id)
    for (const line of this.#lines.drop(id)) this.tally.drop(line)
    target.drop(id)
    writer.drop(id)
  }

  /** Somebody was told that they are heard, or cannot be told: then they are not. */
  tellingChanged(speaker: Speaker): void {
    if (!this.#hears(speaker) && this.tracks.of(speaker.id) !== undefined) this.drop(speaker.id)
    this.#options.reconsider(speaker.id)
    this.#retuning.soon(this.#nowMs)
  }

  /** The guild has changed its key terms or its preset. */
  change(tuning: Pick<GuildSettings, 'keyTerms' | 'preset'>): void {
    this.#retuning.change(tuning)
    this.#retuning.soon(this.#nowMs)
  }

  /** People in the room; bots do not count. */
  get people(): number {
    return this.#attendance.here.filter(({ bot }) => !bot).length
  }

  /** New sound goes to another engine. */
  retune(): void {
    this.#retuning.soon(this.#nowMs)
  }

  /** Something that a reader of the status should know. */
  note(speaker: Speaker | null, what: Saying): void {
    this.#events.add({ atMs: this.#nowMs, speaker, what })
  }

  /** What the room could not hear, of anybody or of one, in ms. */
  get unheardMs(): number {
    return this.#unheardMs
  }

  get order(): OrderCounts {
    return this.#lines.counts
  }

  get events() {
    return this.#events.list
  }

  speakers(hearing: RoomHearing | null): SpeakerStatus[] {
    const { startedMs } = this.#options
    return this.#roll.statuses(this.tracks.all, {
      hearing,
      startedMs,
      nowMs: this.#nowMs,
      unheard: this.#unheardHere,
    })
  }

  /** Nobody is heard any more: resolves when the last turns are in the journal and with the target. */
  async end(deadlineMs: number): Promise<void> {
    this.#stage = 'over'
    await this.tracks.close(deadlineMs)
    await this.#lines.end()
    this.#unwatch()
  }

  readonly #trackListener: TrackListener = {
    open: (turn) => {
      this.#options.writer.openTurn(turn)
      this.#options.target.openTurn(turn)
    },
    withdrawn: (id) => {
      this.#options.writer.withdrawn(id)
      this.#options.target.withdrawn(id)
    },
    final: (turn) => this.#add(turnLine(turn)),
    gap: (gap) => this.#gap(gap),
    failed: (error, engine) =>
      this.#options.log.error('speech stream failed', error, { engine: engine.name }),
    recognition: (speaker, news) => this.note(speaker, RECOGNITION[news]),
  }

  /** Holds within the call: in the middle of a word, too. */
  #consentChanged(person: SpeakerId | null): void {
    const { consent, reconsider, chain, announcer } = this.#options
    const speakers = this.tracks.all.map(({ speaker }) => speaker)
    // Words of somebody who was not met in this run may still wait to be posted.
    if (person !== null && this.tracks.of(person) === undefined && consent.decisionOf(person) === 'opted-out')
      this.drop(person)
    for (const speaker of speakers)
      if ((person === null || speaker.id === person) && !this.#hears(speaker)) this.drop(speaker.id)
    reconsider(person)
    this.tracks.tune(this.#retuning.tuning(this.#heardHere, chain.current))
    if (person === null) announcer.ruleChanged(this.#attendance.here)
  }

  /** Those in the room whom nobody is to hear. */
  get #unheardHere(): readonly Unheard[] {
    return this.#attendance.here.flatMap((speaker): Unheard[] => {
      const standing = this.#options.consent.standing(speaker)
      if (standing === 'opted-out' || standing === 'unasked') return [{ speaker, state: standing }]
      return standing === 'heard' && !this.#hears(speaker) ? [{ speaker, state: 'untold' }] : []
    })
  }

  /** Who wants to be heard, and was told or can be. */
  #hears(speaker: Speaker): boolean {
    const { consent, announcer } = this.#options
    return consent.hears(speaker) && !announcer.isOutOfReach(speaker.id)
  }

  #gap(gap: Gap): void {
    const { speaker, startMs, endMs, cause } = gap
    this.#options.log.warn('gap', { speaker: speaker?.id, fromMs: startMs, toMs: endMs, cause })
    this.note(speaker, (words) => {
      const { nobodyHeard, notHeard } = words.session.events
      const length = words.measures.duration(Math.max(1_000, endMs - startMs))
      return (speaker === null ? nobodyHeard : notHeard)(length, causeWords(cause)(words))
    })
    this.#add(gapLine(gap))
  }

  #add(line: Line): void {
    this.tally.add(line)
    this.#lines.add(line, this.#nowMs)
  }

  get #heardHere(): readonly Speaker[] {
    const here = new Set(this.#attendance.here.map(({ id }) => id))
    return this.tracks.all
      .map(({ speaker }) => speaker)
      .filter((speaker) => here.has(speaker.id) && this.#hears(speaker))
  }

  get #nowMs(): SessionMs {
    return this.#options.clock.now() - this.#options.startedMs
  }
}
