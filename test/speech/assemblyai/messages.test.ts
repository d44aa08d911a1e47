import { describe, expect, test } from '@jest/globals'
import { parseMessage, type ServerMessage } from '../../../src/speech/assemblyai/messages.ts'

const word = { text: 'Roll', start: 18240, end: 18480, confidence: 0.98, word_is_final: true }
const turn = {
  turn_order: 4,
  turn_is_formatted: true,
  end_of_turn: true,
  transcript: 'Roll.',
  utterance: 'Roll.',
  end_of_turn_confidence: 1,
  words: [word],
}
const parsedTurn: ServerMessage = {
  kind: 'turn',
  turn: {
    order: 4,
    over: true,
    formatted: true,
    transcript: 'Roll.',
    words: [{ text: 'Roll', startMs: 18240, endMs: 18480, confidence: 0.98, settled: true }],
  },
}

const rows: readonly (readonly [string, unknown, ServerMessage])[] = [
  [
    'Begin with its configuration',
    { type: 'Begin', id: 'x-1', expires_at: 1795350000, configuration: { model: 'm', domain: null } },
    { kind: 'begin', id: 'x-1', expiresAtSeconds: 1795350000, model: 'm' },
  ],
  [
    'Begin without',
    { type: 'Begin', id: 'x-1', expires_at: 1 },
    { kind: 'begin', id: 'x-1', expiresAtSeconds: 1, model: null },
  ],
  ['Turn', { type: 'Turn', ...turn }, parsedTurn],
  ['type as the last key', { ...turn, type: 'Turn' }, parsedTurn],
  [
    'fields nobody told us of',
    { type: 'Turn', ...turn, mood: { glad: true }, language_code: 'en' },
    parsedTurn,
  ],
  [
    'Turn without words or formatting flag',
    { type: 'Turn', turn_order: 0, end_of_turn: false, transcript: 'a' },
    { kind: 'turn', turn: { order: 0, over: false, formatted: false, transcript: 'a', words: [] } },
  ],
  ['Heartbeat', { type: 'Heartbeat', total_audio_received_ms: 15000 }, { kind: 'heartbeat' }],
  [
    'Termination',
    { type: 'Termination', audio_duration_seconds: 412, session_duration_seconds: 418 },
    { kind: 'termination', sessionSeconds: 418 },
  ],
  ['Warning', { type: 'Warning', warning_code: 1, warning: 'w' }, { kind: 'warning', code: 1 }],
  [
    'Error',
    { type: 'Error', error_code: 3006, error: 'Invalid' },
    { kind: 'error', code: 3006, text: 'Invalid' },
  ],
  ['an error without code or type', { error: 'Not so' }, { kind: 'error', code: null, text: 'Not so' }],
  ['any type with the key error', { type: 'Turn', error: null }, { kind: 'error', code: null, text: '' }],
  [
    'a type to come',
    { type: 'SpeakerRevision', revisions: [] },
    { kind: 'unknown', type: 'SpeakerRevision' },
  ],
  ['a type that is no name', { type: 'Bob said: hi' }, { kind: 'unknown', type: 'unreadable' }],
  ['no type', { hello: 1 }, { kind: 'invalid', problem: 'no type' }],
  ['not an object', [1], { kind: 'invalid', problem: 'no type' }],
  [
    'Turn with a broken word, told without quoting it',
    { type: 'Turn', ...turn, words: [{ ...word, start: 'secret' }] },
    { kind: 'invalid', problem: 'bad words.0.start' },
  ],
  [
    'Turn without its order',
    { type: 'Turn', ...turn, turn_order: undefined },
    { kind: 'invalid', problem: 'bad turn_order' },
  ],
]

describe('messages of the server', () => {
  test.each(rows)('%s', (_name, sent, expected) => {
    expect(parseMessage(JSON.stringify(sent))).toEqual(expected)
  })

  test('what is not JSON, and binary, is invalid', () => {
    expect(parseMessage('{"type":')).toEqual({ kind: 'invalid', problem: 'not JSON' })
    expect(parseMessage(null)).toEqual({ kind: 'invalid', problem: 'a binary message' })
  })
})
