import { describe, expect, test } from '@jest/globals'
import { HTTPError } from 'discord.js'
import { speakerId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import { CaptionPoster, type Post } from '../../src/discord/caption-poster.ts'
import { PostBudget } from '../../src/discord/post-budget.ts'
import type { FinalTurn } from '../../src/transcript/turn.ts'
import { ManualClock } from '../support/manual-clock.ts'

const turn = (name: string, text: string): FinalTurn => ({
  id: `${name}-1`,
  speaker: { id: speakerId(name), name, avatarUrl: null, bot: false },
  startMs: 0,
  endMs: 1_000,
  text,
  words: [],
})

function poster(send: (post: Post) => Promise<void>) {
  const clock = new ManualClock()
  const lines: string[] = []
  const log = createLog('debug', { write: (line: string) => lines.push(line) })
  const told = { shut: 0 }
  const shut = () => {
    told.shut += 1
  }
  const sink = new CaptionPoster({ send, budget: new PostBudget(clock), label: 'test', clock, log, shut })
  return { clock, sink, lines, told }
}

const serverError = () => new HTTPError(500, 'Internal Server Error', 'POST', 'http://x', {})

describe('posting captions', () => {
  test('shows turns under their names, in order, and flush waits for the last', async () => {
    const posts: string[] = []
    const { clock, sink } = poster(async ({ content }) => void posts.push(content))
    sink.notice('Ann started it.')
    sink.final(turn('Ann', 'hello'))
    sink.final(turn('Bob', 'hi *there*'))
    let flushed = false
    sink.flush().then(() => {
      flushed = true
    })
    await clock.run(50)
    expect(posts).toEqual(['Ann started it.', '**Ann**: hello', '**Bob**: hi \\*there\\*'])
    expect(flushed).toBe(true)
    sink.close()
    expect(clock.pending).toBe(0)
  })

  test('flush does not wait for a budget that the last message used up', async () => {
    const posts: string[] = []
    const { clock, sink } = poster(async ({ content }) => void posts.push(content))
    for (const word of ['a', 'b', 'c', 'd', 'e']) sink.final(turn(word, word))
    let flushed = false
    sink.flush().then(() => {
      flushed = true
    })
    await clock.run(50)
    expect([posts.length, flushed]).toEqual([5, true])
    sink.close()
  })

  test('tells what was not heard', async () => {
    const posts: string[] = []
    const { clock, sink } = poster(async ({ content }) => void posts.push(content))
    sink.gap({
      speaker: turn('Ann', '').speaker,
      startMs: 1_000,
      endMs: 4_400,
      cause: 'the service was away',
    })
    await clock.run(10)
    expect(posts).toEqual(['-# Ann was not heard for 3 s: the service was away'])
  })

  test('beyond the budget, lines share messages and nothing is lost or out of order', async () => {
    const posts: { at: number; content: string }[] = []
    const { clock, sink } = poster(async ({ content }) => void posts.push({ at: clock.now(), content }))
    for (let index = 0; index < 60; index += 1) {
      sink.final(turn(`P${index % 4}`, `w${index}`))
      await clock.run(100)
    }
    await clock.run(6_000)
    for (const { at } of posts)
      expect(posts.filter((post) => post.at >= at && post.at < at + 5_000).length).toBeLessThanOrEqual(5)
    const words = posts.flatMap(({ content }) => content.match(/w\d+/g) ?? [])
    expect(words).toEqual(Array.from({ length: 60 }, (_, index) => `w${index}`))
  })

  test('a message that fails is tried again under the same nonce until it is shown', async () => {
    const tries: Post[] = []
    const { clock, sink } = poster(async (post) => {
      tries.push(post)
      if (tries.length < 4) throw serverError()
    })
    sink.final(turn('Ann', 'hello'))
    await clock.run(1_000)
    sink.final(turn('Ann', 'again'))
    await clock.run(20_000)
    expect(tries.map(({ content }) => content)).toEqual([
      '**Ann**: hello',
      '**Ann**: hello',
      '**Ann**: hello',
      '**Ann**: hello',
      '**Ann**: again',
    ])
    expect(new Set(tries.slice(0, 4).map(({ nonce }) => nonce)).size).toBe(1)
    expect(tries[4]?.nonce).not.toBe(tries[0]?.nonce)
  })

  test('closing while a message fails ends the attempts and says what was not shown', async () => {
    let tries = 0
    const { clock, sink, lines } = poster(async () => {
      tries += 1
      throw serverError()
    })
    sink.final(turn('Ann', 'hello'))
    sink.final(turn('Bob', 'hello'))
    await clock.run(50)
    sink.close()
    sink.close()
    const before = tries
    await clock.run(60_000, 1_000)
    expect(tries).toBe(before)
    expect(clock.pending).toBe(0)
    await sink.flush()
    expect(lines.join('')).toContain('"paragraphs":2')
  })

  test('no log line holds a name or a word', async () => {
    const { clock, sink, lines } = poster(async () => {
      throw serverError()
    })
    sink.final(turn('Annabel', 'secret'))
    await clock.run(5_000, 500)
    sink.close()
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join('')).not.toMatch(/Annabel|secret/)
  })
})
