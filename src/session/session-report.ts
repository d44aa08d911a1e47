import type { EngineChain } from '../speech/chain.ts'
import { engineTag } from '../speech/engine-label.ts'
import type { SessionRecord } from '../transcript/transcript.ts'
import type { Chronicle } from './chronicle.ts'
import type { Listening } from './listening.ts'
import type { SessionSummary } from './ports.ts'
import type { RecordWriter } from './record/record-writer.ts'
import type { SessionCourse } from './session-course.ts'
import { meterSession, type SessionMeters } from './session-meters.ts'
import type { SpendAccount } from './spend/spend-account.ts'
import type { SessionStatus } from './status.ts'
import type { Target } from './target.ts'

export interface SessionReportOptions {
  readonly record: Pick<SessionRecord, 'id' | 'guild' | 'room' | 'startedAt'>
  readonly chain: EngineChain
  readonly account: SpendAccount
  readonly target: Target
  readonly writer: RecordWriter
  readonly course: SessionCourse
  readonly listening: Listening
  readonly chronicle: Chronicle
}

/** What is said of a session as of now, put together from what its parts know: to readers, to machines, at its end. */
export class SessionReport {
  readonly #options: SessionReportOptions

  constructor(options: SessionReportOptions) {
    this.#options = options
  }

  status(): SessionStatus {
    const { record, chain, account, target, writer, course, listening, chronicle } = this.#options
    const { hearing } = course
    return {
      ...course.stage,
      startedAt: record.startedAt,
      room: { guild: record.guild, room: record.room },
      channel: target.channel,
      engine: engineTag(chain.current),
      toldBy: chronicle.tally.enginesWith(course.toldBefore),
      speakers: listening.speakers(hearing),
      unnamed: hearing?.unnamed ?? 0,
      events: chronicle.events,
      listenedMs: course.listenedMs,
      spend: account.spend,
      trouble: chain.trouble,
      warnings: [target.trouble, writer.trouble].filter((warning) => warning !== null),
    }
  }

  meters(): SessionMeters {
    const { writer, course, listening, chronicle } = this.#options
    return meterSession({
      ear: course.hearing?.counters ?? null,
      tracks: listening.tracks.all,
      told: chronicle.tally.counts,
      order: chronicle.order,
      unheardMs: listening.unheardMs,
      unkept: writer.unkept,
    })
  }

  summary(): SessionSummary {
    const { record, account, course, chronicle } = this.#options
    const { spend } = account
    return {
      session: record.id,
      listenedMs: Math.round(course.listenedMs),
      ...chronicle.tally.with(course.toldBefore),
      billedMs: Math.round(spend.billedMs),
      spokenMs: Math.round(spend.spokenMs),
      spend,
    }
  }
}
