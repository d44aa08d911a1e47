import { describe, expect, test } from '@jest/globals'
import { CaptionLines } from '../../../src/discord/captions/caption-lines.ts'
import { CaptionQueue } from '../../../src/discord/captions/caption-queue.ts'
import { cutOf, withoutWords } from '../../../src/discord/captions/word-cut.ts'
import type { WordsPart, WordsPost } from '../../../src/session/store.ts'
import type { Speaker } from '../../../src/transcript/turn.ts'
import { english } from '../../../src/wording/english/english.ts'
import { ANNA, BEN, CHANNEL, person, TO_ITS_END, turn } from '../../storage/samples.ts'
import { seeded } from '../../support/seeded.ts'

/** Called as Anna is, and somebody else. */
const OTHER_ANNA = person('903', 'Anna')
const WIDE = person('904', '星 Ünal')

type Said = readonly [speaker: Speaker, text: string, more?: Partial<Omit<WordsPart, 'turn'>>]

/** A message as the record knows it, for cutting out what `who` said. An older version knew no places. */
function knownAs(said: readonly Said[], who = ANNA, names = [who.name]): WordsPost {
  const all = said.map(([speaker, text, more], index): WordsPart => {
    const place = { first: index, last: index }
    return { turn: turn(`${index}`, index * 1_000, text, speaker), from: 0, to: TO_ITS_END, place, ...more }
  })
  const isTheirs = ({ turn: { speaker } }: WordsPart) => speaker.id === who.id
  return {
    channel: CHANNEL,
    message: '700',
    webhook: null,
    shared: true,
    parts: all.filter(isTheirs),
    others: all.filter((part) => !isTheirs(part)),
    names,
  }
}

const at = (line: number, last = line) => ({ place: { first: line, last } })
const UNPLACED = { place: undefined }

describe.each([
  ['as it is kept', (said: readonly Said[]) => said],
  [
    'as an older version kept it',
    (said: readonly Said[]) =>
      said.map(([speaker, text, more]): Said => [speaker, text, { ...more, ...UNPLACED }]),
  ],
])('out of a message, %s, are taken', (_, kept) => {
  test.each<[string, string, readonly Said[], string]>([
    [
      'one line of two',
      '**Anna**: hello there\n**Ben**: and you',
      [
        [ANNA, 'hello there'],
        [BEN, 'and you'],
      ],
      '**Ben**: and you',
    ],
    [
      'a line with the time above it',
      '**Ben**: so\n-# <t:1767323045:T>\n**Anna**: late words\n**Ben**: and on',
      [
        [BEN, 'so'],
        [ANNA, 'late words', at(1, 2)],
        [BEN, 'and on', at(3)],
      ],
      '**Ben**: so\n**Ben**: and on',
    ],
    ['the whole', '**Anna**: hello there', [[ANNA, 'hello there']], ''],
    [
      'the end of a turn that began in the message before',
      '**Anna**: three four\n**Ben**: five',
      [
        [ANNA, 'one two three four', { from: 8 }],
        [BEN, 'five'],
      ],
      '**Ben**: five',
    ],
    [
      'the beginning of a turn that goes on in the next one',
      '**Ben**: five\n**Anna**: one two',
      [
        [BEN, 'five'],
        [ANNA, 'one two three', { to: 8 }],
      ],
      '**Ben**: five',
    ],
    [
      'hers alone where another said the same',
      '**Ben**: yes\n**Anna**: yes\n-# Nobody was heard for 3 s: noise',
      [
        [BEN, 'yes'],
        [ANNA, 'yes'],
      ],
      '**Ben**: yes\n-# Nobody was heard for 3 s: noise',
    ],
    [
      'all that she said over and over',
      '**Anna**: Badger today.\n**Ben**: so\n**Anna**: Badger today.\n**Ben**: so\n**Anna**: Badger today.',
      [
        [ANNA, 'Badger today.'],
        [BEN, 'so'],
        [ANNA, 'Badger today.'],
        [BEN, 'so'],
        [ANNA, 'Badger today.'],
      ],
      '**Ben**: so\n**Ben**: so',
    ],
    [
      'turns of hers that stand within others of hers',
      '**Anna**: Okay.\n**Anna**: Okay. I go home.\n**Ben**: so\n**Anna**: I go',
      [
        [ANNA, 'Okay.'],
        [ANNA, 'Okay. I go home.'],
        [BEN, 'so'],
        [ANNA, 'I go'],
      ],
      '**Ben**: so',
    ],
    [
      'hers, and not the longer ones of another who is called the same',
      '**Anna**: Okay. I go home.\n**Anna**: Okay.',
      [
        [OTHER_ANNA, 'Okay. I go home.'],
        [ANNA, 'Okay.'],
      ],
      '**Anna**: Okay. I go home.',
    ],
    [
      'wide characters, marks of Markdown and what is written like a name',
      '**Anna**: \\*\\*星 Ünal\\*\\*: 明日 \\_x\\_ 👩‍👩‍👧 \\<\\@1\\>\n**星 Ünal**: 明日 \\_x\\_ 👩‍👩‍👧',
      [
        [ANNA, '**星 Ünal**: 明日 _x_ 👩‍👩‍👧 <@1>'],
        [WIDE, '明日 _x_ 👩‍👩‍👧'],
      ],
      '**星 Ünal**: 明日 \\_x\\_ 👩‍👩‍👧',
    ],
  ])('%s', (_case, content, said, rest) => {
    const cut = cutOf(knownAs(kept(said)))
    expect(withoutWords(content, cut)).toBe(rest)
    // A process died before it could note that it was done.
    expect(withoutWords(rest, cut)).toBe(rest)
  })
})

test('hers go by their place where another of her name said the very same', () => {
  const content = '**Anna**: yes\n**Ben**: so\n**Anna**: yes'
  const said: readonly Said[] = [
    [OTHER_ANNA, 'yes'],
    [BEN, 'so'],
    [ANNA, 'yes'],
  ]
  const [hers, others] = [cutOf(knownAs(said)), cutOf(knownAs(said, OTHER_ANNA))]
  expect(withoutWords(content, hers)).toBe('**Anna**: yes\n**Ben**: so')
  expect(withoutWords(content, others)).toBe('**Ben**: so\n**Anna**: yes')
  // Of neither of them anything is left.
  expect(withoutWords('**Ben**: so', hers)).toBe('**Ben**: so')
  // Whose the one is that is left, nobody can say.
  expect(withoutWords('**Anna**: yes\n**Ben**: so', hers)).toBeNull()
})

test('several turns in one line go with it, whatever she was called at the time', () => {
  const renamed = person('901', 'Anna is away')
  const said: readonly Said[] = [
    [ANNA, 'one two', at(0)],
    [renamed, 'three', at(0)],
    [BEN, 'four', at(1)],
    [renamed, 'five', at(2)],
  ]
  const cut = cutOf(knownAs(said, ANNA, ['Anna', 'Anna is away']))
  expect(withoutWords('**Anna**: one two three\n**Ben**: four\n**Anna**: five', cut)).toBe('**Ben**: four')
})

test('two people one after the other, in either order, leave what others said', () => {
  const content = '**Anna**: Okay.\n**Ben**: yes\n**Anna**: Okay.\n**星 Ünal**: so\n**Ben**: yes'
  const said: readonly Said[] = [
    [ANNA, 'Okay.'],
    [BEN, 'yes'],
    [ANNA, 'Okay.'],
    [WIDE, 'so'],
    [BEN, 'yes'],
  ]
  const cuts = [cutOf(knownAs(said)), cutOf(knownAs(said, BEN))]
  for (const order of [cuts, cuts.toReversed()])
    expect(order.reduce((rest, cut) => withoutWords(rest, cut) ?? 'left', content)).toBe('**星 Ünal**: so')
})

test.each<[string, string, readonly Said[]]>([
  ['other words', '**Anna**: hello', [[ANNA, 'goodbye']]],
  ['more words than hers', '**Anna**: Okay. I go home.', [[ANNA, 'Okay.']]],
  [
    'only some of them',
    '**Anna**: hello\n**Ben**: so',
    [
      [ANNA, 'hello'],
      [BEN, 'so'],
      [ANNA, 'goodbye'],
    ],
  ],
  [
    'several in one line, of which an older version did not note it',
    '**Anna**: one two\n**Ben**: so',
    [
      [ANNA, 'one', UNPLACED],
      [ANNA, 'two', UNPLACED],
      [BEN, 'so', UNPLACED],
    ],
  ],
])('a message is left where it is not sure that it holds %s', (_, content, said) => {
  expect(withoutWords(content, cutOf(knownAs(said)))).toBeNull()
})

test('what is kept for the cut holds no words and no names', () => {
  const cut = cutOf(
    knownAs([
      [ANNA, 'secret plans'],
      [OTHER_ANNA, 'other plans'],
      [BEN, 'so'],
    ]),
  )
  expect(cut).not.toMatch(/secret|plans|Anna|Ben/)
  expect(cut.length).toBeLessThan(200)
})

test('whatever was said, and however it came into messages, exactly theirs go', () => {
  const random = seeded(7)
  const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0]
  const people = [ANNA, BEN, OTHER_ANNA, WIDE] as const
  for (let round = 0; round < 60; round += 1) {
    const lines = new CaptionLines(1_000_000, english)
    const queue = new CaptionQueue()
    const turns = Array.from({ length: 12 }, (_, index) => {
      const text = pick(['Okay.', 'Okay. Yes.', 'Yes.', 'a *b* c', '- 1. 星', 'word '.repeat(150).trim()])
      return turn(`${index}`, Math.floor(random() * 4) * 1_000, text, pick(people))
    })
    for (const [line, each] of turns.entries()) queue.add(lines.final(each, line))
    for (;;) {
      const message = queue.take({ free: 1, personas: 0 })
      if (message === null) break
      const parts = message.parts.flatMap(({ line, ...part }): WordsPart[] => {
        const said = turns[line]
        return said === undefined ? [] : [{ ...part, turn: said }]
      })
      const isOf = (who: Speaker) => (part: WordsPart) => part.turn.speaker.id === who.id
      let { content } = message
      let known = parts
      for (const who of people) {
        const theirs = parts.filter(isOf(who))
        if (theirs.length === 0) continue
        const others = parts.filter((part) => !isOf(who)(part))
        const names = [who.name]
        const post = { ...knownAs([]), parts: theirs, others, names }
        const gone = new Set(theirs.flatMap(({ place }) => (place ? [place.first, place.last] : [])))
        const rest = message.content.split('\n').filter((_, line) => !gone.has(line))
        expect(withoutWords(message.content, cutOf(post))).toBe(rest.join('\n'))
        // And one after the other, when the record has forgotten those before.
        known = known.filter((part) => !isOf(who)(part))
        content = withoutWords(content, cutOf({ ...post, others: known })) ?? 'left'
      }
      expect(content).toBe('')
    }
  }
})
