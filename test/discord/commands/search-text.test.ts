import { describe, expect, test } from '@jest/globals'
import { searchText } from '../../../src/discord/commands/search-text.ts'
import type { Hit } from '../../../src/session/store.ts'
import { english } from '../../../src/wording/english/english.ts'
import { hostileStrings } from '../../support/hostile-strings.ts'
import { ada, BEGAN, person, session, turn } from '../../transcript/export/sample.ts'

const found = (excerpt: string, more: Partial<Hit['turn']> = {}): Hit => ({
  session,
  turn: { ...turn(ada, 90_000, 'x', { messages: ['51', '52'] }), ...more },
  excerpt,
})
const at = Math.floor(BEGAN / 1000) + 90
const link = 'https://discord.com/channels/200000000000000000/400000000000000000/51'

describe('a hit', () => {
  test.each([
    ['so \u0001hello\u0002 there', 'so **hello** there'],
    ['\u0001hello\u0002 \u0001hello\u0002', '**hello** **hello**'],
    ['say **\u0001hel*lo\u0002**', 'say \\*\\***hel\\*lo**\\*\\*'],
    ['@everyone \u0001https://e.vil\u0002', '\\@everyone **https\\://e.vil**'],
    ['a\n- \u0001b\u0002', 'a \\- **b**'],
    ['\u0001cut off', '**cut off**'],
    [
      `${'before '.repeat(20)}\u0001it\u0002${' after'.repeat(20)}`,
      `…before before before before **it**${' after'.repeat(9)}…`,
    ],
  ])('%j reads %j', (excerpt, shown) => {
    expect(searchText([found(excerpt)], english)).toBe(`- **Ada** <t:${at}:f>: ${shown} ${link}`)
  })

  test('that stands in no message tells its place', () => {
    expect(searchText([found('x', { posts: [] })], english)).toMatch(/: x \(0:01:30 into the session\)$/)
  })
})

test('as many as fit a message are told, whole', () => {
  const text = searchText(
    Array.from({ length: 30 }, () => found('word '.repeat(30))),
    english,
  )
  expect(text.length).toBeLessThanOrEqual(2_000)
  const lines = text.split('\n')
  expect(lines.length).toBeGreaterThan(7)
  for (const line of lines) expect(line.endsWith(link)).toBe(true)
})

test('hostile names and words make no line, no mention and no link', () => {
  const names = hostileStrings(300, 5)
  for (const [index, words] of hostileStrings(300, 4).entries()) {
    const hit = found(`a \u0001${words}\u0002 b`, { speaker: person('77777', names[index] ?? '') })
    const text = searchText([hit], english)
    expect(text.split('\n')).toHaveLength(1)
    expect(text.replace(link, '').replace(`<t:${at}:f>`, '')).not.toMatch(/(?<!\\)[<@#[\]]|(?<!\\):\/\//)
  }
})
