import type { Clock } from '../../base/clock.ts'
import type { ChannelId } from '../../base/ids.ts'
import type { CaptionStyle, OpenSink, SinkRequest } from '../ports.ts'
import { SinkOpening } from './sink-opening.ts'
import type { TargetNews } from './target-news.ts'

export interface SinkOpenerOptions extends Pick<SinkRequest, 'session' | 'words' | 'startedAt' | 'outbox'> {
  /** How lines are to look; left out: as the adapter is set. */
  readonly style?: CaptionStyle | undefined
  readonly openSink: OpenSink
  readonly clock: Clock
}

/** Opens the sinks of one session, one after the other, each in the style that holds by then. */
export class SinkOpener {
  readonly #options: SinkOpenerOptions
  readonly #news: TargetNews
  #style: CaptionStyle | undefined

  /** What sinks have to tell goes to `news`. */
  constructor(options: SinkOpenerOptions, news: TargetNews) {
    this.#options = options
    this.#news = news
    this.#style = options.style
  }

  /** From now on those that are opened show open turns too, or do not. */
  showLive(live: boolean): void {
    if (this.#style !== undefined) this.#style = { ...this.#style, live }
  }

  open(channel: ChannelId): SinkOpening {
    const { openSink, clock, session, words, startedAt, outbox } = this.#options
    const request: Omit<SinkRequest, 'shut'> = {
      channel,
      words,
      outbox,
      startedAt,
      ...(session !== undefined && { session }),
      ...(this.#style !== undefined && { style: this.#style }),
      event: (what) => this.#news.tell((listener) => listener.event(what)),
      recalled: (speaker) => this.#news.tell((listener) => listener.recalled?.(speaker)),
    }
    return new SinkOpening({ openSink, request, clock })
  }
}
