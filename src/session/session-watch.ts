import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { SessionRecord } from '../transcript/transcript.ts'
import type { Saying } from '../wording/words.ts'
import { AutoStop, type AutoStopRules } from './auto-stop.ts'
import type { Leaks } from './ports.ts'
import { type ReadersWatch, watchReaders } from './readers-watch.ts'
import type { RecordWriter } from './record/record-writer.ts'
import type { RoomPeople } from './room-people.ts'
import type { SessionCourse } from './session-course.ts'
import type { Tracks } from './speaker/tracks.ts'
import type { SpendAccount } from './spend/spend-account.ts'
import type { Target } from './target.ts'

export interface SessionWatchOptions {
  readonly record: Pick<SessionRecord, 'guild' | 'room' | 'readers'>
  /** Left out: only those read along who see the room. */
  readonly leaks?: Leaks | undefined
  readonly target: Target
  readonly writer: RecordWriter
  readonly account: SpendAccount
  readonly stopRules: AutoStopRules
  readonly course: SessionCourse
  readonly people: RoomPeople
  readonly tracks: Tracks
  readonly clock: Clock
  readonly log: Log
  /** The readers are to know this. */
  readonly notice: (what: Saying) => void
  /** The session cannot go on, or is not to. */
  readonly die: (reason: Saying) => void
}

/** Looks at a session as a whole: what it costs, whether it is kept, who reads along, and whether it is to end by itself. */
export class SessionWatch {
  readonly #options: SessionWatchOptions
  readonly #autoStop: AutoStop
  /** Null: everybody may read along. */
  readonly #readers: ReadersWatch | null

  constructor(options: SessionWatchOptions) {
    this.#options = options
    this.#readers = watchReaders(options)
    this.#autoStop = new AutoStop(options.course.nowMs, options.stopRules)
  }

  /** To be called every second or so. */
  look(): void {
    const { clock, writer, tracks, course } = this.#options
    writer.lived(clock.wall(), tracks.uncovered)
    this.spend()
    this.#tellUnkept()
    this.#stopByItself()
    this.#readers?.tick(course.nowMs)
  }

  /** Books what was used so far, and tells of caps that are near or reached. */
  spend(): void {
    const { account, tracks, notice, die } = this.#options
    account.update(tracks.uses, tracks.spokenMs)
    for (const { kind, sentence } of account.takeNews()) {
      if (kind === 'spent') die(sentence)
      else notice(sentence)
    }
  }

  /** Who could read what is posted may have changed. */
  readersChanged(): void {
    this.#readers?.changed()
  }

  /** From now on it ends by itself by these rules. */
  change(stopRules: AutoStopRules): void {
    this.#autoStop.rules = stopRules
  }

  /** Looks at the readers no more; a second call is fine. */
  close(): void {
    this.#readers?.close()
  }

  #tellUnkept(): void {
    const news = this.#options.writer.takeNews()
    if (news !== null) this.#options.notice(news)
  }

  #stopByItself(): void {
    const { course, people, tracks, die } = this.#options
    if (!course.hasEntered) return
    const reason = this.#autoStop.decide(course.nowMs, { people: people.count, spokenMs: tracks.spokenMs })
    if (reason !== null) die(reason)
  }
}
