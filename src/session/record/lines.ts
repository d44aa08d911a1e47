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

interface Entry {
  readonly startMs: SessionMs
  readonly sinceMs: SessionMs
  readonly line: Line
  /** Null: it is on its way into the journal. */
  id: LineId | null
}

/** The way of a line: into the journal at once, then its turn in the order of speech, then to the readers. */
export class Lines {
  readonly #record: RecordWriter
  readonly #tell: (line: Line, id: LineId) => void
  readonly #ordering = new Ordering<Entry>(HOLD_MS)
  /** Released, in this order; the first ones may still be on their way into the journal. */
  readonly #due: Entry[] = []
  readonly #keeping = new Set<Promise<void>>()
  readonly #hold = holdHistogram()
  /** Where the latest line began that was told. */
  #toldMs: SessionMs = Number.NEGATIVE_INFINITY
  #late = 0

  constructor(record: RecordWriter, tell: (line: Line, id: LineId) => void) {
    this.#record = record
    this.#tell = tell
  }

  get counts(): OrderCounts {
    return { hold: this.#hold, late: this.#late }
  }

  add(line: Line, nowMs: SessionMs): void {
    const entry: Entry = { startMs: line.startMs, sinceMs: nowMs, line, id: null }
    this.#ordering.hold(entry, nowMs)
    const keeping = this.#record.addLine(line).then((id) => {
      entry.id = id
      this.#keeping.delete(keeping)
      this.#tellDue()
    })
    this.#keeping.add(keeping)
  }

  /** `unfinishedSinceMs` is where the earliest speech began that may still become a line. */
  release(nowMs: SessionMs, unfinishedSinceMs: SessionMs | null): void {
    const released = this.#ordering.release(nowMs, unfinishedSinceMs)
    for (const entry of released) this.#count(entry, nowMs)
    this.#due.push(...released)
    this.#tellDue()
  }

  /** The turns of this person that were not told are not to be told; answers them. */
  drop(speaker: SpeakerId): readonly Line[] {
    const isTheirs = ({ line }: Entry) => line.kind === 'turn' && line.turn.speaker.id === speaker
    const due = this.#due.filter(isTheirs)
    const kept = this.#due.filter((entry) => !isTheirs(entry))
    this.#due.splice(0, Number.POSITIVE_INFINITY, ...kept)
    const dropped = [...due, ...this.#ordering.drop(isTheirs)]
    this.#tellDue()
    return dropped.map(({ line }) => line)
  }

  /** Nobody speaks any more: resolves when all lines were kept and told. */
  async end(): Promise<void> {
    this.release(Number.POSITIVE_INFINITY, null)
    while (this.#keeping.size > 0) await Promise.all(this.#keeping)
  }

  #count({ startMs, sinceMs }: Entry, nowMs: SessionMs): void {
    // At the end nobody waits any more.
    if (Number.isFinite(nowMs)) this.#hold.add((nowMs - sinceMs) / 1000)
    if (startMs < this.#toldMs) this.#late += 1
    else this.#toldMs = startMs
  }

  #tellDue(): void {
    for (;;) {
      const [first] = this.#due
      if (first === undefined || first.id === null) return
      this.#due.shift()
      this.#tell(first.line, first.id)
    }
  }
}
