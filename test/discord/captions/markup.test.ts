import { describe, expect, test } from '@jest/globals'
import { plainLine, safeLines, safeName, safeText } from '../../../src/discord/captions/markup.ts'

describe('a line of text', () => {
  test.each([
    ['line breaks of every kind become spaces', 'a\nb\r\nc\u2028d\u2029e\u0085f\vg', 'a b c d e f g'],
    ['direction overrides go', '\u202eevil\u202c \u2066x\u2069', 'evil x'],
    ['spaces without width go', 'dis\u200bcord\u2060.\ufeffgg', 'discord.gg'],
    ['blanks that pass for letters go', '\u3164\u115f\u2800\uffa0', ''],
    ['controls go', 'a\u0000b\u001b[31mc', 'ab[31mc'],
    ['tag characters go', 'a\u{e0041}b', 'ab'],
    ['the joiners of Persian and of emoji stay', 'می\u200cخواهم 👩\u200d🚀', 'می\u200cخواهم 👩\u200d🚀'],
    ['the colour of an emoji stays', '❤\ufe0f', '❤\ufe0f'],
    ['towers of marks are cut down', `a${'\u0301'.repeat(50)}b`, `a${'\u0301'.repeat(4)}b`],
    ['half a surrogate pair is replaced', 'a\ud800b', 'a\ufffdb'],
    ['right-to-left script is left alone', 'שלום עולם', 'שלום עולם'],
  ])('%s', (_, text, expected) => {
    expect(plainLine(text)).toBe(expected)
  })
})

describe('what people say', () => {
  test.each([
    [
      'ordinary speech is untouched',
      "Well, it's 3.5 o'clock - isn't it?",
      "Well, it's 3.5 o'clock \\- isn't it?",
    ],
    ['emphasis', '*a* _b_ ~~c~~ `d` ||e||', '\\*a\\* \\_b\\_ \\~\\~c\\~\\~ \\`d\\` \\|\\|e\\|\\|'],
    ['a backslash cannot undo an escape', '\\*a\\*', '\\\\\\*a\\\\\\*'],
    ['everyone', '@everyone @here', '\\@everyone \\@here'],
    [
      'mentions',
      '<@1> <@&2> <#3> </x:4> <id:home>',
      '\\<\\@1\\> \\<\\@&2\\> \\<\\#3\\> \\</x:4\\> \\<id:home\\>',
    ],
    ['emoji and timestamps', '<:a:1> <t:1:R>', '\\<:a:1\\> \\<t:1:R\\>'],
    ['masked links', '[x](https://a.b)', '\\[x\\](https\\://a.b)'],
    ['links', 'see HTTP://a.b', 'see HTTP\\://a.b'],
    ['invitations', 'discord.gg/x discordapp.com/invite/x', 'discord\\.gg/x discordapp\\.com/invite/x'],
    ['invitations in disguise', 'dis\u200bcord.gg/x', 'discord\\.gg/x'],
    ['headings, quotes and small print', '# a', '\\# a'],
    ['a quote', '>>> a', '\\>\\>\\> a'],
    ['list items, wherever a cut could put them first', '- a 1. b + c 2) d', '\\- a 1\\. b \\+ c 2\\) d'],
    ['a forged speaker', 'yes\n**Bob**: no', 'yes \\*\\*Bob\\*\\*: no'],
  ])('%s', (_, text, expected) => {
    expect(safeText(text)).toBe(expected)
  })
})

describe('names', () => {
  test.each([
    ['an ordinary one', 'Zoë 🚀', 'Zoë 🚀'],
    ['one with markup', '**Bob**', '\\*\\*Bob\\*\\*'],
    ['one with a new line', 'Al\nBob', 'Al Bob'],
    ['one that ends in a backslash', 'Al\\', 'Al\\\\'],
    ['one that cannot be seen', '\u200b\u3164\u200d', 'Speaker 42'],
    ['an empty one', '   ', 'Speaker 42'],
    ['one that is too long', 'x'.repeat(100), `${'x'.repeat(31)}…`],
    ['a long one of emoji is not cut within one', '🚀'.repeat(40), `${'🚀'.repeat(31)}…`],
  ])('%s', (_, name, expected) => {
    expect(safeName(name, 'Speaker 42')).toBe(expected)
  })
})

test('a notice keeps its lines, and each is safe', () => {
  expect(safeLines('*a*\n\n# b')).toBe('\\*a\\*\n\\# b')
})

test('nothing left unescaped by chance: hostile strings never keep a live special character', () => {
  const alphabet = [
    '\\',
    '*',
    '_',
    '~',
    '`',
    '|',
    '[',
    ']',
    '<',
    '>',
    '@',
    '#',
    ' ',
    'a',
    '\u200b',
    '\n',
    '-',
    '1.',
  ]
  let seed = 1
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
  for (let round = 0; round < 2_000; round += 1) {
    const text = Array.from({ length: 12 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
    const live = safeText(text).replace(/\\[^a-z0-9\s]/gi, '')
    expect(live).not.toMatch(/[\\*_~`|[\]<>@#\n]/)
  }
})
