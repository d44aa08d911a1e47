import { describe, expect, test } from '@jest/globals'
import { judge, type Loss, type ServerError, type Verdict } from '../../../src/speech/assemblyai/refusal.ts'

const closed = (code: number): Loss => ({ kind: 'closed', code })
const http = (status: number): Loss => ({ kind: 'http', status })
const said = (code: number | null, text: string): ServerError => ({ code, text })

const rows: readonly (readonly [string, Loss, ServerError | null, Verdict['kind']])[] = [
  ['a missing key', closed(1008), said(1008, 'Missing Authorization header'), 'refused'],
  ['a bad key', closed(1008), said(1008, 'Invalid API key'), 'refused'],
  ['no money', closed(1008), said(1008, 'Insufficient account balance'), 'refused'],
  ['1008 without a word', closed(1008), null, 'refused'],
  ['too many sessions, as seen live', closed(1008), said(1008, 'Too many concurrent sessions'), 'crowded'],
  ['too many sessions, as documented', closed(3009), said(3009, 'Too many sessions'), 'crowded'],
  ['a bad setting', closed(3006), said(3006, "Invalid 'vad_threshold': 7"), 'refused'],
  [
    'a long quiet',
    closed(3006),
    said(3006, 'Session terminated due to inactivity: No messages received for 120 seconds'),
    'idle',
  ],
  ['sound in wrong pieces', closed(3007), said(3007, 'Input Duration Error'), 'our-fault'],
  ['the longest duration', closed(3008), said(3008, 'Session Expired: Maximum'), 'expired'],
  ['an error of the server', closed(3005), said(3005, 'Session Cancelled: An error occurred'), 'later'],
  ['an error while setting up', closed(1011), null, 'later'],
  ['a close for no reason', closed(1000), null, 'later'],
  ['a cut line', closed(1006), null, 'later'],
  ['an error that names no code, with its close', closed(3006), said(null, 'Invalid JSON'), 'refused'],
  ['the retired address', closed(1008), said(410, 'deprecated endpoint'), 'refused'],
  ['a code of the older API', closed(4001), null, 'refused'],
  ['no connection', { kind: 'network', code: 'ECONNREFUSED' }, null, 'later'],
  ['no Begin', { kind: 'silent', missing: 'begin' }, null, 'later'],
  ['HTTP 429', http(429), null, 'crowded'],
  ['HTTP 503', http(503), null, 'later'],
  ['HTTP 401', http(401), null, 'refused'],
  ['HTTP 404', http(404), null, 'refused'],
]

describe('a lost socket', () => {
  test.each(rows)('%s', (_name, loss, error, kind) => {
    expect(judge({ loss, said: error, begun: false, secrets: [] }).kind).toBe(kind)
  })

  test('1008 without a word may pass once a session has begun: the next attempt will tell', () => {
    expect(judge({ loss: closed(1008), said: null, begun: true, secrets: [] }).kind).toBe('later')
  })

  test('what is shown is one line that holds neither key nor key terms', () => {
    const verdict = judge({
      loss: closed(3006),
      said: said(3006, `Invalid 'keyterms_prompt':\n Tiamat, sent by k3y ${'x'.repeat(500)}`),
      begun: false,
      secrets: ['k3y', 'Tiamat', ''],
    })
    const message = verdict.kind === 'refused' ? verdict.error.message : ''
    expect(message).toMatch(/^AssemblyAI refused a setting: Invalid 'keyterms_prompt': …, sent by … x+…$/)
    expect(message.length).toBeLessThan(250)
  })

  test.each([
    [closed(1008), said(1008, 'Invalid API key'), false],
    [closed(1006), null, true],
    [http(502), null, true],
  ] as const)(
    '%o says whether trying again can help, and ends as a sentence does',
    (loss, error, retryable) => {
      const verdict = judge({ loss, said: error, begun: false, secrets: [] })
      const message = 'error' in verdict ? verdict.error : null
      expect(message?.retryable).toBe(retryable)
      expect(message?.message).toMatch(/\.$/)
    },
  )
})
