import { describe, expect, test } from '@jest/globals'
import { Reopening } from '../../../src/session/posting/reopening.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { PaperSink } from '../../support/scripted-room.ts'

function stage() {
  const clock = new ManualClock()
  const news: string[] = []
  const channel = { open: false }
  const reopening = new Reopening({
    clock,
    open: async () => {
      news.push(`tried at ${clock.now() / 1_000} s`)
      return channel.open ? new PaperSink() : null
    },
    opened: async () => void news.push('opened'),
    gaveUp: () => news.push('gave up'),
  })
  return { clock, news, channel, reopening }
}

describe('a channel that is closed', () => {
  test('is tried every 10 s until it opens, and no more then', async () => {
    const { clock, news, channel } = stage()
    await clock.run(15_000, 1_000)
    channel.open = true
    await clock.run(60_000, 1_000)
    expect(news).toEqual(['tried at 10 s', 'tried at 20 s', 'opened'])
    expect(clock.pending).toBe(0)
  })

  test('is tried between two beats when asked to, but not twice at a time', async () => {
    const { clock, news, channel, reopening } = stage()
    channel.open = true
    await clock.run(3_000, 1_000)
    await Promise.all([reopening.try(), reopening.try()])
    expect(news).toEqual(['tried at 3 s', 'opened'])
    expect(clock.pending).toBe(0)
  })

  test('is given up after 5 minutes, once', async () => {
    const { clock, news } = stage()
    await clock.run(400_000, 10_000)
    expect([news.length, news.at(-1), clock.pending]).toEqual([30, 'gave up', 0])
  })

  test('is not tried any more when that is stopped', async () => {
    const { clock, news, reopening } = stage()
    reopening.stop()
    reopening.stop()
    await clock.run(400_000, 10_000)
    expect([news, clock.pending]).toEqual([[], 0])
  })
})
