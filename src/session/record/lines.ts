import { Histogram } from '../../base/histogram.ts'
import type { SessionMs, SpeakerId } from '../../base/ids.ts'
import { Ordering } from '../../transcript/ordering.ts'
import type { LineId } from '../store.ts'
import type { Line } from './line.ts'
import type { RecordWriter } from './record-writer.ts'

/** How long a line waits for earlier speech of somebody else that is not over. */
const HOLD_MS = 1_500

/** In seconds, up to some beats beyond the longest hold. */
const HOLD_BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 1.5, 1.6, 2, 5]

export const holdHistogram = (): Histogram => new Histogram(HOLD_BOUNDS)

/** How lines came through the order of speech. */
export interface OrderCounts {
  /** How long each waited for its turn, in seconds. */
  readonly hold: Histogram
  /** Lines that were told after others which began later: nobody could wait for them. */
  readonly late: number
}

export interface LinesOptions {
  readonly record: RecordWriter
  readonly nowMs: () => SessionMs
  /** Where the earliest speech began that may still become a line; null: all was told. */
  readonly unfinishedSinceMs: () => SessionMs | null
  readonly tell: (line: Line, id: LineId) => void
}

interface Entry {
  readonly startMs: SessionMs
  readonly sinceMs: SessionMs
  readonly line: Line
  /** Null: it is on its way into the journal. */
  id: LineId | null
}

/**
 * The way of a line: into the journal at once, then its turn in the order of speech, then to the readers. Whoever makes
 * it calls `release` at every beat; where a line need not wait for anybody, it goes as soon as the journal has it.
 */
export class Lines {
  readonly #options: LinesOptions
  readonly #ordering = new Ordering<Entry>(HOLD_MS)
  /** Released, in this order; the first ones may still be on their way into the journal. */
  readonly #due: Entry[] = []
  readonly #keeping = new Set<Promise<void>>()
  readonly #hold = holdHistogram()
  /** Where the latest line began that was told. */
  #toldMs: SessionMs = Number.NEGATIVE_INFINITY
  #late = 0

  constructor(options: LinesOptions) {
    this.#options = options
  }

  get counts(): OrderCounts {
    return { hold: this.#hold, late: this.#late }
  }

  add(line: Line): void {
    const nowMs = this.#options.nowMs()
    const entry: Entry = { startMs: line.startMs, sinceMs: nowMs, line, id: null }
    this.#ordering.hold(entry, nowMs)
    const keeping = this.#options.record.addLine(line).then((id) => {
      entry.id = id
      this.#keeping.delete(keeping)
      this.release()
    })
    this.#keeping.add(keeping)
  }

  /** Tells the lines whose turn has come in the order of speech. */
  release(): void {
    const nowMs = this.#options.nowMs()
    const released = this.#ordering.release(nowMs, this.#options.unfinishedSinceMs())
    for (const { sinceMs } of released) this.#hold.add((nowMs - sinceMs) / 1000)
    this.#tell(released)
  }

  /** The turns of this person that were not told are not to be told; answers them. */
  drop(speaker: SpeakerId): readonly Line[] {
    const isTheirs = ({ line }: Entry) => line.kind === 'turn' && line.turn.speaker.id === speaker
    const due = this.#due.filter(isTheirs)
    const kept = this.#due.filter((entry) => !isTheirs(entry))
    this.#due.splice(0, Number.POSITIVE_INFINITY, ...kept)
    const dropped = [...due, ...this.#ordering.drop(isTheirs)]
    this.#tell([])
    return dropped.map(({ line }) => line)
  }

  /** Nobody speaks any more: resolves when all lines were kept and told. */
  async end(): Promise<void> {
    // How long these would have waited is not known.
    this.#tell(this.#ordering.release(Number.POSITIVE_INFINITY, null))
    while (this.#keeping.size > 0) await Promise.all(this.#keeping)
  }

  #tell(released: readonly Entry[]): void {
    for (const { startMs } of released) {
      if (startMs < this.#toldMs) this.#late += 1
      else this.#toldMs = startMs
    }
    this.#due.push(...released)
    for (;;) {
      const [first] = this.#due
      if (first === undefined || first.id === null) return
      this.#due.shift()
      this.#options.tell(first.line, first.id)
    }
  }
}
