import type { Clock } from '../../base/clock.ts'
import { sleep } from '../../base/clock.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { SessionStatus, StatusBoard } from '../../session/status.ts'
import type { Words } from '../../wording/words.ts'
import { patiently } from '../captions/patience.ts'
import type { PostBudget, Seat } from '../captions/post-budget.ts'
import { answerOf, restFailure } from '../rest-failure.ts'
import { statusText } from './status-text.ts'

/** From one request to the next. */
const PACE_MS = 5_000
/** What is billed grows all the time while somebody speaks: that alone is worth an edit so often. */
const FIGURES_MS = 60_000
/** Of a channel's five messages in five seconds, those that are left to captions when the panel is posted. */
const LEFT_TO_CAPTIONS = 3
/** How long the last state may wait for captions that are still being posted. */
const LAST_WAIT_MS = 10_000
const LAST_LOOK_MS = 250
/** What of the events is shown: the message shall stay small. */
const EVENTS = 5

export interface StatusPanelOptions {
  /** Makes the message; answers its id. Rejects as discord.js's REST does. */
  readonly post: (content: string) => Promise<string>
  readonly edit: (message: string, content: string) => Promise<void>
  readonly remove: (message: string) => Promise<void>
  readonly budget: PostBudget
  /** In the language that the guild is written to. */
  readonly words: Words
  readonly clock: Clock
  /** Names the channel. */
  readonly log: Log
}

/**
 * A session's status as one message, edited when it changed, at most every five seconds, and only while no caption
 * waits. Discord counts edits apart from new messages, so that an edit takes no caption's place; the one message
 * is made when there is room for it. Deleted by somebody, it stays deleted.
 */
export class StatusPanel implements StatusBoard {
  readonly #options: StatusPanelOptions
  readonly #seat: Seat
  #message: string | null = null
  #shown: Shown | null = null
  #lastMs: MonotonicMs = Number.NEGATIVE_INFINITY
  #underWay: Promise<void> | null = null
  #state: 'open' | 'shut' | 'closed' = 'open'

  constructor(options: StatusPanelOptions) {
    this.#options = options
    this.#seat = options.budget.take()
  }

  show(status: SessionStatus): void {
    if (this.#state !== 'open' || !this.#mayAsk) return
    const next = shown(status, this.#options.words)
    const figuresAlone = next.news === this.#shown?.news
    if (figuresAlone && this.#options.clock.now() - this.#lastMs < FIGURES_MS) return
    this.#request(next)
  }

  async close(status: SessionStatus): Promise<void> {
    if (this.#state === 'closed') return
    const { clock } = this.#options
    const until = clock.now() + LAST_WAIT_MS
    const open = this.#state === 'open'
    this.#state = 'closed'
    await this.#underWay
    // A session that ended before its panel was made needs none any more.
    if (open && this.#message !== null) {
      while (!this.#mayAsk && clock.now() < until) await sleep(clock, LAST_LOOK_MS)
      this.#request(shown(status, this.#options.words))
      await this.#underWay
    }
    this.#options.budget.leave(this.#seat)
  }

  async abandon(): Promise<void> {
    if (this.#state === 'closed') return
    const { budget, remove, clock, log } = this.#options
    this.#state = 'closed'
    await this.#underWay
    budget.leave(this.#seat)
    const message = this.#message
    if (message === null) return
    await patiently(clock, () => remove(message)).catch((error: unknown) =>
      log.warn('status panel not taken away', { ...answerOf(error), failure: restFailure(error) }),
    )
  }

  get #mayAsk(): boolean {
    const { budget, clock } = this.#options
    if (this.#underWay !== null || budget.pressed || clock.now() - this.#lastMs < PACE_MS) return false
    return this.#message !== null || budget.free > LEFT_TO_CAPTIONS
  }

  #request(next: Shown): void {
    if (next.content === this.#shown?.content) return
    this.#underWay = this.#put(next).finally(() => {
      this.#lastMs = this.#options.clock.now()
      this.#underWay = null
    })
  }

  /** Never rejects: a panel that cannot be shown is no reason to stop. */
  async #put(next: Shown): Promise<void> {
    const { content } = next
    const { post, edit, budget, log } = this.#options
    try {
      if (this.#message === null) this.#message = await budget.spend(() => post(content))
      else await edit(this.#message, content)
      this.#shown = next
    } catch (error) {
      if (restFailure(error) === 'again') {
        log.warn('status panel delayed', { length: content.length })
      } else {
        log.warn('status panel given up', { ...answerOf(error), length: content.length })
        if (this.#state === 'open') this.#state = 'shut'
      }
    }
  }
}

/** What the panel says, and the part of it that is worth an edit at once. */
interface Shown {
  readonly content: string
  readonly news: string
}

const shown = (status: SessionStatus, words: Words): Shown => ({
  content: statusText(status, { events: EVENTS, channel: false }, words),
  news: statusText(status, { events: EVENTS, channel: false, spend: false }, words),
})
