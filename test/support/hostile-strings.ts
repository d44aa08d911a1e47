import { seeded } from './seeded.ts'

/**
 * What people have tried, and what they could try, to do something with their words or their name but be read: pieces
 * that mean something to Discord, to a subtitle player, a spreadsheet, a browser, a parser or an eye.
 */
const PIECES = [
  '@everyone',
  '@here',
  '<@123456789012345678>',
  '<@!123456789012345678>',
  '<@&123456789012345678>',
  '<#123456789012345678>',
  '</transcribe start:123456789012345678>',
  '<id:customize>',
  '<t:1700000000:R>',
  '<:smile:123456789012345678>',
  '<a:wave:123456789012345678>',
  ':smile:',
  '[click](https://evil.example)',
  '[click](<https://evil.example>)',
  'https://evil.example/x_y_z',
  '<https://evil.example>',
  'HTTP://evil.example',
  'discord.gg/abc',
  'dis\u200bcord.gg/abc',
  'discord.com/invite/abc',
  '**Bob**: yes',
  '\n**Bob**: yes',
  '\r\n**Bob**: yes',
  '\u2028**Bob**: yes',
  '\u0085**Bob**: yes',
  '**: **Bob',
  '-# <t:1:T>\n**Bob**: yes',
  '# Heading',
  '\n# Heading',
  '> quote',
  '>>> quote',
  '- item',
  '1. item',
  '-# small',
  '```js\ncode\n```',
  '`code`',
  '||spoiler||',
  '~~gone~~',
  '__under__ _it_ *it* ***all***',
  '\\',
  '\\\\',
  '\\*',
  '\\@everyone',
  '\u202eevil\u202c',
  '\u2066x\u2069',
  '\u200b\u200c\u200d\ufeff',
  '\u3164\u2800\u115f',
  '\u0000\u0007\u001b[31m',
  'z\u0351\u0352\u0353\u0354\u0355\u0356\u0357\u0358\u0359',
  '\ud83d',
  '\udc4d alone',
  '👩‍👩‍👧‍👦 🏳️‍🌈 é 漢字 שלום مرحبا',
  '/transcribe stop',
  'clyde',
  'Discord',
  '%s {{7*7}} $(id)',
  '{"content":"x"}',
  "'; drop table turns; --",
  '',
  ' ',
  '\n\n\n',
  '<@1>',
  '<#2>',
  '[click](https://e.vil)',
  '**',
  '__',
  '~~',
  '||',
  '`',
  '```',
  '# ',
  '> ',
  '- ',
  '1. ',
  '\\N',
  '{\\an8}',
  '<b>',
  '</v>',
  '<v Bob>',
  '<v.overlap Ada>',
  '&lt;',
  '&',
  '-->',
  '00:00:01,000 --> 00:00:02,000',
  '00:00:01.000 --> 00:00:02.000',
  'WEBVTT',
  'NOTE',
  'STYLE',
  '[0:00:09] Ada: I did it',
  '[overlap] Bob: hi',
  '[Ada was not heard for 3 s: x]',
  'Ada: yes',
  'Bob\uff1a no',
  ': ',
  '\n',
  '\r\n',
  '\n\n',
  '\n\n2\n',
  '\u2028',
  '\u2029',
  '\x85',
  '\x0b',
  '\t',
  '\x00',
  '\x1b[31m',
  '\u202e',
  '\u202d',
  '\u2066',
  '\u2069',
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u3164',
  '\u{e0041}',
  '\ud800',
  '\udc00',
  '"',
  '""',
  '",',
  ';=1',
  '=cmd|x',
  '+1',
  '-1',
  "'",
  ',',
  '|',
  'שלום',
  'مرحبا',
  '日本語',
  '한국어',
  '👩‍👩‍👧‍👦',
  '👨\u200d'.repeat(60),
  'Z\u0301\u0302\u0303\u0304\u0305\u0306',
  'word',
  'a',
  'x'.repeat(200),
] as const

const WORDS = ['yes', 'no', 'well', 'Ann', '42', 'snake_case', "it's", 'a*b'] as const

/** Longer than a message, and one word. */
export const UNBROKEN = '語'.repeat(10_000)

/**
 * Strings that nobody should be able to do harm with by saying them or by being called so; the same for a seed. Every
 * second one is a piece alone until all have been, the others are put together of pieces and words; one in 47 of those
 * has at least 10,000 characters.
 */
export function hostileStrings(count: number, seed: number): readonly string[] {
  const random = seeded(seed)
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? ''
  const short = (): string =>
    Array.from({ length: Math.floor(random() * 7) }, () => pick(random() < 0.7 ? PIECES : WORDS)).join(
      random() < 0.5 ? ' ' : '',
    )
  const long = (): string => {
    let text = ''
    while (text.length < 10_000) text += `${short()} ${pick(WORDS).repeat(1 + Math.floor(random() * 4))} `
    return text
  }
  return [
    '',
    'word '.repeat(2_000),
    UNBROKEN,
    ...Array.from({ length: count - 3 }, (_, place) => {
      // From another piece on for another seed: nobody is called what they say.
      if (place % 2 === 0 && place < 2 * PIECES.length)
        return PIECES[(place / 2 + seed) % PIECES.length] ?? ''
      return place % 47 === 0 ? long() : short()
    }),
  ]
}
