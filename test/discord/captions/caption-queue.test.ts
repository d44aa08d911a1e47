import { describe, expect, test } from '@jest/globals'
import { speakerId } from '../../../src/base/ids.ts'
import { CaptionQueue, MESSAGE_LENGTH, type Paragraph } from '../../../src/discord/captions/caption-queue.ts'
import type { PostPart } from '../../../src/session/store.ts'
import type { Speaker } from '../../../src/transcript/turn.ts'
import { seeded } from '../../support/seeded.ts'

const END = Number.MAX_SAFE_INTEGER

const person = (name: string, id = name): Speaker => ({
  id: speakerId(id),
  name,
  avatarUrl: null,
  bot: false,
})

let lines = 0

const words = (speaker: Speaker, text: string, more: Partial<Paragraph> = {}): Paragraph => {
  lines += 1
  return { speaker, key: speaker.id, above: '', pieces: [{ line: lines, from: 0, text }], ...more }
}

const says = (queue: CaptionQueue, name: string, text: string) => queue.add(words(person(name), text))

const notice = (text: string): Paragraph => ({
  speaker: null,
  key: null,
  above: '',
  pieces: [{ line: null, from: 0, text }],
})

const plain = (queue: CaptionQueue, free: number) => queue.take({ free, personas: 0 })?.content ?? null

describe('captions that wait', () => {
  test('get a message each while there are enough', () => {
    const queue = new CaptionQueue()
    says(queue, 'Ann', 'one')
    says(queue, 'Bob', 'two')
    expect(plain(queue, 5)).toBe('**Ann**: one')
    expect(plain(queue, 4)).toBe('**Bob**: two')
    expect(plain(queue, 3)).toBeNull()
  })

  test('of one speaker in a row are joined', () => {
    const queue = new CaptionQueue()
    says(queue, 'Ann', 'one')
    says(queue, 'Ann', 'two')
    says(queue, 'Bob', 'three')
    says(queue, 'Ann', 'four')
    expect([plain(queue, 5), plain(queue, 5), plain(queue, 5)]).toEqual([
      '**Ann**: one two',
      '**Bob**: three',
      '**Ann**: four',
    ])
  })

  test('of two people with the same name are not joined', () => {
    const queue = new CaptionQueue()
    queue.add(words(person('Ann', '1'), 'one'))
    queue.add(words(person('Ann', '2'), 'two'))
    expect(plain(queue, 5)).toBe('**Ann**: one')
  })

  test('out of order stand alone, below their time', () => {
    const queue = new CaptionQueue()
    says(queue, 'Ann', 'one')
    queue.add(words(person('Ann'), 'two', { key: null, above: '-# <t:1:T>\n' }))
    says(queue, 'Ann', 'three')
    expect([plain(queue, 5), plain(queue, 5), plain(queue, 5)]).toEqual([
      '**Ann**: one',
      '-# <t:1:T>\n**Ann**: two',
      '**Ann**: three',
    ])
  })

  test('share a message when there are more of them than messages, in order', () => {
    const queue = new CaptionQueue()
    for (const [index, name] of ['Ann', 'Bob', 'Cid'].entries()) says(queue, name, `line ${index}`)
    expect(plain(queue, 2)).toBe('**Ann**: line 0\n**Bob**: line 1\n**Cid**: line 2')
    expect(queue.empty).toBe(true)
  })

  test('do not share a message beyond its length: the one that does not fit stays whole', () => {
    const queue = new CaptionQueue()
    says(queue, 'Ann', 'a'.repeat(1_000))
    says(queue, 'Bob', 'b'.repeat(1_000))
    expect(plain(queue, 1)).toBe(`**Ann**: ${'a'.repeat(1_000)}`)
    expect(plain(queue, 1)).toBe(`**Bob**: ${'b'.repeat(1_000)}`)
  })

  test('that are too long for one message continue under the same name', () => {
    const queue = new CaptionQueue()
    const all = Array.from({ length: 600 }, (_, index) => `word${index}`)
    says(queue, 'Ann', all.join(' '))
    says(queue, 'Bob', 'end')
    const messages: string[] = []
    for (let next = plain(queue, 9); next !== null; next = plain(queue, 9)) messages.push(next)
    expect(messages.at(-1)).toBe('**Bob**: end')
    const spoken = messages.slice(0, -1).map((message) => {
      expect(message.length).toBeLessThanOrEqual(MESSAGE_LENGTH)
      expect(message.startsWith('**Ann**: ')).toBe(true)
      return message.slice('**Ann**: '.length)
    })
    expect(spoken.join(' ').split(' ')).toEqual(all)
  })

  test('the oldest are given up, and counted, when too much waits', () => {
    const queue = new CaptionQueue()
    for (let index = 0; index < 300; index += 1) says(queue, `P${index}`, 'x'.repeat(1_000))
    expect(queue.dropped).toBe(100)
    expect(plain(queue, 1)).toMatch(/^\*\*P100\*\*/)
    expect(queue.clear()).toBe(199)
    expect(queue.empty).toBe(true)
  })
})

describe('whose message it is', () => {
  const both = () => {
    const queue = new CaptionQueue()
    says(queue, 'Ann', 'one')
    says(queue, 'Bob', 'two')
    return queue
  }

  test.each([
    ['one speaker’s, while there are messages for each', { free: 5, personas: 9 }, 'Ann', 'one'],
    [
      'the bot’s, when several speakers must share it',
      { free: 1, personas: 9 },
      undefined,
      '**Ann**: one\n**Bob**: two',
    ],
    ['the bot’s, when webhooks take no more', { free: 5, personas: 0 }, undefined, '**Ann**: one'],
  ])('%s', (_, room, name, content) => {
    const message = both().take(room)
    expect([message?.speaker?.name, message?.content]).toEqual([name, content])
  })

  test('the bot’s, for what the house says', () => {
    const queue = new CaptionQueue()
    queue.add(notice('Ann started it.'))
    expect(queue.take({ free: 5, personas: 9 })).toEqual({
      speaker: null,
      content: 'Ann started it.',
      voices: [],
      parts: [],
      apart: [],
    })
  })

  test('a persona’s message leaves the room to be one of the bot’s own', () => {
    const queue = new CaptionQueue()
    says(queue, 'x'.repeat(40), 'w '.repeat(3_000).trim())
    const message = queue.take({ free: 9, personas: 9 })
    expect(message?.content.length).toBeLessThanOrEqual(MESSAGE_LENGTH - 36)
  })
})

describe('which parts of the record a message holds', () => {
  test('all of each line that is joined or merged', () => {
    const queue = new CaptionQueue()
    queue.add(words(person('Ann'), 'one', { pieces: [{ line: 11, from: 0, text: 'one' }] }))
    queue.add(words(person('Ann'), 'two', { pieces: [{ line: 12, from: 4, text: 'two' }] }))
    queue.add(words(person('Bob'), 'six', { pieces: [{ line: 13, from: 0, text: 'six' }] }))
    expect(queue.take({ free: 1, personas: 0 })?.parts).toEqual([
      { line: 11, from: 0, to: END, place: { first: 0, last: 0 } },
      { line: 12, from: 4, to: END, place: { first: 0, last: 0 } },
      { line: 13, from: 0, to: END, place: { first: 1, last: 1 } },
    ])
  })

  test('every character once, wherever long lines are cut, and one can go on from where a message ended', () => {
    const random = seeded(3)
    for (let round = 0; round < 40; round += 1) {
      const queue = new CaptionQueue()
      const texts = new Map<number, string>()
      for (let line = 1; line <= 6; line += 1) {
        const text = Array.from({ length: Math.ceil(random() * 700) }, () =>
          'a\\*b'.repeat(Math.ceil(random() * 3)),
        ).join(' ')
        texts.set(line, text)
        queue.add(words(person(random() < 0.7 ? 'Ann' : 'Bob'), text, { pieces: [{ line, from: 0, text }] }))
      }
      const doneTo = new Map<number, number>()
      const shown = new Map<number, string>()
      for (
        let next = queue.take({ free: 2, personas: 1 });
        next !== null;
        next = queue.take({ free: 2, personas: 1 })
      ) {
        expect(next.content.length).toBeLessThanOrEqual(MESSAGE_LENGTH)
        for (const { line, from, to } of next.parts as readonly PostPart[]) {
          expect(from).toBe(doneTo.get(line) ?? 0)
          doneTo.set(line, to)
          const part = (texts.get(line) ?? '').slice(from, to)
          shown.set(line, (shown.get(line) ?? '') + part)
          expect(next.content).toContain(part.trimEnd())
        }
      }
      expect(shown).toEqual(texts)
      expect([...doneTo.values()].every((to) => to === END)).toBe(true)
    }
  })
})

test('of one person can be given up, and the others stay in their order', () => {
  const queue = new CaptionQueue()
  queue.add(notice('begun'))
  says(queue, 'Ann', 'one')
  says(queue, 'Bob', 'two')
  says(queue, 'Ann', 'three')
  queue.drop(speakerId('Ann'))
  expect([queue.count, queue.dropped]).toEqual([2, 0])
  expect(plain(queue, 1)).toBe('begun\n**Bob**: two')
  expect(queue.empty).toBe(true)
})
