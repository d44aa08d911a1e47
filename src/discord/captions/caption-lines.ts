import type { SessionMs } from '../../base/ids.ts'
import type { LineId, UnpostedLine } from '../../session/store.ts'
import type { FinalTurn, Gap } from '../../transcript/turn.ts'
import type { Paragraph } from './caption-queue.ts'
import { gapText, timeHead, timeMark } from './caption-text.ts'
import { safeText } from './markup.ts'

/** Makes paragraphs of a session's lines; knows which are out of start order, and carry their time. */
export class CaptionLines {
  readonly #startedAt: number
  /** The latest beginning of a line that was given. */
  #latestMs: SessionMs = Number.NEGATIVE_INFINITY

  /** `startedAt` is session time zero in wall time. */
  constructor(startedAt: number) {
    this.#startedAt = startedAt
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
    const time = this.#isLate(gap.startMs) ? timeMark(this.#wall(gap.startMs)) : null
    return { speaker: null, key: null, above: '-# ', pieces: [{ line, from: 0, text: gapText(gap, time) }] }
  }

  /** What an earlier sink did not show of a line. */
  takenOver(left: UnpostedLine): Paragraph {
    if (left.kind === 'gap') return this.gap(left.gap, left.line)
    const { line, turn, doneTo } = left
    this.#isLate(turn.startMs)
    return {
      speaker: turn.speaker,
      // Told late, whatever its place: with its time. Those that follow it under the same name need none.
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
