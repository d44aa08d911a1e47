import { UserError } from '../base/errors.ts'
import type { SessionRecord } from '../transcript/transcript.ts'
import type { Saying } from '../wording/words.ts'
import type { Activities } from './activities.ts'
import type { OnDead, SessionParts } from './opening.ts'
import { leftAt } from './record/absence.ts'
import { handOut } from './record/handout.ts'
import { dropUnheard, endLeft, postLeft, resumeSession } from './resumption.ts'
import type { SideWork } from './side-work.ts'

/** For how long a session that has ended may still have lines that a process did not come to post. */
const UNPOSTED_MS = 10 * 60_000

export interface LeftSessionsOptions {
  readonly parts: SessionParts
  /** How long after it was left a session is taken up again, in ms; 0: a process leaves none. */
  readonly resumeMs: number
  readonly activities: Activities
  readonly beside: SideWork
  /** Whether this process is ending: what was left is the next one's then. */
  readonly isEnding: () => boolean
  readonly onDead: OnDead
}

/** The sessions that the process before left: taken up, ended, or posted to their last line. */
export class LeftSessions {
  readonly #options: LeftSessionsOptions

  constructor(options: LeftSessionsOptions) {
    this.#options = options
  }

  /**
   * Goes on with those that were open, and ends those that were left too long ago or cannot go on; resolves when
   * all of that is done. To be called once.
   */
  async takeUp(): Promise<void> {
    const { parts, beside, isEnding } = this.#options
    const { store, clock } = parts
    const left = await store.unended()
    const over = await store.endedBefore(clock.wall() + 1)
    if (isEnding()) return
    await Promise.all([
      ...left.map((record) => this.#takeUp(record, left)),
      ...over
        .filter((record) => clock.wall() - leftAt(record) < UNPOSTED_MS)
        .map((record) => beside.add(this.#postRest(record))),
    ])
  }

  async #takeUp(record: SessionRecord, all: readonly SessionRecord[]): Promise<void> {
    const { parts, resumeMs, activities, beside, onDead } = this.#options
    const { guild, id } = record
    try {
      if (parts.clock.wall() - leftAt(record) > resumeMs)
        throw new UserError(({ session }) => session.whyNotResumed.tooLongAgo)
      const newest = all.findLast((other) => other.guild === guild)
      if (activities.isBusy(guild) || newest?.id !== id)
        throw new UserError(({ session }) => session.whyNotResumed.another)
      await activities.begin(guild, resumeSession(parts, record, onDead))
    } catch (error) {
      if (!(error instanceof UserError)) parts.log.error('session not resumed', error, { session: id })
      const reason: Saying =
        error instanceof UserError ? error.saying : ({ session }) => session.whyNotResumed.wentWrong
      await beside.add(endLeft(parts, record, reason))
      void beside.add(handOut(parts, id))
    }
  }

  /** The lines of a session that has ended, and whose process did not come to post them. */
  async #postRest(record: SessionRecord): Promise<void> {
    const { parts } = this.#options
    await dropUnheard(parts, record)
    const outbox = parts.store.outbox(record.id)
    const [pending, unposted] = [await outbox.pending(), await outbox.unposted()]
    if (pending.length + unposted.length > 0) await postLeft(parts, record, null)
  }
}
