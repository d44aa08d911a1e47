import { type Cancel, type Clock, within } from '../base/clock.ts'
import type { ChannelId, MonotonicMs, SessionId, SessionMs, SpeakerId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { ChainNews, EngineChain } from '../speech/chain.ts'
import type { SpeechEngine } from '../speech/engine.ts'
import { engineTag } from '../speech/engine-label.ts'
import type { SessionRecord } from '../transcript/transcript.ts'
import type { Speaker } from '../transcript/turn.ts'
import { AutoStop, type AutoStopRules } from './auto-stop.ts'
import { chainNotice } from './chain-notice.ts'
import { Announcer } from './consent/announcer.ts'
import type { GuildConsent } from './consent/guild-consent.ts'
import { Listening } from './listening.ts'
import type { PostNotice, RoomHearing, RoomRef, SessionSummary, VoiceListener, VoiceRoom } from './ports.ts'
import type { RecordWriter } from './record/record-writer.ts'
import { meterSession, type SessionMeters } from './session-meters.ts'
import type { GuildSettings } from './settings/guild-settings.ts'
import { stopRulesOf } from './settings/session-manner.ts'
import type { SpendAccount } from './spend/spend-account.ts'
import { type Ending, stageOf } from './stage.ts'
import type { SessionStatus, StatusBoard } from './status.ts'
import { summarySentence } from './summary.ts'
import { type Before, NOTHING_BEFORE } from './tally.ts'
import type { Target, TargetListener } from './target.ts'
import type { TuningOptions } from './tuning.ts'

/** The one beat that drives all that depends on time. */
const TICK_MS = 50
/** Of the time for draining, what the last turns may take; the rest is for posting them. */
const FINALS_SHARE = 0.6
/** Of the same time, when all of it must have been left to the next process. */
const DRAIN_SHARE = 0.9
/** How long to wait for what is on its way to the channel. */
const FLUSH_MS = 10_000
/** How often the session is looked at as a whole, in ticks: every second. */
const LOOK_TICKS = 20

export interface SessionOptions {
  /** As it is in this run. */
  readonly record: Pick<SessionRecord, 'id' | 'guild' | 'room' | 'startedAt' | 'runs' | 'starter'>
  /** Session time zero on the monotonic clock. */
  readonly startedMs: MonotonicMs
  /** Who was in the room when the run before this one last looked. */
  readonly here: readonly Speaker[]
  /** Chosen; closed with the session, as the account and the target are. */
  readonly chain: EngineChain
  readonly account: SpendAccount
  readonly target: Target
  readonly writer: RecordWriter
  readonly clock: Clock
  readonly log: Log
  readonly tuning: TuningOptions
  readonly stopRules: AutoStopRules
  readonly longTurnMs: number
  readonly consent: GuildConsent
  readonly postNotice: PostNotice
  /** How many days text is kept; null: until somebody deletes it. */
  readonly keptDays: number | null
  /** How long the last turns are waited for, and posted. */
  readonly drainMs: number
  /** For whoever started the session, who alone reads it. */
  readonly tellStarter: (text: string) => void
  /** The session cannot go on; told once, with the reason in plain words. Whoever gets it ends the session. */
  readonly onDead: (reason: string) => void
}

export interface Entrance {
  readonly room: VoiceRoom
  readonly board: StatusBoard | null
  readonly before: Before
}

/** One process's part of a listening period in one room. */
export class Session {
  readonly id: SessionId
  readonly ref: RoomRef
  /** Who began it. */
  readonly starter: SpeakerId
  readonly #options: SessionOptions
  readonly #listening: Listening
  readonly #announcer: Announcer
  /** Whose consent changed before the room was known; null: anybody's. */
  readonly #changedEarly: (SpeakerId | null)[] = []
  readonly #stopTicking: Cancel
  readonly #autoStop: AutoStop
  /** Nobody is told a second time that it cannot go on. */
  #dead = false
  #room: VoiceRoom | null = null
  #board: StatusBoard | null = null
  #before = NOTHING_BEFORE
  #ticks = 0
  #ending: Ending | null = null

  constructor(options: SessionOptions) {
    const { record, chain, clock } = options
    this.#options = options
    this.id = record.id
    this.ref = { guild: record.guild, room: record.room }
    this.starter = record.starter.id
    const { consent, postNotice: post, target, keptDays, writer, log } = options
    this.#announcer = new Announcer({
      ref: this.ref,
      consent,
      post,
      facts: () => ({ engine: chain.current.description, keptDays, channel: target.channel }),
      nowMs: () => this.#nowMs,
      keep: (notice) => writer.notice(notice),
      event: (text) => this.#listening.note(null, text),
      log,
    })
    this.#listening = new Listening({
      ...options,
      announcer: this.#announcer,
      reconsider: (person) => this.#reconsider(person),
      run: record.runs,
      lost: (reason) => this.#die(reason),
    })
    chain.onNews((news) => this.#onChainNews(news))
    this.#autoStop = new AutoStop(this.#nowMs, options.stopRules)
    this.#stopTicking = clock.every(TICK_MS, () => this.#tick())
  }

  /** For the room. */
  get listener(): VoiceListener {
    return this.#listening
  }

  get channel(): ChannelId {
    return this.#options.target.channel
  }

  /** The one that new sound goes to. */
  get engine(): SpeechEngine {
    return this.#options.chain.current
  }

  /** What the room knows of its ear; null before it was joined. */
  get hearing(): RoomHearing | null {
    return this.#room?.hearing() ?? null
  }

  /** Speech streams that are open. */
  get openStreams(): number {
    return this.#listening.tracks.all.filter(({ recognising }) => recognising).length
  }

  /** Tells all who are in the room; rejects with a UserError where that cannot be. Nobody was heard before. */
  announce(people: readonly Speaker[], start: { starter: string; roomName: string }): Promise<void> {
    return this.#announcer.begin(people, start)
  }

  /** An earlier run told those who were there: they are heard from the moment on that the room is joined. */
  goOn(): void {
    this.#announcer.goOn(this.#options.here.map(({ id }) => id))
    this.#listening.begin()
  }

  /**
   * What this person said and was not posted yet is not to be kept. Resolves when what was on its way then stands
   * in the channel.
   */
  drop(person: SpeakerId): Promise<void> {
    this.#listening.drop(person)
    return within(this.#options.clock, FLUSH_MS, this.#options.target.flush(), () => {})
  }

  /**
   * The room was joined, everybody was told, and the session is in the journal. From now on its hearing is part of the status, which
   * the board, if there is one, shows; what an earlier run left unposted is settled before anything new is posted.
   */
  entered({ room, board, before }: Entrance): void {
    this.#room = room
    this.#board = board
    this.#before = before
    for (const person of this.#changedEarly.splice(0)) room.reconsider(person)
    this.#listening.begin()
    const { target, record } = this.#options
    void target.begin(record.runs === 1 ? 'first' : 'later', this.#targetListener)
    board?.show(this.status())
  }

  /** A notice of the house itself to the readers. */
  notice(text: string): void {
    this.#options.target.notice(text)
  }

  /** Who is in the room now, where a run before this one knew who was. */
  compare(people: readonly Speaker[]): void {
    this.#listening.compare(people)
  }

  /** What was done to a text channel, which may be the one that is posted in. */
  channelChanged(channel: ChannelId, how: 'deleted' | 'changed'): void {
    this.#options.target.changed(channel, how)
  }

  /** The guild has changed its mind: what can follow at once does. */
  settingsChanged(settings: GuildSettings): void {
    this.#autoStop.rules = stopRulesOf(settings)
    this.#listening.change(settings)
    this.#options.target.showLive(settings.liveCaptions)
  }

  /** Lets the board show how the session ended; resolves when it has. */
  async closeBoard(): Promise<void> {
    await this.#board?.close(this.status())
  }

  meters(): SessionMeters {
    const { tracks, tally } = this.#listening
    return meterSession({ ear: this.hearing?.counters ?? null, tracks: tracks.all, told: tally.counts })
  }

  status(): SessionStatus {
    const { record, startedMs, chain, account, target, writer } = this.#options
    const { hearing } = this
    return {
      ...stageOf(this.#ending, hearing, startedMs),
      startedAt: record.startedAt,
      room: this.ref,
      channel: this.channel,
      engine: engineTag(chain.current),
      speakers: this.#listening.speakers(hearing),
      unnamed: hearing?.unnamed ?? 0,
      events: this.#listening.events,
      listenedMs: this.#listenedMs,
      spend: account.spend,
      trouble: chain.trouble,
      warnings: [target.trouble, writer.trouble].filter((warning) => warning !== null),
    }
  }

  /** Ends the session for good: the last turns, the room left, the record ended, and the last word posted. */
  async end(why: string): Promise<SessionSummary> {
    const { clock, writer, drainMs, log } = this.#options
    await this.#endInput('stopped')
    const summary = this.#summary()
    const { turns, words, speakers, listenedMs } = summary
    log.info('session stopped', { turns, words, speakers, listenedMs, unkept: writer.unkept })
    // Before it is posted: should the process die now, nobody is listened to again, and the next one posts the rest.
    await writer.end(clock.wall(), why)
    await this.#close(`${why} ${summarySentence(summary)}`, drainMs)
    return summary
  }

  /** Leaves the session to the next process: the last turns, the room left, and the record open. */
  async suspend(notice: string): Promise<void> {
    const { clock, writer, drainMs, log } = this.#options
    const [at, beganMs] = [clock.wall(), clock.now()]
    await this.#endInput('suspended')
    log.info('session suspended', { listenedMs: Math.round(this.#listenedMs) })
    await writer.suspend(at)
    // The process has this time for all of it, and what is not posted now the next one posts.
    await this.#close(notice, Math.max(0, drainMs * DRAIN_SHARE - (clock.now() - beganMs)))
  }

  /** Gives up a session that never began, and leaves the room if that was joined. */
  async discard(room: VoiceRoom | null): Promise<void> {
    this.#dead = true
    this.#stopTicking()
    await this.#listening.tracks.close(0)
    await room?.leave()
    await this.#free()
  }

  #reconsider(person: SpeakerId | null): void {
    if (this.#room === null) this.#changedEarly.push(person)
    else this.#room.reconsider(person)
  }

  async #endInput(kind: Ending['kind']): Promise<void> {
    this.#dead = true
    this.#ending = { kind, atMs: this.#nowMs }
    await this.#listening.end(this.#options.drainMs * FINALS_SHARE)
    this.#stopTicking()
    this.#spend()
  }

  async #close(lastWord: string, limitMs: number): Promise<void> {
    const { clock, target } = this.#options
    const posted = target.farewell(lastWord).then(() => target.flush())
    await Promise.all([this.#room?.leave(), within(clock, limitMs, posted, () => {})])
    await this.#free()
  }

  async #free(): Promise<void> {
    const { target, chain, account } = this.#options
    target.close()
    chain.close()
    await account.close()
  }

  readonly #targetListener: TargetListener = {
    event: (text) => this.#listening.note(null, text),
    moved: (channel) => {
      this.#options.writer.retarget(channel)
      this.#listening.note(null, 'the text channel was deleted; it goes on in another')
    },
    closed: (sentence) => {
      this.#listening.note(null, 'the text channel is closed to me')
      this.#options.tellStarter(sentence)
    },
    lost: (reason) => this.#die(reason),
  }

  #onChainNews(news: ChainNews): void {
    const notice = chainNotice(news)
    if (notice === null) this.#die(news.reason)
    else this.notice(notice)
    this.#listening.retune()
  }

  #tick(): void {
    this.#listening.tick()
    this.#ticks += 1
    // Once the input has ended, what the record says of the last look stays.
    if (this.#ticks % LOOK_TICKS === 0 && this.#ending === null) this.#look()
  }

  #look(): void {
    const { clock, writer } = this.#options
    writer.lived(clock.wall(), this.#listening.tracks.uncovered)
    this.#spend()
    this.#stopByItself()
    this.#board?.show(this.status())
  }

  #stopByItself(): void {
    if (this.#room === null) return
    const { people, tracks } = this.#listening
    const reason = this.#autoStop.decide(this.#nowMs, { people, spokenMs: tracks.spokenMs })
    if (reason !== null) this.#die(reason)
  }

  #spend(): void {
    const { account } = this.#options
    const { tracks } = this.#listening
    account.update(tracks.uses, tracks.spokenMs)
    for (const { kind, sentence } of account.takeNews()) {
      if (kind === 'spent') this.#die(sentence)
      else this.notice(sentence)
    }
  }

  #die(reason: string): void {
    if (this.#dead) return
    this.#dead = true
    this.#options.onDead(reason)
  }

  #summary(): SessionSummary {
    const { spend } = this.#options.account
    return {
      session: this.id,
      listenedMs: Math.round(this.#listenedMs),
      ...this.#listening.tally.with(this.#before.told),
      billedMs: Math.round(spend.billedMs),
      spokenMs: Math.round(spend.spokenMs),
      spend,
    }
  }

  /** In all runs. */
  get #listenedMs(): SessionMs {
    return (this.#ending?.atMs ?? this.#nowMs) - this.#before.awayMs
  }

  get #nowMs(): SessionMs {
    return this.#options.clock.now() - this.#options.startedMs
  }
}
