import { type Cancel, type Clock, within } from '../base/clock.ts'
import type { ChannelId, MonotonicMs, SessionId, SessionMs, SpeakerId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { ChainNews, EngineChain } from '../speech/chain.ts'
import type { SpeechEngine } from '../speech/engine.ts'
import { engineTag } from '../speech/engine-label.ts'
import type { SessionRecord } from '../transcript/transcript.ts'
import type { Speaker } from '../transcript/turn.ts'
import { type Saying, together, type Words } from '../wording/words.ts'
import { AutoStop, type AutoStopRules } from './auto-stop.ts'
import { chainNotice } from './chain-notice.ts'
import { Announcer } from './consent/announcer.ts'
import type { GuildConsent } from './consent/guild-consent.ts'
import { Listening } from './listening.ts'
import type {
  Leaks,
  PostNotice,
  Reaches,
  RoomHearing,
  RoomRef,
  SessionSummary,
  VoiceListener,
  VoiceRoom,
} from './ports.ts'
import { type ReadersWatch, watchReaders } from './readers-watch.ts'
import type { RecordWriter } from './record/record-writer.ts'
import { meterSession, type SessionMeters } from './session-meters.ts'
import type { GuildSettings } from './settings/guild-settings.ts'
import { stopRulesOf } from './settings/session-manner.ts'
import { ShownStatus } from './shown-status.ts'
import type { SpendAccount } from './spend/spend-account.ts'
import { type Ending, stageOf } from './stage.ts'
import type { OpenBoard, SessionStatus } from './status.ts'
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

const MOVED = {
  deleted: ({ session }: Words) => session.events.moved,
  readers: ({ session }: Words) => session.events.movedForReaders,
} as const

export interface SessionOptions {
  /** As it is in this run. */
  readonly record: Pick<SessionRecord, 'id' | 'guild' | 'room' | 'startedAt' | 'runs' | 'starter' | 'readers'>
  /** Session time zero on the monotonic clock. */
  readonly startedMs: MonotonicMs
  /** Who was in the room when the run before this one last looked. */
  readonly here: readonly Speaker[]
  /** Chosen; closed with the session, as the account and the target are. */
  readonly chain: EngineChain
  readonly account: SpendAccount
  readonly target: Target
  readonly writer: RecordWriter
  /** In the language that the guild is written to. */
  readonly words: Words
  readonly clock: Clock
  readonly log: Log
  readonly tuning: TuningOptions
  readonly stopRules: AutoStopRules
  readonly longTurnMs: number
  readonly consent: GuildConsent
  readonly postNotice: PostNotice
  /** Left out: only those read along who see the room. */
  readonly leaks?: Leaks | undefined
  /** Left out: whoever is in the room can be told. */
  readonly reaches?: Reaches | undefined
  /** How many days text is kept; null: until somebody deletes it. */
  readonly keptDays: number | null
  /** How long the last turns are waited for, and posted. */
  readonly drainMs: number
  /** For whoever started the session, who alone reads it. */
  readonly tellStarter: (what: Saying) => void
  /** The session cannot go on; told once, with the reason in plain words. Whoever gets it ends the session. */
  readonly onDead: (reason: Saying) => void
}

export interface Entrance {
  readonly room: VoiceRoom
  /** Left out: its status is shown nowhere. */
  readonly openBoard?: OpenBoard | undefined
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
  /** Null: everybody may read along. */
  readonly #readers: ReadersWatch | null
  /** Whose consent changed before the room was known; null: anybody's. */
  readonly #changedEarly: (SpeakerId | null)[] = []
  readonly #stopTicking: Cancel
  readonly #autoStop: AutoStop
  readonly #shown: ShownStatus
  #toldUnkept = false
  /** Nobody is told a second time that it cannot go on. */
  #dead = false
  #room: VoiceRoom | null = null
  #before = NOTHING_BEFORE
  #ticks = 0
  #ending: Ending | null = null

  constructor(options: SessionOptions) {
    const { record, chain, clock } = options
    this.#options = options
    this.#shown = new ShownStatus({ session: options.record.id, words: options.words })
    this.id = record.id
    this.ref = { guild: record.guild, room: record.room }
    this.starter = record.starter.id
    const { consent, postNotice: post, target, keptDays, writer, words, log } = options
    this.#announcer = new Announcer({
      ref: this.ref,
      consent,
      post,
      words,
      facts: () => ({ engine: chain.current.description, keptDays, channel: target.safeChannel }),
      nowMs: () => this.#nowMs,
      keep: (notice) => writer.notice(notice),
      reaches: (channel, { id: person }) => options.reaches?.({ ref: this.ref, channel, person }) ?? true,
      changed: (speaker) => this.#listening.tellingChanged(speaker),
      event: (what) => this.#listening.note(null, what),
      log,
    })
    this.#listening = new Listening({
      ...options,
      session: record.id,
      announcer: this.#announcer,
      reconsider: (person) => this.#reconsider(person),
      run: record.runs,
      lost: (reason) => this.#die(reason),
    })
    this.#readers = watchReaders(options)
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
  entered({ room, openBoard, before }: Entrance): void {
    this.#room = room
    this.#before = before
    for (const person of this.#changedEarly.splice(0)) room.reconsider(person)
    this.#listening.begin()
    const { target, record } = this.#options
    void target.begin(record.runs === 1 ? 'first' : 'later', this.#targetListener)
    this.#shown.open(openBoard, target.channel)
    // What changed while it began was told to nobody.
    this.#readers?.changed()
    this.#showBoard()
  }

  /** Who could read a channel of the guild may have changed. */
  readersChanged(): void {
    this.#readers?.changed()
  }

  /** A notice of the house itself to the readers. */
  notice(what: Saying): void {
    this.#options.target.notice(what(this.#options.words))
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
    await this.#shown.close(this.status())
  }

  meters(): SessionMeters {
    const { tracks, tally, order, unheardMs } = this.#listening
    const { unkept } = this.#options.writer
    const ear = this.hearing?.counters ?? null
    return meterSession({ ear, tracks: tracks.all, told: tally.counts, order, unheardMs, unkept })
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
  async end(why: Saying): Promise<SessionSummary> {
    const { clock, writer, drainMs, log } = this.#options
    await this.#endInput('stopped')
    const summary = this.#summary()
    const { turns, words, speakers, listenedMs } = summary
    log.info('session stopped', { turns, words, speakers, listenedMs, unkept: writer.unkept })
    // Before it is posted: should the process die now, nobody is listened to again, and the next one posts the rest.
    await writer.end(clock.wall(), why(this.#options.words))
    await this.#close(together([why, summarySentence(summary)]), drainMs)
    return summary
  }

  /** Leaves the session to the next process: the last turns, the room left, and the record open. */
  async suspend(notice: Saying): Promise<void> {
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

  async #close(lastWord: Saying, limitMs: number): Promise<void> {
    const { clock, target, words } = this.#options
    const posted = within(
      clock,
      limitMs,
      target.farewell(lastWord(words)).then(() => target.flush()),
      () => {},
    )
    // Who is told that the bot is being restarted sees it go afterwards; at a stop nobody need wait for it to leave.
    if (this.#ending?.kind === 'suspended') await posted
    await Promise.all([this.#room?.leave(), posted])
    await this.#free()
  }

  async #free(): Promise<void> {
    this.#readers?.close()
    const { target, chain, account } = this.#options
    target.close()
    chain.close()
    await account.close()
  }

  readonly #targetListener: TargetListener = {
    event: (what) => this.#listening.note(null, what),
    recalled: (speaker) => this.#options.writer.drop(speaker),
    moved: (channel, why) => {
      this.#options.writer.retarget(channel)
      this.#listening.note(null, MOVED[why])
      this.#shown.move(channel)
    },
    closed: (sentence) => {
      this.#listening.note(null, ({ session }) => session.events.closed)
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

  /** That lines are not kept any more is told to the readers once, however often it comes and goes. */
  #tellUnkept(): void {
    const { trouble } = this.#options.writer
    if (trouble === null || this.#toldUnkept) return
    this.#toldUnkept = true
    this.notice(trouble)
  }

  #look(): void {
    const { clock, writer } = this.#options
    writer.lived(clock.wall(), this.#listening.tracks.uncovered)
    this.#spend()
    this.#tellUnkept()
    this.#stopByItself()
    this.#readers?.tick(this.#nowMs)
    this.#showBoard()
  }

  #showBoard(): void {
    // While it is looked who reads along, what stands there holds for nobody.
    if (!this.#options.target.isHeld) this.#shown.show(this.status())
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

  #die(reason: Saying): void {
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
