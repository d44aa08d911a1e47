import type { Histogram } from '../base/histogram.ts'

/** What became of messages, ever; each is described where it is shown, in the metrics. */
export interface PostCounts {
  readonly captions: number
  readonly panels: number
  readonly retries: number
  readonly limited: number
  readonly refused: number
  readonly lost: number
  readonly unkept: number
  readonly times: Histogram
}
