import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { jsonOf } from '../../../src/transcript/export/json.ts'
import type { Transcript } from '../../../src/transcript/transcript.ts'
import { schemaProblems } from '../../support/json-schema.ts'
import { ada, BEGAN, bob, person, session, transcript, turn } from './sample.ts'

const schema: unknown = JSON.parse(readFileSync('docs/export.schema.json', 'utf8'))
const written = (told: Transcript): unknown => JSON.parse(jsonOf(told))

const eve = person('100000000000000003', 'Eve')
const full = transcript(
  [
    turn(ada, 1_000.4, 'Shall we?', { endMs: 3_000.6, messages: ['51', '52'] }),
    turn(bob, 2_500, 'Ye', { endMs: 3_100, cut: true, words: 'none' }),
  ],
  {
    gaps: [
      { speaker: bob, startMs: 3_100, endMs: 5_000.2, cause: 'engine-overloaded' },
      { speaker: null, startMs: 6_000, endMs: 7_000, cause: 'restarted' },
    ],
    presence: [{ speaker: eve, kind: 'joined', atMs: 12.5 }],
    consent: {
      notices: [
        { atMs: 0.4, mode: 'notice', kind: 'start', channel: session.channel, message: '50' },
        { atMs: 900, mode: 'ask', kind: 'changed', channel: session.channel, message: '53' },
      ],
      decisions: [
        { guild: session.guild, person: eve.id, decision: 'opted-out', at: BEGAN + 20, through: 'notice' },
      ],
    },
  },
)

test('JSON holds everything that is kept', () => {
  const link = 'https://discord.com/channels/200000000000000000/400000000000000000'
  const people = [ada, bob, eve].map(({ id, name }) => ({ id, name, bot: false, avatarUrl: null }))
  expect(written(full)).toEqual({
    format: 'hansard-transcript',
    version: 1,
    session: {
      id: session.id,
      guild: '200000000000000000',
      room: { id: '300000000000000000', name: 'Table' },
      channel: '400000000000000000',
      starter: { id: ada.id, name: 'Ada' },
      engine: 'assemblyai',
      engines: [{ engine: 'assemblyai', label: 'assemblyai' }],
      startedAt: '2026-01-02T03:04:05.000Z',
      lastedMs: 60_000,
      end: { at: '2026-01-02T03:05:05.000Z', reason: 'Ada stopped transcription.' },
      runs: 1,
    },
    speakers: people,
    turns: [
      {
        id: `${ada.id}:1000.4`,
        speaker: ada.id,
        startMs: 1_000,
        endMs: 3_001,
        text: 'Shall we?',
        engine: null,
        cut: false,
        overlaps: [],
        words: [
          { text: 'Shall', startMs: 1_000, endMs: 2_001, confidence: 0.9 },
          { text: 'we?', startMs: 2_001, endMs: 3_001, confidence: 0.9 },
        ],
        messages: [
          { id: '51', channel: '400000000000000000', url: `${link}/51` },
          { id: '52', channel: '400000000000000000', url: `${link}/52` },
        ],
      },
      {
        id: `${bob.id}:2500`,
        speaker: bob.id,
        startMs: 2_500,
        endMs: 3_100,
        text: 'Ye',
        engine: null,
        cut: true,
        overlaps: [`${ada.id}:1000.4`],
        words: [],
        messages: [],
      },
    ],
    gaps: [
      { speaker: bob.id, startMs: 3_100, endMs: 5_000, cause: 'engine-overloaded' },
      { speaker: null, startMs: 6_000, endMs: 7_000, cause: 'restarted' },
    ],
    presence: [{ speaker: eve.id, kind: 'joined', atMs: 13 }],
    notices: [
      { atMs: 0, mode: 'notice', kind: 'start', channel: session.channel, message: '50' },
      { atMs: 900, mode: 'ask', kind: 'changed', channel: session.channel, message: '53' },
    ],
    consent: [{ speaker: eve.id, decision: 'opted-out', at: '2026-01-02T03:04:05.020Z', through: 'notice' }],
  })
})

describe('the schema', () => {
  test.each([
    ['a whole session', full],
    ['an empty one', transcript([])],
    [
      'one that has not ended',
      transcript([], { session: { ...session, state: { kind: 'suspended', at: BEGAN } } }),
    ],
  ])('describes %s', (_, told) => {
    expect(schemaProblems(written(told), schema)).toEqual([])
  })

  test('describes the example of its page', () => {
    const example = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/export-json.md', 'utf8'))?.[1]
    expect(schemaProblems(JSON.parse(example ?? ''), schema)).toEqual([])
  })

  test('finds what is wrong', () => {
    const broken = { ...JSON.parse(jsonOf(full)), version: 2, gaps: [{ speaker: 3 }], more: 1 }
    expect(schemaProblems(broken, schema)).toEqual([
      '$.version: another value',
      '$.gaps[0]: startMs is missing',
      '$.gaps[0]: endMs is missing',
      '$.gaps[0]: cause is missing',
      '$.gaps[0].speaker: none of the kinds',
      '$: more is not described',
    ])
  })
})

test('words are unchanged, and a turn is a line', () => {
  const words = 'a\n"b"\u2028\u202e<c>\ud800'
  const json = jsonOf(transcript([turn(ada, 0, words), turn(ada, 1, 'x')]))
  expect(json.split('\n').filter((line) => line.startsWith('{"id":"100000000000000001:'))).toHaveLength(2)
  expect(JSON.parse(json).turns[0].text).toBe(words)
})
