import type { MonotonicMs } from '../../src/base/ids.ts'
import type { TrackListener } from '../../src/session/speaker/speaker-track.ts'
import type { FinalTurn, OpenTurn } from '../../src/transcript/turn.ts'
import type { Talk } from '../talks.ts'

/** Sound is cut into chunks of 50 ms: where it begins and ends, words are wrong by up to that. */
const EDGE_MS = 60

interface Stretch {
  readonly startMs: number
  readonly endMs: number
}

/** Reads along with what one person says: when something of a talk was first seen, and whether all of it was told. */
export class CostReader implements TrackListener {
  /** By the number of the talk, when something of it was shown. */
  readonly shownMs = new Map<number, MonotonicMs>()
  readonly #talks: readonly { readonly talk: Talk; readonly number: number }[]
  readonly #now: () => MonotonicMs
  readonly #told: Stretch[] = []
  /** The first talk of which nothing was shown. */
  #next = 0

  constructor(said: readonly Talk[], person: number, now: () => MonotonicMs) {
    this.#talks = said.map((talk, number) => ({ talk, number })).filter(({ talk }) => talk.person === person)
    this.#now = now
  }

  open(turn: OpenTurn): void {
    for (let next = this.#talks[this.#next]; next !== undefined; next = this.#talks[this.#next]) {
      if (turn.endMs <= next.talk.startMs + EDGE_MS) return
      this.shownMs.set(next.number, this.#now())
      this.#next += 1
    }
  }

  final(turn: FinalTurn): void {
    this.open(turn)
    this.#told.push(...turn.words)
  }

  /** Sound that no word of a final covers. */
  get lostMs(): number {
    const told = this.#sorted
    return sum(
      this.#talks.map(({ talk }) => {
        const heard = told.map((word) => overlap(word, talk))
        const lost = talk.endMs - talk.startMs - sum(heard)
        return lost > 2 * EDGE_MS ? lost : 0
      }),
    )
  }

  /** Time that is in two words. */
  get doubledMs(): number {
    const told = this.#sorted
    return sum(told.map((word, index) => Math.max(0, (told[index - 1]?.endMs ?? 0) - word.startMs)))
  }

  withdrawn(): void {}
  gap(): void {}
  failed(): void {}
  recognition(): void {}

  get #sorted(): Stretch[] {
    return this.#told.toSorted((a, b) => a.startMs - b.startMs)
  }
}

const overlap = (a: Stretch, b: Stretch): number =>
  Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs))

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
