import type { SpeakerId } from '../../base/ids.ts'
import type { LineId, UnpostedLine } from '../../session/store.ts'
import type { FinalTurn, Gap } from '../../transcript/turn.ts'
import { type CaptionLines, houseLine } from './caption-lines.ts'
import type { Paragraph } from './caption-queue.ts'

/** Something that came while the outbox was being read; `speaker` is whose words it is. */
interface Held {
  readonly speaker: SpeakerId | null
  readonly take: () => void
}

/**
 * What is given to a sink, as paragraphs in the order in which they are to be read: at once as a rule, and while the
 * outbox is being read after all that an earlier sink left there.
 */
export class CaptionIntake {
  readonly #lines: CaptionLines
  readonly #add: (paragraph: Paragraph) => void
  /** Lines of an earlier sink that this one has taken over. */
  readonly #recovered = new Set<LineId>()
  /** What comes while the outbox is being read; null: it is not. */
  #held: Held[] | null = null

  /** `add` takes each paragraph when it is its turn. */
  constructor(lines: CaptionLines, add: (paragraph: Paragraph) => void) {
    this.#lines = lines
    this.#add = add
  }

  get isHolding(): boolean {
    return this.#held !== null
  }

  /** What came since `hold`. */
  get waiting(): number {
    return this.#held?.length ?? 0
  }

  /** A line of the house itself, escaped already. */
  notice(text: string): void {
    this.#inOrder(null, () => this.#add(houseLine(text)))
  }

  final(turn: FinalTurn, line: LineId): void {
    this.#inOrder(turn.speaker.id, () => {
      if (!this.#recovered.has(line)) this.#add(this.#lines.final(turn, line))
    })
  }

  gap(gap: Gap, line: LineId): void {
    this.#inOrder(null, () => {
      if (!this.#recovered.has(line)) this.#add(this.#lines.gap(gap, line))
    })
  }

  /** What is held of this person's words is not to be shown any more. */
  drop(speaker: SpeakerId): void {
    this.#held = this.#held?.filter((held) => held.speaker !== speaker) ?? null
  }

  /** From now on keeps what comes: the outbox is being read. */
  hold(): void {
    this.#held = []
  }

  /** What an earlier sink did not show; should these lines be given again, they are not shown again. */
  takeOver(unposted: readonly UnpostedLine[]): void {
    for (const left of unposted) {
      this.#recovered.add(left.line)
      this.#add(this.#lines.takenOver(left))
    }
  }

  /** Lets pass what came since `hold`, and all that follows. */
  release(): void {
    const held = this.#held ?? []
    this.#held = null
    for (const { take } of held) take()
  }

  #inOrder(speaker: SpeakerId | null, take: () => void): void {
    if (this.#held === null) take()
    else this.#held.push({ speaker, take })
  }
}
