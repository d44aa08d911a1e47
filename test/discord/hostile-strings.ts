import { seeded } from '../support/seeded.ts'

/** What people have tried, and what they could try, to do something with their words or their name but be read. */
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
] as const

const WORDS = ['yes', 'no', 'well', 'Ann', '42', 'snake_case', "it's", 'a*b'] as const

/** `count` strings, the same for the same seed; one in 47 has at least 10,000 characters. */
export function hostileStrings(count: number, seed: number): string[] {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[], instead: T): T => list[Math.floor(random() * list.length)] ?? instead
  const short = () => {
    const parts = Array.from({ length: Math.floor(random() * 5) }, () =>
      random() < 0.7 ? pick<string>(PIECES, '') : pick<string>(WORDS, ''),
    )
    return parts.join(random() < 0.5 ? ' ' : '')
  }
  return Array.from({ length: count }, (_, n) => {
    if (n < PIECES.length) return PIECES[n] ?? ''
    if (n % 47 !== 46) return short()
    let long = ''
    while (long.length < 10_000)
      long += `${short()} ${pick<string>(WORDS, '').repeat(1 + Math.floor(random() * 4))} `
    return long
  })
}
