import { SAMPLE_RATE } from '../../audio/pcm.ts'
import type { Tuning } from '../engine.ts'
import { acceptableKeyTerms } from './key-terms.ts'
import { type AssemblyAiSettings, figuresOf, isPro } from './settings.ts'

/**
 * The address of a new streaming session. The service ignores a parameter it does not know without a word, so a
 * typing error here costs the feature: tests compare the exact string.
 */
export function streamingUrl(settings: AssemblyAiSettings, tuning: Tuning): string {
  const figures = figuresOf(settings, tuning.preset)
  const keyTerms = acceptableKeyTerms(tuning.keyTerms)
  const params = new URLSearchParams({
    speech_model: settings.model,
    sample_rate: String(SAMPLE_RATE),
    encoding: 'pcm_s16le',
  })
  if (settings.formatTurns) params.set('format_turns', 'true')
  if (settings.filterProfanity) params.set('filter_profanity', 'true')
  if (figures.mode !== null) params.set('mode', figures.mode)
  params.set('end_of_turn_confidence_threshold', String(figures.endOfTurnConfidence))
  params.set('min_turn_silence', String(figures.minTurnSilenceMs))
  params.set('max_turn_silence', String(figures.maxTurnSilenceMs))
  // Compared with null, not for truth: 0 is a value the service must get.
  if (settings.vadThreshold !== null) params.set('vad_threshold', String(settings.vadThreshold))
  // A list is one parameter with a JSON array: repeating the parameter is refused.
  if (isPro(settings.model) && settings.languageCodes.length > 0)
    params.set('language_codes', JSON.stringify(settings.languageCodes))
  if (keyTerms.length > 0) params.set('keyterms_prompt', JSON.stringify(keyTerms))
  params.set('inactivity_timeout', String(settings.inactivityTimeoutSeconds))
  params.set('session_heartbeat', 'true')
  return `${settings.streamingUrl.replace(/\/+$/, '')}/v3/ws?${params}`
}
