import { describe, expect, test } from '@jest/globals'
import { channelId, speakerId } from '../../../src/base/ids.ts'
import { isContentOf, voicesOf, withoutVoice } from '../../../src/session/record/unwanted-words.ts'
import type { PendingPart, PendingPost } from '../../../src/session/store.ts'

const [ann, bob, cleo] = [speakerId('1'), speakerId('2'), speakerId('3')]

const part = (line: number, speaker: PendingPart['speaker'], first?: number, last = first): PendingPart => ({
  line,
  from: 0,
  to: Number.MAX_SAFE_INTEGER,
  speaker,
  place: first === undefined || last === undefined ? undefined : { first, last },
})

const CONTENT = 'It began.\n**Ann**: one two\n-# <t:1:T>\n**Bob**: three\n**Ann**: four\n-# a gap'
const post: PendingPost = {
  id: 1,
  at: 0,
  channel: channelId('9'),
  nonce: 'n-1',
  persona: null,
  content: CONTENT,
  parts: [part(1, ann, 1), part(2, ann, 1), part(3, bob, 2, 3), part(4, ann, 4), part(5, null, 5)],
  sent: null,
}

describe('a post in doubt without somebody’s words', () => {
  test('keeps what others say, notices and gaps, each where it then stands', () => {
    const rest = withoutVoice(post, ann)
    expect(rest.content).toBe('It began.\n-# <t:1:T>\n**Bob**: three\n-# a gap')
    expect(rest.parts).toEqual([part(3, bob, 1, 2), part(5, null, 3)])
    expect([voicesOf(post), voicesOf(rest)]).toEqual([[ann, bob], [bob]])
  })

  test('loses the time above a line with it, and one person after another', () => {
    expect(withoutVoice(post, bob).content).toBe('It began.\n**Ann**: one two\n**Ann**: four\n-# a gap')
    for (const [first, second] of [
      [ann, bob],
      [bob, ann],
    ] as const) {
      const rest = withoutVoice(withoutVoice(post, first), second)
      expect([rest.content, rest.parts]).toEqual(['It began.\n-# a gap', [part(5, null, 1)]])
    }
  })

  test('is as it was where nothing of theirs stands in it', () => {
    expect(withoutVoice(post, cleo)).toBe(post)
  })

  test('still knows the message that was sent, however much of it is gone, and no other', () => {
    for (const each of [post, withoutVoice(post, ann), withoutVoice(withoutVoice(post, ann), bob)]) {
      // Discord trims.
      expect([isContentOf(each, CONTENT), isContentOf(each, `${CONTENT}\n`)]).toEqual([true, true])
      expect(isContentOf(each, CONTENT.replace('four', 'five'))).toBe(false)
    }
    const rest = withoutVoice(post, ann)
    expect(isContentOf(rest, rest.content)).toBe(false)
    expect(isContentOf({ ...rest, nonce: 'n-2' }, CONTENT)).toBe(false)
    expect(JSON.stringify(rest)).not.toMatch(/one|two|four/)
  })

  test('has nothing left where an older version did not note who stands where', () => {
    const older = { ...post, parts: [part(1, ann), part(3, bob)] }
    const rest = withoutVoice(older, ann)
    expect([rest.content, rest.parts, isContentOf(rest, CONTENT)]).toEqual(['', [], true])
  })
})
