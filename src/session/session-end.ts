import { type Cancel, within } from '../base/clock.ts'
import { type Saying, together } from '../wording/words.ts'
import type { SessionSummary, VoiceRoom } from './ports.ts'
import type { SessionWorks, SessionWorksOptions } from './session-works.ts'
import type { Ending } from './stage.ts'
import { summarySentence } from './summary.ts'

/** Of the time for draining, what the last turns may take; the rest is for posting them. */
const FINALS_SHARE = 0.6
/** Of the same time, when all of it must have been left to the next process. */
const DRAIN_SHARE = 0.9

export interface SessionEndOptions
  extends Pick<
    SessionWorksOptions,
    'chain' | 'account' | 'target' | 'writer' | 'words' | 'clock' | 'log' | 'drainMs'
  > {
  readonly works: SessionWorks
  /** Time passes no more for the works. */
  readonly stopTicking: Cancel
}

/** The end of one process's part of a session, step by step; the chain, the account and the target are closed with it. */
export class SessionEnd {
  readonly #options: SessionEndOptions

  constructor(options: SessionEndOptions) {
    this.#options = options
  }

  /** For good: the last turns, the room left, the record ended, and the last word posted. */
  async stop(why: Saying): Promise<SessionSummary> {
    const { works, clock, writer, drainMs, log } = this.#options
    await this.#endInput('stopped')
    const summary = works.report.summary()
    const { turns, words, speakers, listenedMs } = summary
    log.info('session stopped', { turns, words, speakers, listenedMs, unkept: writer.unkept })
    // Before it is posted: should the process die now, nobody is listened to again, and the next one posts the rest.
    await writer.end(clock.wall(), why(this.#options.words))
    await this.#close(together([why, summarySentence(summary)]), drainMs)
    return summary
  }

  /** Left to the next process: the last turns, the room left, and the record open. */
  async suspend(notice: Saying): Promise<void> {
    const { works, clock, writer, drainMs, log } = this.#options
    const beganMs = clock.now()
    const at = await this.#endInput('suspended')
    log.info('session suspended', { listenedMs: Math.round(works.course.listenedMs) })
    await writer.suspend(at)
    // The process has this time for all of it, and what is not posted now the next one posts.
    await this.#close(notice, Math.max(0, drainMs * DRAIN_SHARE - (clock.now() - beganMs)))
  }

  /** Given up before it began; leaves the room if that was joined. */
  async discard(room: VoiceRoom | null): Promise<void> {
    const { works, stopTicking } = this.#options
    stopTicking()
    await works.listening.tracks.close(0)
    await room?.leave()
    await this.#free()
  }

  /** Resolves with the date up to which the room was heard, when the last turns are told. */
  async #endInput(kind: Ending['kind']): Promise<number> {
    const { works, clock, drainMs, stopTicking } = this.#options
    works.course.ended(kind)
    // What was said before is in no gap, however busy the process was.
    await works.course.caughtUp()
    const at = clock.wall()
    await works.listening.end(drainMs * FINALS_SHARE)
    stopTicking()
    works.watch.spend()
    return at
  }

  async #close(lastWord: Saying, limitMs: number): Promise<void> {
    const { works, clock, target, words } = this.#options
    const posted = within(
      clock,
      limitMs,
      target.farewell(lastWord(words)).then(() => target.flush()),
      () => {},
    )
    // Who is told that the bot is being restarted sees it go afterwards; at a stop nobody need wait for it to leave.
    if (works.course.ending?.kind === 'suspended') await posted
    await Promise.all([works.course.leave(), posted])
    await this.#free()
  }

  async #free(): Promise<void> {
    const { works, target, chain, account } = this.#options
    works.watch.close()
    target.close()
    chain.close()
    await account.close()
  }
}
