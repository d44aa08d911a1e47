import type { SessionMs } from '../../base/ids.ts'
import type { LineId, UnpostedLine } from '../../session/store.ts'
import type { FinalTurn, Gap } from '../../transcript/turn.ts'
import type { Words } from '../../wording/words.ts'
import type { Paragraph } from './caption-queue.ts'
import { gapText, timeHead, timeMark } from './caption-text.ts'
import { safeText } from './markup.ts'

/** Makes paragraphs of a session's lines; knows which are out of start order, and carry their time. */
export class CaptionLines {
  readonly #startedAt: number
  readonly #words: Words
  /** The latest beginning of a line that was given. */
  #latestMs: SessionMs = Number.NEGATIVE_INFINITY

  /** `startedAt` is session time zero in wall time. */
  constructor(startedAt: number, words: Words) {
    this.#startedAt = startedAt
    this.#words = words
  }

  final(turn: FinalTurn, line: LineId): Paragraph {
    const late = this.#isLate(turn.startMs)
    return {
      speaker: turn.speaker,
      key: late ? null : turn.speaker.id,
      above: late ? timeHead(this.#wall(turn.startMs)) : '',
      pieces: [{ line, from: 0, text: safeText(turn.text) }],
    }
  }

  gap(gap: Gap, line: LineId): Paragraph {
    return this.#gapAt(gap, line, this.#isLate(gap.startMs))
  }

  #gapAt(gap: Gap, line: LineId, isLate: boolean): Paragraph {
    const time = isLate ? timeMark(this.#wall(gap.startMs)) : null
    const text = gapText(gap, time, this.#words)
    return { speaker: null, key: null, above: '-# ', pieces: [{ line, from: 0, text }] }
  }

  /** What an earlier sink did not show of a line. */
  takenOver(left: UnpostedLine): Paragraph {
    // Told late, whatever its place among these: with its time, since the lines of earlier sinks may stand above it.
    if (left.kind === 'gap') {
      this.#isLate(left.gap.startMs)
      return this.#gapAt(left.gap, left.line, true)
    }
    const { line, turn, doneTo } = left
    this.#isLate(turn.startMs)
    return {
      speaker: turn.speaker,
      // Those that follow it under the same name need no time of their own.
      key: `${turn.speaker.id} taken over`,
      above: timeHead(this.#wall(turn.startMs)),
      pieces: [{ line, from: doneTo, text: safeText(turn.text).slice(doneTo) }],
    }
  }

  #isLate(startMs: SessionMs): boolean {
    const late = startMs < this.#latestMs
    this.#latestMs = Math.max(this.#latestMs, startMs)
    return late
  }

  #wall(ms: SessionMs): number {
    return this.#startedAt + ms
  }
}

/** A line of the house itself, escaped already. */
export const houseLine = (text: string): Paragraph => ({
  speaker: null,
  key: null,
  above: '',
  pieces: [{ line: null, from: 0, text }],
})
