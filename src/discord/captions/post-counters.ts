import type { Histogram } from '../../base/histogram.ts'
import { postHistogram } from './post-times.ts'

/** What became of messages, ever. */
export interface PostCounters {
  /** Messages with captions that Discord took. */
  captions: number
  /** Status panels, made and edited. */
  panels: number
  /** Captions that were tried again. */
  retries: number
  /** Captions that had to wait because Discord said, in an answer or in its headers, that there were too many. */
  limited: number
  /** Captions that Discord does not take as they are; their words are posted otherwise, or a remark in their place. */
  refused: number
  /** Captions of which nobody can know whether they are shown. */
  lost: number
  /** Captions that did not reach the outbox, since the store failed; they are posted all the same. */
  unkept: number
  /** How long lines take from their turn in the order until Discord has accepted them, in seconds. */
  readonly times: Histogram
}

export const postCounters = (): PostCounters => ({
  captions: 0,
  panels: 0,
  retries: 0,
  limited: 0,
  refused: 0,
  lost: 0,
  unkept: 0,
  times: postHistogram(),
})
