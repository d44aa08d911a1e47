import { SAMPLE_RATE } from '../../audio/pcm.ts'
import type { AssemblyAiSettings } from './settings.ts'

/** More than this many key terms are refused with code 3006. */
const MOST_KEY_TERMS = 100
/** The documented length of a key term, in characters. */
const LONGEST_KEY_TERM = 50

/**
 * The address of a new streaming session. The service ignores a parameter it does not know without a word, so a
 * typing error here costs the feature: tests compare the exact string.
 */
export function streamingUrl(settings: AssemblyAiSettings, keyTerms: readonly string[]): string {
  const params = new URLSearchParams({
    speech_model: settings.model,
    sample_rate: String(SAMPLE_RATE),
    encoding: 'pcm_s16le',
  })
  if (settings.formatTurns) params.set('format_turns', 'true')
  // Compared with null, not for truth: 0 is a value the service must get.
  if (settings.endOfTurnConfidenceThreshold !== null)
    params.set('end_of_turn_confidence_threshold', String(settings.endOfTurnConfidenceThreshold))
  params.set('min_turn_silence', String(settings.minTurnSilenceMs))
  params.set('max_turn_silence', String(settings.maxTurnSilenceMs))
  if (settings.vadThreshold !== null) params.set('vad_threshold', String(settings.vadThreshold))
  const terms = acceptable(keyTerms)
  // One parameter with a JSON array: repeating the parameter is refused.
  if (terms.length > 0) params.set('keyterms_prompt', JSON.stringify(terms))
  params.set('inactivity_timeout', String(settings.inactivityTimeoutSeconds))
  params.set('session_heartbeat', 'true')
  return `${settings.streamingUrl.replace(/\/+$/, '')}/v3/ws?${params}`
}

/** The terms that the service takes: one bad term would end the session before it begins. */
function acceptable(keyTerms: readonly string[]): string[] {
  const trimmed = keyTerms.map((term) => term.trim())
  const fitting = trimmed.filter((term) => term !== '' && [...term].length <= LONGEST_KEY_TERM)
  return [...new Set(fitting)].slice(0, MOST_KEY_TERMS)
}
