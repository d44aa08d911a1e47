import { describe, expect, test } from '@jest/globals'
import type { AssemblyAiSettings } from '../../../src/speech/assemblyai/settings.ts'
import { streamingUrl } from '../../../src/speech/assemblyai/url.ts'
import { assemblyAiSettings } from '../../support/assemblyai-settings.ts'

const base =
  'wss://streaming.assemblyai.com/v3/ws?speech_model=universal-streaming-english&sample_rate=16000&encoding=pcm_s16le'
const guards = 'inactivity_timeout=120&session_heartbeat=true'

const rows: readonly (readonly [string, Partial<AssemblyAiSettings>, readonly string[], string])[] = [
  [
    'the defaults',
    {},
    [],
    `${base}&format_turns=true&end_of_turn_confidence_threshold=0.4&min_turn_silence=400&max_turn_silence=1280&${guards}`,
  ],
  [
    'a threshold of 0, a VAD threshold of 0 and silences of 0 are sent',
    { endOfTurnConfidenceThreshold: 0, vadThreshold: 0, minTurnSilenceMs: 0, maxTurnSilenceMs: 0 },
    [],
    `${base}&format_turns=true&end_of_turn_confidence_threshold=0&min_turn_silence=0&max_turn_silence=0&vad_threshold=0&${guards}`,
  ],
  [
    'what is left to the service is not sent, nor is format_turns when it is off',
    { endOfTurnConfidenceThreshold: null, formatTurns: false },
    [],
    `${base}&min_turn_silence=400&max_turn_silence=1280&${guards}`,
  ],
  [
    'key terms are one parameter with a JSON array',
    { endOfTurnConfidenceThreshold: null, formatTurns: false },
    ['Foo', 'Dread "Kobold" & Söhne'],
    `${base}&min_turn_silence=400&max_turn_silence=1280&keyterms_prompt=%5B%22Foo%22%2C%22Dread+%5C%22Kobold%5C%22+%26+S%C3%B6hne%22%5D&${guards}`,
  ],
  [
    'another host over ws:, with a slash too many, and another model',
    {
      streamingUrl: 'ws://127.0.0.1:8080/',
      model: 'universal-3-6-pro',
      endOfTurnConfidenceThreshold: null,
      formatTurns: false,
    },
    [],
    `ws://127.0.0.1:8080/v3/ws?speech_model=universal-3-6-pro&sample_rate=16000&encoding=pcm_s16le&min_turn_silence=400&max_turn_silence=1280&${guards}`,
  ],
]

describe('the address of a session', () => {
  test.each(rows)('%s', (_name, changes, keyTerms, expected) => {
    expect(streamingUrl({ ...assemblyAiSettings, ...changes }, keyTerms)).toBe(expected)
  })

  test('key terms that would end the session before it begins are left out', () => {
    const many = Array.from({ length: 120 }, (_, place) => `term ${place}`)
    const url = streamingUrl(assemblyAiSettings, ['', '  ', 'x'.repeat(51), ' Tiamat ', 'Tiamat', ...many])
    const terms: unknown = JSON.parse(new URL(url).searchParams.get('keyterms_prompt') ?? '')
    expect(terms).toEqual(['Tiamat', ...many.slice(0, 99)])
  })
})
