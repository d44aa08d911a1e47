import { describe, expect, test } from '@jest/globals'
import { type AssemblyAiSettings, settingsWith } from '../../../src/speech/assemblyai/settings.ts'
import { streamingUrl } from '../../../src/speech/assemblyai/url.ts'
import { PLAIN_TUNING, type Tuning } from '../../../src/speech/engine.ts'
import { assemblyAiSettings } from '../../support/assemblyai-settings.ts'

const addressOf = (model: string) =>
  `wss://streaming.assemblyai.com/v3/ws?speech_model=${model}&sample_rate=16000&encoding=pcm_s16le`
const base = addressOf('universal-streaming-english')
const balanced = 'end_of_turn_confidence_threshold=0.4&min_turn_silence=400&max_turn_silence=1280'
const guards = 'inactivity_timeout=120&session_heartbeat=true'

interface Row {
  readonly name: string
  readonly settings?: Partial<AssemblyAiSettings>
  readonly tuning?: Partial<Tuning>
  readonly expected: string
}

const rows: readonly Row[] = [
  { name: 'the defaults', expected: `${base}&format_turns=true&${balanced}&${guards}` },
  {
    name: 'the preset quick',
    settings: { turnPreset: 'quick' },
    expected: `${base}&format_turns=true&end_of_turn_confidence_threshold=0.4&min_turn_silence=160&max_turn_silence=400&${guards}`,
  },
  {
    name: "a guild's own preset wins over the host's",
    settings: { turnPreset: 'quick' },
    tuning: { preset: 'notes' },
    expected: `${base}&format_turns=true&end_of_turn_confidence_threshold=0.7&min_turn_silence=800&max_turn_silence=3600&${guards}`,
  },
  {
    name: 'what is 0 is sent, for 0 is a value',
    settings: { endOfTurnConfidence: 0, vadThreshold: 0, minTurnSilenceMs: 0, maxTurnSilenceMs: 0 },
    expected: `${base}&format_turns=true&end_of_turn_confidence_threshold=0&min_turn_silence=0&max_turn_silence=0&vad_threshold=0&${guards}`,
  },
  {
    name: 'format_turns is not sent when it is off',
    settings: { formatTurns: false },
    expected: `${base}&${balanced}&${guards}`,
  },
  {
    name: 'swear words masked',
    settings: { filterProfanity: true },
    expected: `${base}&format_turns=true&filter_profanity=true&${balanced}&${guards}`,
  },
  {
    name: 'key terms are one parameter with a JSON array',
    tuning: { keyTerms: ['Foo', 'Dread "Kobold" & Söhne'] },
    expected: `${base}&format_turns=true&${balanced}&keyterms_prompt=%5B%22Foo%22%2C%22Dread+%5C%22Kobold%5C%22+%26+S%C3%B6hne%22%5D&${guards}`,
  },
  {
    name: 'a mode and languages are not sent to a model that knows neither',
    settings: { turnMode: 'min_latency', languageCodes: ['en', 'de'] },
    expected: `${base}&format_turns=true&${balanced}&${guards}`,
  },
  {
    name: 'languages are one parameter with a JSON array',
    settings: { model: 'universal-3-6-pro', languageCodes: ['en', 'de'] },
    expected: `${addressOf('universal-3-6-pro')}&format_turns=true&mode=balanced&${balanced}&language_codes=%5B%22en%22%2C%22de%22%5D&${guards}`,
  },
  {
    name: 'a preset is a mode as well on a Pro model',
    settings: { model: 'u3-rt-pro' },
    tuning: { preset: 'quick' },
    expected: `${addressOf('u3-rt-pro')}&format_turns=true&mode=min_latency&end_of_turn_confidence_threshold=0.4&min_turn_silence=160&max_turn_silence=400&${guards}`,
  },
  {
    name: "the host's own mode wins over any preset",
    settings: { model: 'universal-3-6', turnMode: 'balanced' },
    tuning: { preset: 'notes' },
    expected: `${addressOf('universal-3-6')}&format_turns=true&mode=balanced&end_of_turn_confidence_threshold=0.7&min_turn_silence=800&max_turn_silence=3600&${guards}`,
  },
  {
    name: "a guild's own model, languages and filter win over the host's",
    settings: { languageCodes: ['en'], filterProfanity: true },
    tuning: { model: 'universal-3-6-pro', languageCodes: ['de', 'fr'], filterProfanity: false },
    expected: `${addressOf('universal-3-6-pro')}&format_turns=true&mode=balanced&${balanced}&language_codes=%5B%22de%22%2C%22fr%22%5D&${guards}`,
  },
  {
    name: 'a guild that wants any language sends none',
    settings: { model: 'universal-3-6-pro', languageCodes: ['en'] },
    tuning: { languageCodes: [] },
    expected: `${addressOf('universal-3-6-pro')}&format_turns=true&mode=balanced&${balanced}&${guards}`,
  },
  {
    name: 'another host over ws:, with a slash too many, and another guard',
    settings: { streamingUrl: 'ws://127.0.0.1:8080/', inactivityTimeoutSeconds: 30 },
    expected: `ws://127.0.0.1:8080/v3/ws?speech_model=universal-streaming-english&sample_rate=16000&encoding=pcm_s16le&format_turns=true&${balanced}&inactivity_timeout=30&session_heartbeat=true`,
  },
]

describe('the address of a session', () => {
  test.each(rows)('$name', ({ settings, tuning, expected }) => {
    const own: Tuning = { ...PLAIN_TUNING, ...tuning }
    const url = streamingUrl(settingsWith({ ...assemblyAiSettings, ...settings }, own), own)
    expect(url).toBe(expected)
  })

  test('key terms that would end the session before it begins are left out', () => {
    const url = streamingUrl(assemblyAiSettings, {
      ...PLAIN_TUNING,
      keyTerms: ['', 'x'.repeat(51), 'Tiamat'],
    })
    const terms: unknown = JSON.parse(new URL(url).searchParams.get('keyterms_prompt') ?? '')
    expect(terms).toEqual(['Tiamat'])
  })
})
