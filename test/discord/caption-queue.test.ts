import { describe, expect, test } from '@jest/globals'
import { CaptionQueue, MESSAGE_LENGTH } from '../../src/discord/caption-queue.ts'

const says = (queue: CaptionQueue, name: string, body: string) =>
  queue.add({ key: name, head: `**${name}**: `, body })

describe('captions that wait', () => {
  test('get a message each while there are enough', () => {
    const queue = new CaptionQueue()
    says(queue, 'Ann', 'one')
    says(queue, 'Bob', 'two')
    expect(queue.take(5)).toBe('**Ann**: one')
    expect(queue.take(4)).toBe('**Bob**: two')
    expect(queue.take(3)).toBeNull()
  })

  test('of one speaker in a row are joined', () => {
    const queue = new CaptionQueue()
    says(queue, 'Ann', 'one')
    says(queue, 'Ann', 'two')
    says(queue, 'Bob', 'three')
    says(queue, 'Ann', 'four')
    expect([queue.take(5), queue.take(5), queue.take(5)]).toEqual([
      '**Ann**: one two',
      '**Bob**: three',
      '**Ann**: four',
    ])
  })

  test('of two people with the same name are not joined', () => {
    const queue = new CaptionQueue()
    queue.add({ key: '1', head: '**Ann**: ', body: 'one' })
    queue.add({ key: '2', head: '**Ann**: ', body: 'two' })
    expect(queue.take(5)).toBe('**Ann**: one')
  })

  test('share a message when there are more of them than messages, in order', () => {
    const queue = new CaptionQueue()
    for (const [index, name] of ['Ann', 'Bob', 'Cid'].entries()) says(queue, name, `line ${index}`)
    expect(queue.take(2)).toBe('**Ann**: line 0\n**Bob**: line 1\n**Cid**: line 2')
    expect(queue.empty).toBe(true)
  })

  test('do not share a message beyond its length: the one that does not fit stays whole', () => {
    const queue = new CaptionQueue()
    says(queue, 'Ann', 'a'.repeat(1_000))
    says(queue, 'Bob', 'b'.repeat(1_000))
    expect(queue.take(1)).toBe(`**Ann**: ${'a'.repeat(1_000)}`)
    expect(queue.take(1)).toBe(`**Bob**: ${'b'.repeat(1_000)}`)
  })

  test('that are too long for one message continue under the same name', () => {
    const queue = new CaptionQueue()
    const words = Array.from({ length: 600 }, (_, index) => `word${index}`)
    says(queue, 'Ann', words.join(' '))
    says(queue, 'Bob', 'end')
    const messages: string[] = []
    for (let next = queue.take(9); next !== null; next = queue.take(9)) messages.push(next)
    expect(messages.at(-1)).toBe('**Bob**: end')
    const spoken = messages.slice(0, -1).map((message) => {
      expect(message.length).toBeLessThanOrEqual(MESSAGE_LENGTH)
      expect(message.startsWith('**Ann**: ')).toBe(true)
      return message.slice('**Ann**: '.length)
    })
    expect(spoken.join(' ').split(' ')).toEqual(words)
  })

  test('a paragraph without key stands alone', () => {
    const queue = new CaptionQueue()
    queue.add({ key: null, head: '', body: 'notice' })
    queue.add({ key: null, head: '', body: 'another' })
    expect(queue.take(5)).toBe('notice')
  })

  test('the oldest are given up, and counted, when too much waits', () => {
    const queue = new CaptionQueue()
    for (let index = 0; index < 300; index += 1) says(queue, `P${index}`, 'x'.repeat(1_000))
    expect(queue.dropped).toBe(100)
    expect(queue.take(1)).toMatch(/^\*\*P100\*\*/)
    expect(queue.clear()).toBe(199)
    expect(queue.empty).toBe(true)
  })
})
