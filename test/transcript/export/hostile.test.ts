import { describe, expect, test } from '@jest/globals'
import { csvOf } from '../../../src/transcript/export/csv.ts'
import { cuesOf } from '../../../src/transcript/export/cues.ts'
import { jsonOf } from '../../../src/transcript/export/json.ts'
import { mdOf } from '../../../src/transcript/export/md.ts'
import { srtOf } from '../../../src/transcript/export/srt.ts'
import { txtOf } from '../../../src/transcript/export/txt.ts'
import { vttOf } from '../../../src/transcript/export/vtt.ts'
import { namesOf, peopleOf } from '../../../src/transcript/people.ts'
import { english } from '../../../src/wording/english/english.ts'
import { csvRows } from '../../support/csv-rows.ts'
import { hostileStrings } from '../../support/hostile-strings.ts'
import { parsedSubtitles } from '../../support/parsed-subtitles.ts'
import { ada, bob, person, transcript, turn } from './sample.ts'

/** Ada and Bob speak plainly; each stranger is called something hostile and says something hostile, one at a time. */
const words = hostileStrings(1_000, 1)
const names = hostileStrings(1_000, 2)
const strangers = words.map((said, at) =>
  turn(person(String(10_000 + at), names[at] ?? ''), 20_000 * at, said, { endMs: 20_000 * at + 9_000 }),
)
const told = transcript(
  [...strangers, turn(ada, 30_000_000, 'Plain.'), turn(bob, 30_010_000, 'Plain too.')],
  {
    gaps: strangers.map(({ speaker, startMs }) => ({
      speaker,
      startMs: startMs + 12_000,
      endMs: startMs + 13_000,
      cause: 'overload',
    })),
  },
)
const shown = namesOf(peopleOf(told), english)
const UNSAFE = /(?!\n)[\p{Cc}\u2028\u2029\u200b\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]|\p{Cs}/u

describe('a thousand hostile names and words', () => {
  test('have names of one line, all different, none of them Ada or Bob', () => {
    expect(new Set([...shown.values()].map((name) => name.toLowerCase())).size).toBe(1_002)
    for (const name of shown.values()) expect(name).toMatch(/^[^\n[\]:]+$/)
  })

  test('add no line to a text, and each line is whose it is', () => {
    const lines = txtOf(told, english).split('\n').slice(8, -1)
    expect(lines).toHaveLength(2_002)
    for (const line of lines) expect(line).toMatch(/^\[\d+:\d\d:\d\d\] /)
    const spoken = lines.map((line) => /^\[[\d:]+\] ([^[\]:]+):/.exec(line)?.[1]).filter(Boolean)
    expect(spoken).toEqual(told.turns.map(({ speaker }) => shown.get(speaker.id)))
    expect(
      lines.filter((line) => /^\[[\d:]+\] \[.* was not heard for 1 s: overload\]$/.test(line)),
    ).toHaveLength(1_000)
    expect(txtOf(told, english)).not.toMatch(UNSAFE)
  })

  test('add no paragraph, heading or link to Markdown', () => {
    const paragraphs = mdOf(told, english).trimEnd().split('\n\n').slice(2)
    expect(paragraphs).toHaveLength(2_002)
    for (const paragraph of paragraphs) {
      expect(paragraph).toMatch(/^(?:\*\*.+\*\* \d+:\d\d:\d\d: ?|\*\d+:\d\d:\d\d .+ was not heard)/)
      expect(paragraph).not.toContain('\n')
      // What is left without escapes holds no character that opens anything, but for the paragraph's own stars.
      const bare = paragraph.replace(/\\[\\`*_[\]<>~|$:.&]/g, '')
      expect(bare.replace(/^\*{1,2}|\*\*(?= \d)|\*$/g, '')).not.toMatch(/[`*_[\]<>~|]|:\/\//)
    }
    expect(mdOf(told, english)).not.toMatch(UNSAFE)
  })

  test('add no cue to SubRip, and no name to a cue', () => {
    const cues = cuesOf(told, (name, overlap) => `${overlap ? '[overlap] ' : ''}${name}: `, english)
    const found = parsedSubtitles(srtOf(told, english))
    expect(found.map(({ id, from, to, text }) => [id, from, to, text.split('\n').length])).toEqual(
      cues.map(({ startMs, endMs, lines }, at) => [
        String(at + 1),
        Math.round(startMs),
        Math.round(endMs),
        lines.length,
      ]),
    )
    const texts = found.map(({ text }) => text)
    expect(texts.filter((text) => /-->|[<>{}\\]/.test(text))).toEqual([])
    expect(texts.filter((text, at) => text.startsWith('[') !== (cues[at]?.name === null))).toEqual([])
    const spoken = texts.filter((text) => !text.startsWith('['))
    expect(spoken.filter((text) => /\n(?!… ).{1,40}?:/.test(text))).toEqual([])
    expect(srtOf(told, english)).not.toMatch(UNSAFE)
  })

  test('add no cue and no voice to WebVTT', () => {
    const cues = cuesOf(told, () => '', english)
    const found = parsedSubtitles(vttOf(told, english))
    expect(found).toHaveLength(cues.length)
    const voices = found.map(
      ({ text }) => /^<v(?:\.overlap)? ([^<>\n]+)>[^<>]*<\/v>$/.exec(text)?.[1] ?? null,
    )
    const plain = (text: string | null) =>
      text?.replace(/&gt;/g, '>').replace(/&lt;/g, '<').replace(/&amp;/g, '&') ?? null
    expect(voices.map(plain)).toEqual(cues.map(({ name }) => name))
    expect(found.filter(({ text }) => text.includes('-->'))).toEqual([])
    expect(vttOf(told, english)).not.toMatch(UNSAFE)
  })

  test('come back from a table as they were, and calculate nothing', () => {
    const rows = csvRows(csvOf(told, english)).slice(2)
    expect(rows).toHaveLength(2_002)
    expect(rows.filter(({ length }) => length !== 10)).toEqual([])
    expect(rows.flat().filter((cell) => /^\s*[=+\-@]/.test(cell))).toEqual([])
    const spoken = rows.filter(([kind]) => kind === 'turn')
    expect(spoken.map(([, , , , id]) => id)).toEqual(told.turns.map(({ speaker }) => speaker.id))
    const plain = told.turns.map(({ text }) => text.toWellFormed())
    const changed = spoken.filter((row, at) => row[6] !== plain[at]).map((row) => row[6] ?? '')
    for (const text of changed) expect(text).toMatch(/'[=+\-@]/)
  })

  test('come back from JSON as they were', () => {
    const { turns } = JSON.parse(jsonOf(told))
    expect(turns.map(({ text }: { text: string }) => text)).toEqual(told.turns.map(({ text }) => text))
  })
})
