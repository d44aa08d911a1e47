import type { SessionMs } from '../../base/ids.ts'
import type { FinalTurn, Gap } from '../../transcript/turn.ts'
import type { CaptionSink } from '../ports.ts'
import type { LineId } from '../store.ts'

/** A line of the transcript: what somebody said, or what could not be heard. */
export type Line =
  | { readonly kind: 'turn'; readonly startMs: SessionMs; readonly turn: FinalTurn }
  | { readonly kind: 'gap'; readonly startMs: SessionMs; readonly gap: Gap }

/** The id of a line that could not be kept: it is shown all the same. */
export const UNKEPT: LineId = 0

export const turnLine = (turn: FinalTurn): Line => ({ kind: 'turn', startMs: turn.startMs, turn })
export const gapLine = (gap: Gap): Line => ({ kind: 'gap', startMs: gap.startMs, gap })

export function show(sink: CaptionSink, line: Line, id: LineId): void {
  if (line.kind === 'turn') sink.final(line.turn, id)
  else sink.gap(line.gap, id)
}
