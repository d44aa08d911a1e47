import { describe, expect, test } from '@jest/globals'
import { csvOf } from '../../../src/transcript/export/csv.ts'
import { jsonOf } from '../../../src/transcript/export/json.ts'
import { mdOf } from '../../../src/transcript/export/md.ts'
import { srtOf } from '../../../src/transcript/export/srt.ts'
import { txtOf } from '../../../src/transcript/export/txt.ts'
import { vttOf } from '../../../src/transcript/export/vtt.ts'
import { english } from '../../../src/wording/english/english.ts'
import { csvRows } from '../../support/csv-rows.ts'
import { ada, bob, session, transcript, turn } from './sample.ts'

const LOCAL = 'sherpa:kroko-en'
const LABEL = 'sherpa (local model kroko-en)'
/** The service that the session began with was away for one turn. */
const told = transcript([
  { ...turn(ada, 1_000, 'Shall we?'), engine: 'assemblyai' },
  { ...turn(bob, 3_000, 'Yes.'), engine: LOCAL },
  { ...turn(ada, 5_000, 'Good.'), engine: 'assemblyai' },
])

describe('a transcript that several engines have told', () => {
  test('names them all at the head of a text, and says where another took over', () => {
    const lines = txtOf(told, english).split('\n')
    expect(lines).toContain(`Speech engine: assemblyai; ${LABEL}`)
    expect(lines.slice(-6)).toEqual([
      '[0:00:01] Ada: Shall we?',
      `[0:00:03] [Speech engine: ${LABEL}]`,
      '[0:00:03] Bob: Yes.',
      '[0:00:05] [Speech engine: assemblyai]',
      '[0:00:05] Ada: Good.',
      '',
    ])
  })

  test('does so in Markdown', () => {
    const markdown = mdOf(told, english)
    expect(markdown).toContain(`- Speech engine: assemblyai; ${LABEL}\n`)
    expect(markdown).toContain(`\n\n*0:00:03 Speech engine: ${LABEL}*\n\n**Bob** 0:00:03: Yes.\n`)
  })

  test('names them in the note of WebVTT, and nowhere among the cues', () => {
    expect(vttOf(told, english)).toMatch(
      /^WEBVTT\n\nNOTE\n.*\nSpeech engine: assemblyai; sherpa \(local model kroko-en\)\n\n1\n/,
    )
    for (const subtitles of [vttOf(told, english), srtOf(told, english)])
      expect(subtitles.split(' --> ')).toHaveLength(4)
  })

  test('has a row in a table wherever another tells the turns, and the same columns', () => {
    const [, ...rows] = csvRows(csvOf(told, english))
    expect(rows.map(([kind, start, , , , , text]) => [kind, start, text])).toEqual([
      ['engine', '00:00:00.000', 'assemblyai'],
      ['turn', '00:00:01.000', 'Shall we?'],
      ['engine', '00:00:03.000', LABEL],
      ['turn', '00:00:03.000', 'Yes.'],
      ['engine', '00:00:05.000', 'assemblyai'],
      ['turn', '00:00:05.000', 'Good.'],
    ])
  })

  test('has each with its label in JSON, and each turn its own', () => {
    const { session, turns } = JSON.parse(jsonOf(told))
    expect(session.engines).toEqual([
      { engine: 'assemblyai', label: 'assemblyai' },
      { engine: LOCAL, label: LABEL },
    ])
    expect(turns.map(({ engine }: { engine: string }) => engine)).toEqual(['assemblyai', LOCAL, 'assemblyai'])
  })
})

test('an engine that a session began with and that told nothing is not named', () => {
  const away = transcript([{ ...turn(ada, 1_000, 'Shall we?'), engine: LOCAL }])
  expect(txtOf(away, english)).toContain(`Speech engine: ${LABEL}\n`)
})

test('turns from before their engine was kept count as told by the one that the session began with', () => {
  const text = txtOf(transcript([turn(ada, 1_000, 'Shall we?'), turn(bob, 3_000, 'Yes.')]), english)
  expect(text.match(/Speech engine: .*/g)).toEqual(['Speech engine: assemblyai'])
})

test('no name of a model adds a line', () => {
  const forged = transcript([turn(ada, 0, 'Yes.')], {
    session: { ...session, engine: 'sherpa:a\n[0:00:00] Bob: No' },
  })
  for (const text of [txtOf(forged, english), mdOf(forged, english), vttOf(forged, english)])
    expect(text).not.toMatch(/^\[0:00:00\] Bob: No/m)
})
