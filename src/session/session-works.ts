import type { Clock } from '../base/clock.ts'
import type { MonotonicMs } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { EngineChain } from '../speech/chain.ts'
import type { SessionRecord } from '../transcript/transcript.ts'
import type { Speaker } from '../transcript/turn.ts'
import type { Saying, Words } from '../wording/words.ts'
import type { AutoStopRules } from './auto-stop.ts'
import { Chronicle } from './chronicle.ts'
import type { GuildConsent } from './consent/guild-consent.ts'
import { isLonger } from './consent/terms.ts'
import { Listening } from './listening.ts'
import type { Leaks, PostNotice, Reaches } from './ports.ts'
import type { RecordWriter } from './record/record-writer.ts'
import { RoomPeople } from './room-people.ts'
import { SessionCourse } from './session-course.ts'
import { SessionReport } from './session-report.ts'
import { SessionWatch } from './session-watch.ts'
import type { SpendAccount } from './spend/spend-account.ts'
import type { Target } from './target.ts'
import type { TuningOptions } from './tuning.ts'

export interface SessionWorksOptions {
  /** As it is in this run. */
  readonly record: Pick<SessionRecord, 'id' | 'guild' | 'room' | 'startedAt' | 'runs' | 'starter' | 'readers'>
  /** Session time zero on the monotonic clock. */
  readonly startedMs: MonotonicMs
  /** Who was in the room when the run before this one last looked. */
  readonly here: readonly Speaker[]
  /** Chosen. */
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
  /** How many days text is kept when it begins; null: until somebody deletes it. */
  readonly keptDays: number | null
  /** How long the last turns are waited for, and posted. */
  readonly drainMs: number
}

/** What the works have to say to the session. */
export interface SessionWorksListener {
  /** The readers are to know this. */
  notice(what: Saying): void
  /** The session cannot go on, or is not to. */
  die(reason: Saying): void
}

/** The parts of a session that listens, and how they work together; whoever makes it lets time pass, and ends it. */
export class SessionWorks {
  readonly course: SessionCourse
  readonly chronicle: Chronicle
  readonly people: RoomPeople
  readonly listening: Listening
  readonly watch: SessionWatch
  readonly report: SessionReport
  #keptDays: number | null

  constructor(options: SessionWorksOptions, listener: SessionWorksListener) {
    const { record, chain, target, writer } = options
    this.#keptDays = options.keptDays
    const ref = { guild: record.guild, room: record.room }
    const course = new SessionCourse(options)
    const nowMs = () => course.nowMs
    const chronicle = new Chronicle({
      ...options,
      nowMs,
      unfinishedSinceMs: () => this.listening.unfinishedSinceMs,
    })
    const people = new RoomPeople({
      ...options,
      ref,
      post: options.postNotice,
      facts: () => ({ engine: chain.current, keptDays: this.#keptDays, channel: target.safeChannel }),
      nowMs,
      keep: (notice) => writer.notice(notice),
      reaches: (channel, { id: person }) => options.reaches?.({ ref, channel, person }) ?? true,
      changed: (speaker) => this.listening.tellingChanged(speaker),
      event: (what) => chronicle.note(null, what),
    })
    this.course = course
    this.chronicle = chronicle
    this.people = people
    this.listening = new Listening({
      ...options,
      session: record.id,
      run: record.runs,
      people,
      chronicle,
      reconsider: (person) => course.reconsider(person),
      lost: (reason) => listener.die(reason),
    })
    const { listening } = this
    this.watch = new SessionWatch({
      ...options,
      course,
      people,
      tracks: listening.tracks,
      notice: (what) => listener.notice(what),
      die: (reason) => listener.die(reason),
    })
    this.report = new SessionReport({ ...options, course, listening, chronicle })
  }

  /** Text is kept for so many days from now on; who was told of fewer is told anew. */
  keepFor(days: number | null): void {
    const before = this.#keptDays
    this.#keptDays = days
    if (isLonger(days, before)) this.people.termsChanged()
  }
}
