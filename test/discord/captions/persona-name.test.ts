import { describe, expect, test } from '@jest/globals'
import { personaName, personaOf } from '../../../src/discord/captions/persona-name.ts'

describe("a persona's name", () => {
  test.each([
    ['an ordinary one', 'Zoë 🚀', 'Zoë 🚀'],
    ['markup is not read in a name', '**Bob**', '**Bob**'],
    ['one that webhooks refuse', 'Clyde', 'Cly·de'],
    ['one that holds such a word', 'xdisCORDfan', 'xdis·CORDfan'],
    ['one that becomes such a word when what is unseen goes', 'dis\u200bcord', 'dis·cord'],
    ['one with a new line', 'Al\nBob', 'Al Bob'],
    ['one that writes from right to left', 'a\u202eb', 'ab'],
    ['one that cannot be seen', '\u200b\u3164', 'Speaker 42'],
    ['an empty one', '', 'Speaker 42'],
    ['one that is too long', 'x'.repeat(100), `${'x'.repeat(79)}…`],
    ['a long one of emoji is not cut within one', `x${'🚀'.repeat(60)}`, `x${'🚀'.repeat(39)}…`],
  ])('%s', (_, name, expected) => {
    const made = personaName(name, 'Speaker 42')
    expect(made).toBe(expected)
    expect(made.length).toBeLessThanOrEqual(80)
    expect(made).not.toMatch(/clyde|discord/i)
  })

  test('is the end of the id where there is none to see', () => {
    expect(personaOf({ id: '123456789', name: '\u2800' })).toBe('Speaker 6789')
  })
})
