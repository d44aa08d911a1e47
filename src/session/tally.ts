import type { SessionMs, SpeakerId } from '../base/ids.ts'
import type { SessionSummary } from './ports.ts'
import type { Line } from './record/line.ts'

/** What was told in the runs of a session before this one. */
export interface Told {
  readonly turns: number
  readonly words: number
  readonly speakers: readonly SpeakerId[]
  /** Tags of the engines that told it, in the order in which they began to. */
  readonly engines: readonly string[]
}

/** What the runs of a session before this one have come to. */
export interface Before {
  readonly told: Told
  /** Session time in which no process listened. */
  readonly awayMs: SessionMs
}

export const NOTHING_BEFORE: Before = { told: { turns: 0, words: 0, speakers: [], engines: [] }, awayMs: 0 }

/** Counts what a session tells. */
export class Tally {
  readonly #speakers = new Set<SpeakerId>()
  readonly #engines = new Set<string>()
  /** Counts only grow. */
  readonly #dropped = { turns: 0, words: 0 }
  #turns = 0
  #words = 0
  #gaps = 0

  /** A line that was counted is not told after all. Who spoke has spoken all the same. */
  drop(line: Line): void {
    if (line.kind === 'gap') return
    this.#dropped.turns += 1
    this.#dropped.words += line.turn.words.length
  }

  add(line: Line): void {
    if (line.kind === 'gap') {
      this.#gaps += 1
      return
    }
    this.#turns += 1
    this.#words += line.turn.words.length
    this.#speakers.add(line.turn.speaker.id)
    if (line.turn.engine !== undefined) this.#engines.add(line.turn.engine)
  }

  /** Of this run. */
  get counts(): Readonly<Record<'turns' | 'words' | 'gaps', number>> {
    return { turns: this.#turns, words: this.#words, gaps: this.#gaps }
  }

  /** Of the whole session, with what the runs before this one told. */
  with(before: Told): Pick<SessionSummary, 'turns' | 'words' | 'speakers'> {
    return {
      turns: before.turns + this.#turns - this.#dropped.turns,
      words: before.words + this.#words - this.#dropped.words,
      speakers: new Set([...before.speakers, ...this.#speakers]).size,
    }
  }

  /** Tags of the engines that told the turns of the whole session, in the order in which they began to. */
  enginesWith(before: Told): readonly string[] {
    return [...new Set([...before.engines, ...this.#engines])]
  }
}
