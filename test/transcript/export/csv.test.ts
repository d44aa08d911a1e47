import { describe, expect, test } from '@jest/globals'
import { csvOf } from '../../../src/transcript/export/csv.ts'
import { guarded } from '../../../src/transcript/export/formula-guard.ts'
import { english } from '../../../src/wording/english/english.ts'
import { csvRows } from '../../support/csv-rows.ts'
import { seeded } from '../../support/seeded.ts'
import { ada, bob, person, transcript, turn } from './sample.ts'

/** The text before `guarded`, as a reader of the file may have it back. */
const unguarded = (text: string): string =>
  text.replace(/((?:^|[;\t\r\n])[\s"]*)'('*[=+\-@\uff1d\uff0b\uff0d\uff20])/g, '$1$2')

const HEAD = ['kind', 'start', 'end', 'start_utc', 'speaker_id', 'speaker', 'text', 'overlap', 'cut', 'link']

const ENGINE = ['engine', '00:00:00.000', '', '2026-01-02T03:04:05.000Z', '', '', 'assemblyai', '', '', '']

test('a table holds, in order, a row for each turn, gap, coming and going', () => {
  const told = transcript(
    [
      turn(ada, 1_000, 'Shall we, "begin"?', { endMs: 3_000, messages: ['51', '52'] }),
      turn(bob, 2_500, 'Ye', { endMs: 3_100, cut: true }),
    ],
    {
      gaps: [{ speaker: null, startMs: 5_000, endMs: 17_000, cause: 'restarted' }],
      presence: [{ speaker: bob, kind: 'left', atMs: 20_000 }],
    },
  )
  const link = 'https://discord.com/channels/200000000000000000/400000000000000000/51'
  expect(csvRows(csvOf(told, english))).toEqual([
    HEAD,
    ENGINE,
    [
      'turn',
      '00:00:01.000',
      '00:00:03.000',
      '2026-01-02T03:04:06.000Z',
      ada.id,
      'Ada',
      'Shall we, "begin"?',
      '',
      '',
      link,
    ],
    [
      'turn',
      '00:00:02.500',
      '00:00:03.100',
      '2026-01-02T03:04:07.500Z',
      bob.id,
      'Bob',
      'Ye',
      'yes',
      'yes',
      '',
    ],
    [
      'gap',
      '00:00:05.000',
      '00:00:17.000',
      '2026-01-02T03:04:10.000Z',
      '',
      '',
      'I was being restarted',
      '',
      '',
      '',
    ],
    ['left', '00:00:20.000', '', '2026-01-02T03:04:25.000Z', bob.id, 'Bob', '', '', '', ''],
  ])
})

test('a table of nothing says so, and is read as UTF-8 by spreadsheets', () => {
  const csv = csvOf(transcript([]), english)
  expect(csv.startsWith('\ufeffkind,')).toBe(true)
  expect(csvRows(csv)).toEqual([HEAD, ENGINE, ['note', '', '', '', '', '', 'Nothing was said.', '', '', '']])
})

test('words with line breaks, quotes and commas stay in their cell', () => {
  const words = 'a"b",\r\n"turn","x";y\n'
  expect(csvRows(csvOf(transcript([turn(person('7', 'E"v,e'), 0, words)]), english))[2]?.slice(5, 7)).toEqual(
    ['E"v,e', words],
  )
})

test('names and words that would be calculated are guarded', () => {
  const row = csvRows(csvOf(transcript([turn(person('7', '@SUM(A1)'), 0, '=1+1')]), english))[2]
  expect(row?.slice(5, 7)).toEqual(["'@SUM(A1)", "'=1+1"])
})

describe('what would begin a formula', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =1', "  '=1"],
    ['\t=1', "\t'=1"],
    ["'=1", "''=1"],
    ['＝1', "'＝1"],
    ['a;=1', "a;'=1"],
    ['a; "=1"', 'a; "\'=1"'],
    ['a\n@b', "a\n'@b"],
    ["'tis", "'tis"],
    ['1 - 2 = 3, no?', '1 - 2 = 3, no?'],
  ])('%j is written as %j', (text, safe) => {
    expect(guarded(text)).toBe(safe)
    expect(unguarded(safe)).toBe(text)
  })

  test('is guarded wherever a spreadsheet may part cells, and can be had back', () => {
    const random = seeded(3)
    const signs = ['=', '+', '-', '@', "'", '"', ';', '\t', '\n', '\r', ' ', 'a', ',']
    for (let run = 0; run < 5_000; run += 1) {
      const text = Array.from(
        { length: Math.floor(random() * 8) },
        () => signs[Math.floor(random() * 13)],
      ).join('')
      expect(unguarded(guarded(text))).toBe(text)
      for (const cell of guarded(text).split(/[;\t\r\n]/)) expect(cell).not.toMatch(/^[\s"]*[=+\-@]/)
    }
  })
})
