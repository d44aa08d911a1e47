import { describe, expect, test } from '@jest/globals'
import { channelId, guildId, roomId, sessionId, speakerId } from '../../../src/base/ids.ts'
import { beforeThis, linesOfAbsence } from '../../../src/session/record/absence.ts'
import type { Leftovers } from '../../../src/session/store.ts'
import type { RecordState, SessionRecord } from '../../../src/transcript/transcript.ts'
import type { Gap, OpenTurn, Speaker } from '../../../src/transcript/turn.ts'

const person = (id: string, name: string, bot = false): Speaker => ({
  id: speakerId(id),
  name,
  avatarUrl: null,
  bot,
})
const ada = person('1', 'Ada')
const bert = person('2', 'Bert')
const robot = person('3', 'Robot', true)

const STARTED_AT = 1_000_000

const record = (state: RecordState): SessionRecord => ({
  id: sessionId('s'),
  guild: guildId('10'),
  room: roomId('11'),
  roomName: 'The Table',
  channel: channelId('12'),
  starter: { id: ada.id, name: 'Ada' },
  engine: 'assemblyai',
  startedAt: STARTED_AT,
  runs: 1,
  state,
})
/** It said for the last time that it lives, 60 s into the session. */
const crashed = record({ kind: 'open', livedAt: STARTED_AT + 60_000 })
const suspended = record({ kind: 'suspended', at: STARTED_AT + 60_000 })

const NOTHING: Leftovers = { openTurns: [], unfinished: [], heard: [], gone: [] }

const openTurn = (speaker: Speaker, startMs: number, ...words: readonly string[]): OpenTurn => ({
  id: `${speaker.id}/1.1/1`,
  speaker,
  startMs,
  endMs: startMs + 5_000,
  text: words.join(' '),
  words: words.map((text, i) => ({
    text,
    startMs: startMs + i * 300,
    endMs: startMs + i * 300 + 250,
    confidence: null,
  })),
})

const told = (gaps: readonly Gap[]) =>
  gaps.map(({ speaker, startMs, endMs }) => [speaker?.name ?? 'all', startMs, endMs])

describe('the time between two processes', () => {
  test.each<[string, Partial<Leftovers>, readonly unknown[]]>([
    [
      'begins at the last journaled word of somebody who was in the middle of a turn',
      { heard: [{ speaker: ada, lastWordMs: 59_200 }], unfinished: [{ speaker: ada.id, sinceMs: 55_000 }] },
      [['Ada', 59_200, 90_000]],
    ],
    [
      'begins where unfinished speech began of which there is no word yet',
      { heard: [{ speaker: ada, lastWordMs: 40_000 }], unfinished: [{ speaker: ada.id, sinceMs: 59_000 }] },
      [['Ada', 59_000, 90_000]],
    ],
    [
      'begins, for somebody who was silent, when the process last said that they were',
      { heard: [{ speaker: ada, lastWordMs: 12_000 }] },
      [['Ada', 59_700, 90_000]],
    ],
    [
      'begins at a word that was journaled after the process last said that it lived',
      { heard: [{ speaker: ada, lastWordMs: 60_400 }] },
      [['Ada', 60_400, 90_000]],
    ],
    [
      'is everybody’s own',
      {
        heard: [
          { speaker: ada, lastWordMs: 59_200 },
          { speaker: bert, lastWordMs: 30_000 },
        ],
        unfinished: [{ speaker: ada.id, sinceMs: 55_000 }],
      },
      [
        ['Ada', 59_200, 90_000],
        ['Bert', 59_700, 90_000],
      ],
    ],
    [
      'is nobody’s who had left, who is a bot, or who was there and never spoke',
      {
        heard: [
          { speaker: ada, lastWordMs: 12_000 },
          { speaker: bert, lastWordMs: null },
          { speaker: robot, lastWordMs: 50_000 },
        ],
        gone: [ada.id],
      },
      [],
    ],
    [
      'is somebody’s who was just beginning to speak for the first time',
      { heard: [{ speaker: bert, lastWordMs: null }], unfinished: [{ speaker: bert.id, sinceMs: 58_000 }] },
      [['Bert', 58_000, 90_000]],
    ],
  ])('%s', (_, leftovers, expected) => {
    const absence = { record: crashed, leftovers: { ...NOTHING, ...leftovers }, backMs: 90_000, here: [ada] }
    expect(told(linesOfAbsence(absence).gaps).filter(([name]) => name !== 'all')).toEqual(expected)
  })

  test('is everybody’s at once for those who are there and were not heard before', () => {
    const heard = [{ speaker: ada, lastWordMs: 12_000 }]
    const absence = {
      record: crashed,
      leftovers: { ...NOTHING, heard },
      backMs: 90_000,
      here: [ada, bert, robot],
    }
    expect(told(linesOfAbsence(absence).gaps)).toEqual([
      ['Ada', 59_700, 90_000],
      ['all', 59_700, 90_000],
    ])
  })

  test('begins with an orderly end where that was, since nothing was left unheard before', () => {
    const heard = [{ speaker: ada, lastWordMs: 59_200 }]
    const absence = { record: suspended, leftovers: { ...NOTHING, heard }, backMs: 75_000, here: [ada] }
    expect(told(linesOfAbsence(absence).gaps)).toEqual([['Ada', 60_000, 75_000]])
  })

  test('of a session that is not taken up ends with the crash, and after an orderly end there is none', () => {
    const leftovers = { ...NOTHING, heard: [{ speaker: ada, lastWordMs: 12_000 }] }
    const none = { leftovers, backMs: null, here: [] }
    expect(told(linesOfAbsence({ record: crashed, ...none }).gaps)).toEqual([['Ada', 59_700, 62_000]])
    expect(linesOfAbsence({ record: suspended, ...none }).gaps).toEqual([])
  })

  test('makes a turn of the words of one that was open, up to the last of them', () => {
    const openTurns = [openTurn(ada, 57_000, 'silver', 'otter'), openTurn(bert, 59_000)]
    const { cuts } = linesOfAbsence({
      record: crashed,
      leftovers: { ...NOTHING, openTurns },
      backMs: 90_000,
      here: [],
    })
    expect(cuts).toMatchObject([
      { id: '1/1.1/1', speaker: ada, startMs: 57_000, endMs: 57_550, text: 'silver otter', cut: true },
    ])
  })
})

describe('what earlier runs came to', () => {
  test('is their turns, words and people, and the time in which nobody listened', () => {
    const away = (startMs: number, endMs: number): Gap => ({
      speaker: ada,
      startMs,
      endMs,
      cause: 'not-running',
    })
    const turns = [
      { ...openTurn(ada, 0, 'one', 'two'), posts: [] },
      { ...openTurn(ada, 9_000, 'three'), engine: 'another', posts: [] },
    ]
    const gaps = [
      away(10_000, 20_000),
      away(12_000, 20_000),
      { ...away(0, 9_000), cause: 'something else' },
      { ...away(30_000, 31_000), cause: 'restarted' },
      // As records of older versions have it.
      { ...away(40_000, 42_000), cause: 'I was not running' },
      { ...away(50_000, 55_000), cause: 'I was being restarted' },
    ]
    const consent = { notices: [], decisions: [] }
    expect(beforeThis({ session: crashed, speakers: [ada], turns, gaps, presence: [], consent })).toEqual({
      told: { turns: 2, words: 3, speakers: [ada.id], engines: [crashed.engine, 'another'] },
      awayMs: 18_000,
    })
    expect(beforeThis(null)).toMatchObject({ awayMs: 0, told: { turns: 0, engines: [] } })
  })
})
