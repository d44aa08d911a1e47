import { describe, expect, test } from '@jest/globals'
import { csvOf } from '../../../src/transcript/export/csv.ts'
import { EXPORT_FORMATS } from '../../../src/transcript/export/export-formats.ts'
import { mdOf } from '../../../src/transcript/export/md.ts'
import { srtOf } from '../../../src/transcript/export/srt.ts'
import { txtOf } from '../../../src/transcript/export/txt.ts'
import { vttOf } from '../../../src/transcript/export/vtt.ts'
import { english } from '../../../src/wording/english/english.ts'
import { csvRows } from '../../support/csv-rows.ts'
import { otherWords } from '../../support/other-words.ts'
import { ada, bob, person, transcript, turn } from './sample.ts'

const nameless = person('100000000000000009', '')
const told = transcript([turn(ada, 0, 'Shall we?', { endMs: 2_000 }), turn(bob, 1_000, 'Yes.')], {
  gaps: [
    { speaker: nameless, startMs: 3_000, endMs: 4_500, cause: 'restarted' },
    { speaker: null, startMs: 5_000, endMs: 70_000, cause: 'as it was put long ago' },
  ],
  presence: [{ speaker: ada, kind: 'joined', atMs: 0 }],
})

describe('what a transcript itself says is in the language of who reads it:', () => {
  test('txt', () => {
    expect(txtOf(told, otherWords).split('\n')).toEqual([
      'Mitschrift von Table',
      'Beginn: 2026-01-02 03:04:05 UTC; Zeiten gelten von da an',
      'Ende: 2026-01-02 03:05:05 UTC: Ada stopped transcription.',
      'Dauer: 1 Min. 10 Sek.',
      'Speakers: Ada, Bob',
      'Started by: Ada',
      'Speech engine: assemblyai',
      '',
      '[0:00:00] [Ada kam]',
      '[0:00:00] Ada: Shall we?',
      '[0:00:01] [zugleich] Bob: Yes.',
      '[0:00:03] [Jemand 0009 war 1,5 Sek. nicht zu hören: ich wurde neu gestartet]',
      '[0:00:05] [1 Min. 5 Sek. war niemand zu hören: as it was put long ago]',
      '',
    ])
  })

  test('md', () => {
    expect(mdOf(told, otherWords)).toMatch(
      /^# Mitschrift von Table\n[\s\S]*\n\n\*0:00:00 Ada kam\*[\s\S]* \*zugleich\*: Yes\./,
    )
  })

  test('srt', () => {
    const text = srtOf(told, otherWords)
    expect(text).toContain('\n[zugleich] Bob: Yes.\n')
    expect(text.replaceAll('\n', ' ')).toContain('[Jemand 0009 war 1,5 Sek. nicht zu hören: ich wurde')
  })

  test('vtt, but for what programs read in it', () => {
    const text = vttOf(told, otherWords)
    expect(text).toMatch(/^WEBVTT\n\nNOTE\nMitschrift von Table, 2026-01-02 03:04:05 UTC\n/)
    expect(text).toContain('<v.overlap Bob>Yes.</v>')
  })

  test('csv, but for its columns and kinds', () => {
    const [columns, ...rows] = csvRows(csvOf(told, otherWords))
    expect(columns).toEqual(csvRows(csvOf(told, english))[0])
    expect(rows.map((row) => [row[0], row[6]])).toEqual([
      ['engine', 'assemblyai'],
      ['joined', ''],
      ['turn', 'Shall we?'],
      ['turn', 'Yes.'],
      ['gap', 'ich wurde neu gestartet'],
      ['gap', 'as it was put long ago'],
    ])
  })

  test('but json, which is for programs, is the same in all', () => {
    const [write] = EXPORT_FORMATS.filter(({ name }) => name === 'json').map((format) => format.write)
    expect(write?.(told, otherWords)).toBe(write?.(told, english))
    expect(write?.(told, otherWords)).toContain('"cause":"restarted"')
  })
})

test.each(EXPORT_FORMATS.filter(({ name }) => name !== 'json'))(
  'a transcript in which nobody speaks says so: $name',
  ({ write }) => {
    expect(write(transcript([]), otherWords)).toContain('Niemand sprach.')
  },
)
