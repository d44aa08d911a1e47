import { describe, expect, test } from '@jest/globals'
import { speakerId } from '../../../src/base/ids.ts'
import { isLive, liveHead, liveText } from '../../../src/discord/captions/live-text.ts'
import { allWords } from '../../../src/wording/catalogue.ts'
import { english } from '../../../src/wording/english/english.ts'

const turn = (name: string, text: string) => ({
  speaker: { id: speakerId(name), name, avatarUrl: null, bot: false },
  text,
})

describe('open turns as one message', () => {
  test('is nothing when nobody speaks, or nothing can be seen of it', () => {
    expect([[], [turn('Ann', '')], [turn('Ann', '\u200b')]].map((turns) => liveText(turns, english))).toEqual(
      [null, null, null],
    )
  })

  test('names each, in order', () => {
    expect(liveText([turn('Ann', 'hello *you*'), turn('Bob', 'hi')], english)).toBe(
      `${liveHead(english)}\n-# **Ann** … hello \\*you\\*\n-# **Bob** … hi`,
    )
  })

  test('shows the end of a long one, from a word on', () => {
    const text = liveText([turn('Ann', `first ${'word '.repeat(100)}last`)], english) ?? ''
    expect(text).toMatch(/… word .*last$/)
    expect(text).not.toContain('first')
  })

  test('fits a message, whatever is said by however many', () => {
    const many = Array.from({ length: 60 }, (_, n) => turn(`${n}${'*'.repeat(40)}`, '*'.repeat(10_000)))
    const text = liveText(many, english) ?? ''
    expect(text.length).toBeLessThanOrEqual(2_000)
    expect(text).toMatch(/-# and 55 more$/)
  })

  test('is known again in whatever language it was written, and nothing else is taken for it', () => {
    for (const words of allWords) {
      expect(isLive(liveText([turn('Ann', 'hello')], words) ?? '')).toBe(true)
      expect(isLive(`${words.posts.live.head} hello`)).toBe(false)
      expect(isLive(`${liveHead(words)} hello`)).toBe(false)
    }
  })
})
