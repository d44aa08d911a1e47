import { beatOf } from '../base/beat.ts'
import { within } from '../base/clock.ts'
import type { ChannelId, SessionId, SpeakerId } from '../base/ids.ts'
import type { ChainNews } from '../speech/chain.ts'
import type { SpeechEngine } from '../speech/engine.ts'
import type { Speaker } from '../transcript/turn.ts'
import type { Saying, Words } from '../wording/words.ts'
import { chainNotice } from './chain-notice.ts'
import type { Occasion } from './consent/consent-notice.ts'
import type { RoomHearing, RoomRef, SessionSummary, VoiceListener, VoiceRoom } from './ports.ts'
import type { TargetListener } from './posting/target-news.ts'
import { SessionEnd } from './session-end.ts'
import type { SessionMeters } from './session-meters.ts'
import { SessionWorks, type SessionWorksOptions } from './session-works.ts'
import type { GuildSettings } from './settings/guild-settings.ts'
import { stopRulesOf } from './settings/session-manner.ts'
import { ShownStatus } from './shown-status.ts'
import type { OpenBoard, SessionStatus } from './status.ts'
import type { Before } from './tally.ts'

/** How long to wait for what is on its way to the channel. */
const FLUSH_MS = 10_000
/** How often the session is looked at as a whole, in beats: every second. */
const LOOK_BEATS = 20

const MOVED = {
  deleted: ({ session }: Words) => session.events.moved,
  readers: ({ session }: Words) => session.events.movedForReaders,
} as const

/** The chain, the account and the target are closed with the session. */
export interface SessionOptions extends SessionWorksOptions {
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
  readonly #works: SessionWorks
  readonly #shown: ShownStatus
  readonly #end: SessionEnd
  /** Nobody is told a second time that it cannot go on. */
  #dead = false
  #beats = 0

  constructor(options: SessionOptions) {
    const { record, chain, words, clock } = options
    this.#options = options
    this.id = record.id
    this.ref = { guild: record.guild, room: record.room }
    this.starter = record.starter.id
    this.#shown = new ShownStatus({ session: record.id, words })
    this.#works = new SessionWorks(options, {
      notice: (what) => this.notice(what),
      die: (reason) => this.#die(reason),
    })
    chain.onNews((news) => this.#onChainNews(news))
    const stopTicking = beatOf(clock).every(1, () => this.#tick())
    this.#end = new SessionEnd({ ...options, works: this.#works, stopTicking })
  }

  /** For the room. */
  get listener(): VoiceListener {
    return this.#works.listening
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
    return this.#works.course.hearing
  }

  /** Speech streams that are open. */
  get openStreams(): number {
    return this.#works.listening.tracks.all.filter(({ recognising }) => recognising).length
  }

  /** Tells all who are in the room; rejects with a UserError where that cannot be. Nobody was heard before. */
  announce(people: readonly Speaker[], occasion: Occasion): Promise<void> {
    return this.#works.people.announce(people, occasion)
  }

  /** An earlier run told those who were there, and it holds: they are heard from the moment on that the room is joined. */
  goOn(): void {
    this.#works.people.goOn()
    this.#works.listening.begin()
  }

  /**
   * What this person said and was not posted yet is not to be kept. Resolves when what was on its way then stands
   * in the channel.
   */
  drop(person: SpeakerId): Promise<void> {
    this.#works.listening.drop(person)
    return within(this.#options.clock, FLUSH_MS, this.#options.target.flush(), () => {})
  }

  /**
   * The room was joined, everybody was told, and the session is in the journal. From now on its hearing is part of
   * the status, which the board, if there is one, shows; what an earlier run left unposted is settled before anything
   * new is posted.
   */
  entered({ room, openBoard, before }: Entrance): void {
    this.#works.course.entered(room, before)
    this.#works.listening.begin()
    const { target, record } = this.#options
    void target.begin(record.runs === 1 ? 'first' : 'later', this.#targetListener)
    this.#shown.open(openBoard, target.channel)
    // What changed while it began was told to nobody.
    this.#works.watch.readersChanged()
    this.#showBoard()
  }

  /** Who could read a channel of the guild may have changed. */
  readersChanged(): void {
    this.#works.watch.readersChanged()
  }

  /** A notice of the house itself to the readers. */
  notice(what: Saying): void {
    this.#options.target.notice(what(this.#options.words))
  }

  /** Who is in the room now, where a run before this one knew who was. */
  compare(people: readonly Speaker[]): void {
    this.#works.listening.compare(people)
  }

  /** What was done to a text channel, which may be the one that is posted in. */
  channelChanged(channel: ChannelId, how: 'deleted' | 'changed'): void {
    this.#options.target.changed(channel, how)
  }

  /** The guild has changed its mind: what can follow at once does. */
  settingsChanged(settings: GuildSettings): void {
    this.#works.watch.change(stopRulesOf(settings))
    this.#works.listening.change(settings)
    this.#works.keepFor(settings.retentionDays)
    this.#options.target.showLive(settings.liveCaptions)
  }

  /** Lets the board show how the session ended; resolves when it has. */
  async closeBoard(): Promise<void> {
    await this.#shown.close(this.status())
  }

  meters(): SessionMeters {
    return this.#works.report.meters()
  }

  status(): SessionStatus {
    return this.#works.report.status()
  }

  /** Ends the session for good: the last turns, the room left, the record ended, and the last word posted. */
  end(why: Saying): Promise<SessionSummary> {
    this.#dead = true
    return this.#end.stop(why)
  }

  /** Leaves the session to the next process: the last turns, the room left, and the record open. */
  suspend(notice: Saying): Promise<void> {
    this.#dead = true
    return this.#end.suspend(notice)
  }

  /** Gives up a session that never began, and leaves the room if that was joined. */
  discard(room: VoiceRoom | null): Promise<void> {
    this.#dead = true
    return this.#end.discard(room)
  }

  readonly #targetListener: TargetListener = {
    event: (what) => this.#works.chronicle.note(null, what),
    recalled: (speaker) => this.#options.writer.drop(speaker),
    moved: (channel, why) => {
      this.#options.writer.retarget(channel)
      this.#works.chronicle.note(null, MOVED[why])
      this.#shown.move(channel)
    },
    closed: (sentence) => {
      this.#works.chronicle.note(null, ({ session }) => session.events.closed)
      this.#options.tellStarter(sentence)
    },
    lost: (reason) => this.#die(reason),
  }

  #onChainNews(news: ChainNews): void {
    const notice = chainNotice(news)
    if (notice === null) this.#die(news.reason)
    else this.notice(notice)
    this.#works.listening.retune()
  }

  #tick(): void {
    this.#works.listening.tick()
    this.#beats += 1
    // Once the input has ended, what the record says of the last look stays.
    if (this.#beats % LOOK_BEATS === 0 && this.#works.course.ending === null) this.#look()
  }

  #look(): void {
    this.#works.watch.look()
    this.#showBoard()
  }

  #showBoard(): void {
    // While it is looked who reads along, what stands there holds for nobody.
    if (!this.#options.target.isHeld) this.#shown.show(this.status())
  }

  #die(reason: Saying): void {
    if (this.#dead) return
    this.#dead = true
    this.#options.onDead(reason)
  }
}
