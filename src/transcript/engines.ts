import { engineLabel } from '../speech/engine-label.ts'
import type { Saying } from '../wording/words.ts'
import { plainLine } from './plain-line.ts'
import type { RecordedTurn, Transcript } from './transcript.ts'

/** The tag of the engine that told a turn; of one from before that was kept, the one that the session began with. */
export const engineOfTurn = (
  { engine }: Pick<RecordedTurn, 'engine'>,
  { session }: Pick<Transcript, 'session'>,
): string => engine ?? session.engine

/**
 * The tags of all engines that told a transcript's turns, in the order in which they first did; where nothing was
 * said, of the one that was to tell it.
 */
export function enginesOf(transcript: Pick<Transcript, 'session' | 'turns'>): readonly string[] {
  const tags = new Set(transcript.turns.map((turn) => engineOfTurn(turn, transcript)))
  return tags.size === 0 ? [transcript.session.engine] : [...tags]
}

/** Tags in words, each once: "assemblyai; sherpa (local small model, …)". On one line, whatever a model is called. */
export const engineLabels =
  (tags: readonly string[]): Saying =>
  (words) =>
    [...new Set(tags.map((tag) => plainLine(engineLabel(tag)(words))))].join('; ')
