import { describe, expect, test } from '@jest/globals'
import { mdOf } from '../../../src/transcript/export/md.ts'
import { txtOf } from '../../../src/transcript/export/txt.ts'
import { english } from '../../../src/wording/english/english.ts'
import { ada, BEGAN, bob, person, session, transcript, turn } from './sample.ts'

const full = transcript(
  [
    turn(ada, 1_000, 'Shall we begin?', { endMs: 3_000, messages: ['51', '52'] }),
    turn(bob, 2_500, 'Yes.', { endMs: 3_100, messages: ['53'] }),
    turn(ada, 3_700_000, 'So it', { cut: true }),
  ],
  {
    gaps: [
      { speaker: bob, startMs: 5_000, endMs: 17_000, cause: 'the speech service could not be reached' },
      { speaker: null, startMs: 20_000, endMs: 95_000, cause: 'I was away' },
    ],
    presence: [
      { speaker: ada, kind: 'joined', atMs: 0 },
      { speaker: bob, kind: 'left', atMs: 3_690_000 },
    ],
  },
)

test('a text holds a head and, in order, a line for each turn, gap, coming and going', () => {
  expect(txtOf(full, english)).toBe(
    `${[
      'Transcript of Table',
      'Began: 2026-01-02 03:04:05 UTC; times below count from then',
      'Ended: 2026-01-02 03:05:05 UTC: Ada stopped transcription.',
      'Length: 1 h 1 min',
      'Speakers: Ada, Bob',
      'Started by: Ada',
      'Speech engine: assemblyai',
      '',
      '[0:00:00] [Ada joined]',
      '[0:00:01] Ada: Shall we begin?',
      '[0:00:02] [overlap] Bob: Yes.',
      '[0:00:05] [Bob was not heard for 12 s: the speech service could not be reached]',
      '[0:00:20] [Nobody was heard for 1 min 15 s: I was away]',
      '[1:01:30] [Bob left]',
      '[1:01:40] Ada: So it…',
    ].join('\n')}\n`,
  )
})

test('both say how far a local model is to be trusted', () => {
  const local = { ...full, session: { ...full.session, engine: 'sherpa:zipformer-en-3.3m' } }
  for (const text of [txtOf(local, english), mdOf(local, english)])
    expect(text).toContain('Speech engine: sherpa (local small model, about 1 word in 8 wrong)\n')
})

test('Markdown holds the same, and links each time to its first message', () => {
  expect(mdOf(full, english)).toBe(
    `${[
      '# Transcript of Table',
      [
        '- Began: 2026-01-02 03:04:05 UTC; times below count from then',
        '- Ended: 2026-01-02 03:05:05 UTC: Ada stopped transcription.',
        '- Length: 1 h 1 min',
        '- Speakers: Ada, Bob',
        '- Started by: Ada',
        '- Speech engine: assemblyai',
      ].join('\n'),
      '*0:00:00 Ada joined*',
      '**Ada** [0:00:01](https://discord.com/channels/200000000000000000/400000000000000000/51): Shall we begin?',
      '**Bob** [0:00:02](https://discord.com/channels/200000000000000000/400000000000000000/53) *overlap*: Yes.',
      '*0:00:05 Bob was not heard for 12 s: the speech service could not be reached*',
      '*0:00:20 Nobody was heard for 1 min 15 s: I was away*',
      '*1:01:30 Bob left*',
      '**Ada** 1:01:40: So it…',
    ].join('\n\n')}\n`,
  )
})

describe('a session without a word', () => {
  test.each([
    ['txt', txtOf],
    ['md', mdOf],
  ])('is a %s that says so', (_, write) => {
    expect(write(transcript([]), english)).toMatch(/Speakers: nobody[\s\S]*\nNothing was said\.\n$/)
  })
})

test('a session that has not ended says that more may come', () => {
  const open = { ...session, state: { kind: 'open', livedAt: BEGAN + 30_000 } as const }
  expect(txtOf(transcript([turn(ada, 0, 'Hi')], { session: open }), english)).toMatch(
    /Not ended yet: this is the record so far\nLength: 30 s\n/,
  )
})

describe('in a text', () => {
  const linesOf = (name: string, words: string): string[] =>
    txtOf(transcript([turn(person('7', name), 1_000, words)]), english)
      .split('\n')
      .filter((line) => line.startsWith('[0:'))

  test.each([
    ['a line break', 'Eve', 'hi\n[0:00:09] Ada: I did it', '[0:00:01] Eve: hi [0:00:09] Ada: I did it'],
    ['other line breaks', 'Eve', 'a\u2028b\u2029c\x85d\x0be', '[0:00:01] Eve: a b c d e'],
    ['a name like a line', '[0:00:09] Ada: yes', 'hi', '[0:00:01] (0 00 09) Ada yes: hi'],
    ['a name with a line break', 'Eve\nAda', 'hi', '[0:00:01] Eve Ada: hi'],
    ['a direction override', '\u202eeve', 'a\u202eb\u2066c', '[0:00:01] eve: abc'],
    ['a name of nothing', '\u200b\u3164', 'hi', '[0:00:01] Speaker 7: hi'],
    ['a name that is too long', 'x'.repeat(40), 'hi', `[0:00:01] ${'x'.repeat(31)}…: hi`],
  ])('%s forges no line and no speaker', (_, name, words, line) => {
    expect(linesOf(name, words)).toEqual([line])
  })
})

describe('in Markdown', () => {
  const body = (name: string, words: string): string =>
    mdOf(transcript([turn(person('7', name), 1_000, words)]), english)
      .split('\n\n')
      .at(-1)
      ?.trimEnd() ?? ''

  test.each([
    ['**Ada** [0:00:09](x): yes', '\\*\\*Ada\\*\\* \\[0:00:09\\](x): yes'],
    ['\n# Heading\n- item', '# Heading - item'],
    ['<b>&lt; a & b', '\\<b\\>\\&lt; a & b'],
    ['`code` ~~x~~ $y$ snake_case | z', '\\`code\\` \\~\\~x\\~\\~ \\$y\\$ snake\\_case \\| z'],
    ['see https://e.vil or www.e.vil', 'see https\\://e.vil or www\\.e.vil'],
    ['back\\slash', 'back\\\\slash'],
  ])('%j formats and links nothing', (words, escaped) => {
    expect(body('Eve', words)).toBe(`**Eve** 0:00:01: ${escaped}`)
    expect(body(`*E*`, 'hi')).toBe('**\\*E\\*** 0:00:01: hi')
  })
})
