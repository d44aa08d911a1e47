import { describe, expect, test } from '@jest/globals'
import { speakerId } from '../../../src/base/ids.ts'
import { LIVE_HEAD, liveText } from '../../../src/discord/captions/live-text.ts'

const turn = (name: string, text: string) => ({
  speaker: { id: speakerId(name), name, avatarUrl: null, bot: false },
  text,
})

describe('open turns as one message', () => {
  test('is nothing when nobody speaks, or nothing can be seen of it', () => {
    expect([liveText([]), liveText([turn('Ann', '')]), liveText([turn('Ann', '\u200b')])]).toEqual([
      null,
      null,
      null,
    ])
  })

  test('names each, in order', () => {
    expect(liveText([turn('Ann', 'hello *you*'), turn('Bob', 'hi')])).toBe(
      `${LIVE_HEAD}\n-# **Ann** … hello \\*you\\*\n-# **Bob** … hi`,
    )
  })

  test('shows the end of a long one, from a word on', () => {
    const text = liveText([turn('Ann', `first ${'word '.repeat(100)}last`)]) ?? ''
    expect(text).toMatch(/… word .*last$/)
    expect(text).not.toContain('first')
  })

  test('fits a message, whatever is said by however many', () => {
    const many = Array.from({ length: 60 }, (_, n) => turn(`${n}${'*'.repeat(40)}`, '*'.repeat(10_000)))
    const text = liveText(many) ?? ''
    expect(text.length).toBeLessThanOrEqual(2_000)
    expect(text).toMatch(/-# and 55 more$/)
  })
})
