import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Script } from '../../sandbox/cast/script.ts'
import { clipsPlay, type DemoPlay, tonesPlay } from '../../sandbox/demo-play.ts'
import type { Rehearsal } from '../../sandbox/rehearsal.ts'

const BEGAN_AT = 1_700_000_000_000
const LATENCY_MS = 700

/** A rehearsal of which nothing went wrong. */
function faultless(script: Script): Rehearsal {
  const spoken = script.map(({ speaker, words, spans, atMs }) => {
    const startedAt = BEGAN_AT + atMs
    const wordEndsAt = spans.map(({ endMs }) => startedAt + endMs)
    return { speaker, words, startedAt, endedAt: wordEndsAt.at(-1) ?? startedAt, wordEndsAt }
  })
  const posted = spoken.map(({ speaker, words, endedAt }) => ({ speaker, words, at: endedAt + LATENCY_MS }))
  return { spoken, posted, farewell: '' }
}

type Post = Rehearsal['posted'][number]

/** The same rehearsal, with this done to the posts. */
function doctored(script: Script, change: (posted: readonly Post[]) => readonly Post[]): Rehearsal {
  const rehearsal = faultless(script)
  return { ...rehearsal, posted: change(rehearsal.posted) }
}

const changed = (place: number, change: (post: Post) => Post) => (posted: readonly Post[]) =>
  posted.map((post, i) => (i === place ? change(post) : post))

describe('the play in tones', () => {
  const play = tonesPlay({ seconds: 12, seed: 1 })

  test('is kept when every word stands in its place', () => {
    const { kept, lines } = play.judge(faultless(play.script))
    const words = play.script.reduce((sum, line) => sum + line.words.length, 0)
    expect(kept).toBe(true)
    expect(lines).toEqual([
      `words spoken: ${words}; posted: ${words}; in their place and under the right name: ${words}`,
      'lost: 0; doubled: 0; under another name: 0; moved: 0; never said: 0',
      'from the end of speech to the post: p50 0.70 s, p95 0.70 s',
    ])
  })

  test.each<[string, RegExp, (posted: readonly Post[]) => readonly Post[]]>([
    ['a word is lost', /^lost: 1;/, changed(1, (post) => ({ ...post, words: post.words.slice(1) }))],
    [
      'a word is doubled',
      /doubled: 1;/,
      changed(1, (post) => ({ ...post, words: [...post.words.slice(0, 1), ...post.words] })),
    ],
    [
      'a line stands under another name',
      /under another name: [1-9]/,
      changed(1, (post) => ({ ...post, speaker: post.speaker === 'Ada' ? 'Bert' : 'Ada' })),
    ],
    ['a line is out of its place', /moved: [1-9]/, changed(0, (post) => ({ ...post, at: post.at + 8_000 }))],
    [
      'something was never said',
      /never said: 1$/,
      changed(1, (post) => ({ ...post, words: [...post.words, 'nonsense'] })),
    ],
  ])('is not kept when %s', (_, line, change) => {
    const verdict = play.judge(doctored(play.script, change))
    expect(verdict.kept).toBe(false)
    expect(verdict.lines[1]).toMatch(line)
  })

  test('is not kept when nothing was posted, or nothing said', () => {
    expect(play.judge(doctored(play.script, () => [])).kept).toBe(false)
    expect(play.judge({ spoken: [], posted: [], farewell: '' }).kept).toBe(false)
  })
})

describe('the play in human speech', () => {
  const SENTENCES = ['one two three four', 'five six seven eight', 'nine ten eleven twelve', 'red green blue']
  let folder = ''
  let play: DemoPlay
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hansard-clips-'))
    const rows = SENTENCES.map((sentence, n) => `${n}.wav\t${sentence}\n`)
    await writeFile(join(folder, 'clips.tsv'), rows.join(''))
    for (const n of SENTENCES.keys()) await writeFile(join(folder, `${n}.wav`), quietWav(3_000))
    play = await clipsPlay(folder, { title: '', environment: {} })
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('deals the clips out, so that people overlap and nobody talks over themselves', () => {
    expect(play.script.map(({ speaker, atMs }) => [speaker, atMs])).toEqual([
      ['Ada', 0],
      ['Bert', 2_500],
      ['Cleo', 5_000],
      ['Ada', 7_500],
    ])
  })

  test('is kept when few words are wrong', () => {
    const verdict = play.judge(
      doctored(
        play.script,
        changed(0, (post) => ({ ...post, words: ['won', 'too', ...post.words.slice(2)] })),
      ),
    )
    expect(verdict.kept).toBe(true)
    expect(verdict.lines.slice(0, 2)).toEqual([
      'utterances spoken: 4; under the right name: 4',
      'word errors: 13.3 % of 15 words (Ada 28.6 %, Bert 0.0 %, Cleo 0.0 %)',
    ])
  })

  test.each<[string, (posted: readonly Post[]) => readonly Post[]]>([
    ['an utterance is missing', (posted) => posted.slice(0, -1)],
    ['one stands under another name', changed(3, (post) => ({ ...post, speaker: 'Bert' }))],
    [
      'more than three words in ten are wrong',
      (posted) => posted.map((post) => ({ ...post, words: ['what', 'what', ...post.words.slice(2)] })),
    ],
    ['nothing was posted', () => []],
  ])('is not kept when %s', (_, change) => {
    expect(play.judge(doctored(play.script, change)).kept).toBe(false)
  })
})

/** A WAV file of silence, 16 kHz mono 16-bit. */
function quietWav(ms: number): Buffer {
  const header = Buffer.alloc(44)
  const bytes = ms * 32
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + bytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(16_000, 24)
  header.writeUInt32LE(32_000, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(bytes, 40)
  return Buffer.concat([header, Buffer.alloc(bytes)])
}
