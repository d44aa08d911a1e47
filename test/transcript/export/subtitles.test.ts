import { describe, expect, test } from '@jest/globals'
import { srtOf } from '../../../src/transcript/export/srt.ts'
import { vttOf } from '../../../src/transcript/export/vtt.ts'
import { english } from '../../../src/wording/english/english.ts'
import { parsedSubtitles } from '../../support/parsed-subtitles.ts'
import { ada, bob, person, transcript, turn } from './sample.ts'

const talk = transcript(
  [
    turn(ada, 1_000, 'Shall we begin?', { endMs: 3_000 }),
    turn(bob, 2_500, 'Yes.', { endMs: 3_600 }),
    turn(ada, 3_723_456, 'This one goes over two lines, because it is long.', { endMs: 3_726_000 }),
  ],
  {
    gaps: [{ speaker: bob, startMs: 5_000, endMs: 17_000, cause: 'overload' }],
    presence: [{ speaker: ada, kind: 'joined', atMs: 0 }],
  },
)

test('SubRip names the speaker of each cue, and marks who speaks over another', () => {
  expect(srtOf(talk, english)).toBe(`1
00:00:01,000 --> 00:00:03,000
Ada: Shall we begin?

2
00:00:02,500 --> 00:00:03,600
[overlap] Bob: Yes.

3
00:00:05,000 --> 00:00:12,000
[Bob was not heard for 12 s: overload]

4
01:02:03,456 --> 01:02:06,000
Ada: This one goes over two
lines, because it is long.
`)
})

test('WebVTT names speakers in voice tags', () => {
  expect(vttOf(talk, english)).toBe(`WEBVTT

NOTE
Transcript of Table, 2026-01-02 03:04:05 UTC
Speech engine: assemblyai

1
00:00:01.000 --> 00:00:03.000
<v Ada>Shall we begin?</v>

2
00:00:02.500 --> 00:00:03.600
<v.overlap Bob>Yes.</v>

3
00:00:05.000 --> 00:00:12.000
[Bob was not heard for 12 s: overload]

4
01:02:03.456 --> 01:02:06.000
<v Ada>This one goes over two
lines, because it is long.</v>
`)
})

describe.each([
  ['SubRip', srtOf],
  ['WebVTT', vttOf],
])('%s', (_, write) => {
  test('is read by another parser with the times and words of the turns', () => {
    const entries = parsedSubtitles(write(talk, english))
    expect(entries.map(({ from, to }) => [from, to])).toEqual([
      [1_000, 3_000],
      [2_500, 3_600],
      [5_000, 12_000],
      [3_723_456, 3_726_000],
    ])
    const spoken = entries.map(({ text }) => text.replace(/<[^>]*>|^(?:\[overlap\] )?(?:Ada|Bob): /g, ''))
    expect(spoken.map((text) => text.replace('\n', ' '))).toEqual([
      'Shall we begin?',
      'Yes.',
      '[Bob was not heard for 12 s: overload]',
      'This one goes over two lines, because it is long.',
    ])
  })

  test('of a session without a word is a file that says so', () => {
    expect(parsedSubtitles(write(transcript([]), english))).toEqual([
      { id: '1', from: 0, to: 1_000, text: '[Nothing was said.]' },
    ])
  })
})

describe('words and names in SubRip', () => {
  const cue = (name: string, words: string): string =>
    parsedSubtitles(srtOf(transcript([turn(person('7', name), 0, words)]), english))
      .map(({ text }) => text)
      .join('|')

  test.each([
    ['Eve', '<b>bold</b> {\\an8} \\N', 'Eve: ‹b›bold‹/b› (∖an8) ∖N'],
    ['Eve', '1\n00:00:01,000 --> 00:00:02,000\nhi', 'Eve: 1 00:00:01,000 --› 00:00:02,000 hi'],
    ['[Bob]: ', 'hi', '(Bob): hi'],
    ['<i>', '[overlap] Bob: hi', '‹i›: (overlap) Bob: hi'],
  ])('%j saying %j', (name, words, text) => {
    expect(cue(name, words)).toBe(text)
  })
})

describe('words and names in WebVTT', () => {
  const cue = (name: string, words: string): string =>
    vttOf(transcript([turn(person('7', name), 0, words)]), english)
      .split('\n')
      .slice(8)
      .join('\n')
      .trimEnd()

  test.each([
    ['Eve', '<v Bob>hi</v> & a --> b', '<v Eve>&lt;v Bob&gt;hi&lt;/v&gt; &amp; a --&gt; b</v>'],
    ['a>b<c&d', 'hi', '<v a&gt;b&lt;c&amp;d>hi</v>'],
    ['Eve', 'NOTE\n\nWEBVTT', '<v Eve>NOTE WEBVTT</v>'],
  ])('%j saying %j', (name, words, text) => {
    expect(cue(name, words)).toBe(text)
  })
})
