import { describe, expect, test } from '@jest/globals'
import { checkQuery, checkUpdate, DEFAULT_PARAMETERS } from '../../../sandbox/speech/parameters.ts'

const terms = (count: number) =>
  encodeURIComponent(JSON.stringify(Array.from({ length: count }, () => 'term')))

describe('a query', () => {
  test('sets what it names and leaves the rest at the defaults of the service', () => {
    const query = new URLSearchParams(
      'speech_model=universal-streaming-english&sample_rate=48000&format_turns=true&min_turn_silence=560' +
        '&end_of_turn_confidence_threshold=0&inactivity_timeout=120&session_heartbeat=true',
    )
    expect(checkQuery(query)).toEqual({
      ok: true,
      parameters: {
        ...DEFAULT_PARAMETERS,
        sampleRate: 48_000,
        formatTurns: true,
        minTurnSilenceMs: 560,
        confidenceThreshold: 0,
        inactivityTimeoutSeconds: 120,
        heartbeat: true,
      },
    })
  })

  test('takes the old name of min_turn_silence', () => {
    const checked = checkQuery(new URLSearchParams('min_end_of_turn_silence_when_confident=700'))
    expect(checked).toMatchObject({ parameters: { minTurnSilenceMs: 700 } })
  })

  test.each([
    ['unknown names', 'speech_modell=x&min_silence=never'],
    ['names that objects have', 'constructor=x&toString=y'],
    ['100 key terms', `keyterms_prompt=${terms(100)}`],
    ['languages', `language_codes=${encodeURIComponent('["en","de"]')}`],
    ['a mode', 'mode=max_accuracy'],
    ['a key term of two words', 'keyterms_prompt=%5B%22Foo%20bar%22%5D'],
    ['settings without effect here', 'speech_model=whisper-rt&vad_threshold=0.4&language_detection=true'],
  ])('may hold %s', (_what, query) => {
    expect(checkQuery(new URLSearchParams(query)).ok).toBe(true)
  })

  test.each([
    ['speech_model', 'speech_model=u3-pro'],
    ['sample_rate', 'sample_rate=4000'],
    ['sample_rate', 'sample_rate=16000.5'],
    ['sample_rate', 'sample_rate='],
    ['encoding', 'encoding=mp3'],
    ['format_turns', 'format_turns=1'],
    ['end_of_turn_confidence_threshold', 'end_of_turn_confidence_threshold=1.1'],
    ['min_turn_silence', 'min_turn_silence=20'],
    ['max_turn_silence', 'max_turn_silence=-1'],
    ['vad_threshold', 'vad_threshold=high'],
    ['keyterms_prompt', `keyterms_prompt=${terms(101)}`],
    ['keyterms_prompt', 'keyterms_prompt=Foo&keyterms_prompt=Bar'],
    ['keyterms_prompt', 'keyterms_prompt=Foo,Bar'],
    ['prompt', 'prompt=hello'],
    ['mode', 'mode=fast'],
    ['language_codes', 'language_codes=en'],
    ['language_codes', `language_codes=${encodeURIComponent('["xx"]')}`],
    ['language_codes', `language_codes=${encodeURIComponent('["multi","en"]')}`],
    ['inactivity_timeout', 'inactivity_timeout=4'],
  ])('is refused, by name, for a bad %s', (name, query) => {
    const checked = checkQuery(new URLSearchParams(query))
    expect(checked).toEqual({ ok: false, problem: expect.stringContaining(`Invalid '${name}'`) })
  })
})

describe('an update', () => {
  test('changes what it names', () => {
    const now = { ...DEFAULT_PARAMETERS, formatTurns: true }
    expect(checkUpdate({ max_turn_silence: 2400, keyterms_prompt: ['Kobold'] }, now)).toEqual({
      ok: true,
      parameters: { ...now, maxTurnSilenceMs: 2400 },
    })
  })

  test('cannot change what is fixed for a session', () => {
    expect(checkUpdate({ sample_rate: 8000, constructor: 1 }, DEFAULT_PARAMETERS)).toEqual({
      ok: true,
      parameters: DEFAULT_PARAMETERS,
    })
  })

  test.each([{ min_turn_silence: '560' }, { format_turns: 'true' }, { keyterms_prompt: '["Kobold"]' }])(
    'is refused for text where a value belongs: %j',
    (fields) => {
      expect(checkUpdate(fields, DEFAULT_PARAMETERS).ok).toBe(false)
    },
  )
})
