import type { Tuning } from '../../engine.ts'
import { acceptableKeyTerms } from '../key-terms.ts'
import { type AssemblyAiSettings, figuresOf } from '../settings.ts'

/** What may be changed while a session runs, in the wire's names: what its address said, or it was told since. */
export type Configuration = Readonly<Record<string, number | string | readonly string[]>>

/** The same values as in the address of a session with this tuning. A bad one would end a session that runs. */
export function configurationOf(settings: AssemblyAiSettings, tuning: Tuning): Configuration {
  const figures = figuresOf(settings, tuning.preset)
  return {
    end_of_turn_confidence_threshold: figures.endOfTurnConfidence,
    min_turn_silence: figures.minTurnSilenceMs,
    max_turn_silence: figures.maxTurnSilenceMs,
    ...(figures.mode !== null && { mode: figures.mode }),
    keyterms_prompt: acceptableKeyTerms(tuning.keyTerms),
  }
}

/** The message that takes a session from one configuration to another, with what differs; null if nothing does. */
export function updateMessage(from: Configuration, to: Configuration): string | null {
  if (from === to) return null
  const changed = Object.entries(to).filter(
    ([name, value]) => JSON.stringify(from[name]) !== JSON.stringify(value),
  )
  return changed.length === 0
    ? null
    : JSON.stringify({ type: 'UpdateConfiguration', ...Object.fromEntries(changed) })
}

/** The words to expect that a configuration holds: they may be people's names. */
export function keyTermsIn({ keyterms_prompt: terms }: Configuration): readonly string[] {
  return Array.isArray(terms) ? terms : []
}
