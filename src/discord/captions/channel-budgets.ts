import type { Clock } from '../../base/clock.ts'
import type { ChannelId } from '../../base/ids.ts'
import { EDITS, PostBudget } from './post-budget.ts'

/** What one channel takes: of messages, of edits, and of looks at what was posted. */
export interface Budgets {
  readonly posts: PostBudget
  readonly edits: PostBudget
  readonly looks: PostBudget
}

/** The budgets of all channels, each kept for as long as it matters, so that two sinks in a row do not overrun it. */
export class ChannelBudgets {
  readonly #clock: Clock
  readonly #budgets = new Map<ChannelId, Budgets>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  of(channel: ChannelId): Budgets {
    for (const [id, { posts, edits, looks }] of this.#budgets) {
      if (id !== channel && posts.idle && edits.idle && looks.idle) this.#budgets.delete(id)
    }
    const budgets = this.#budgets.get(channel) ?? {
      posts: new PostBudget(this.#clock),
      edits: new PostBudget(this.#clock, EDITS),
      looks: new PostBudget(this.#clock),
    }
    this.#budgets.set(channel, budgets)
    return budgets
  }
}
