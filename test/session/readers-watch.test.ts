import { describe, expect, test } from '@jest/globals'
import { channelId, guildId, roomId } from '../../src/base/ids.ts'
import { isLeaking, ReadersWatch } from '../../src/session/readers-watch.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { RecordingLog } from '../support/recording-log.ts'

function stand() {
  const clock = new ManualClock()
  const log = new RecordingLog()
  const told: string[] = []
  /** The looks that wait for their answer. */
  const looks: PromiseWithResolvers<boolean>[] = []
  const watch = new ReadersWatch({
    leaks: () => {
      const look = Promise.withResolvers<boolean>()
      looks.push(look)
      return look.promise
    },
    hold: (held) => told.push(held ? 'held' : 'let go'),
    leaked: () => told.push('leaked'),
    clock,
    log,
  })
  const answer = async (leaks: boolean) => {
    looks.at(-1)?.resolve(leaks)
    await clock.run(10)
  }
  return { clock, log, told, looks, watch, answer }
}

describe('who could read along', () => {
  test('is looked at when it may have changed, and nothing is posted until it is known', async () => {
    const { watch, told, answer, clock } = stand()
    watch.changed()
    expect(told).toEqual(['held'])
    await answer(false)
    expect([told, clock.pending]).toEqual([['held', 'let go'], 0])
  })

  test('is told before anything more is posted', async () => {
    const { watch, told, answer } = stand()
    watch.changed()
    await answer(true)
    expect(told).toEqual(['held', 'leaked', 'let go'])
  })

  test('is looked at once more for all that changes during a look, whose answer is old by then', async () => {
    const { watch, told, looks, answer } = stand()
    watch.changed()
    watch.changed()
    watch.changed()
    expect(looks).toHaveLength(1)
    await answer(true)
    expect([looks.length, told]).toEqual([2, ['held']])
    await answer(false)
    expect([looks.length, told]).toEqual([2, ['held', 'let go']])
  })

  test('is looked at every five minutes, since nobody tells of members’ roles', async () => {
    const { watch, looks, answer } = stand()
    watch.tick(299_000)
    expect(looks).toHaveLength(0)
    watch.tick(300_000)
    await answer(false)
    watch.tick(301_000)
    expect(looks).toHaveLength(1)
    watch.tick(600_000)
    expect(looks).toHaveLength(2)
  })

  test('counts as people who are not to, where nobody can tell', async () => {
    const slow = stand()
    slow.watch.changed()
    await slow.clock.run(15_000, 1_000)
    expect(slow.told).toEqual(['held', 'leaked', 'let go'])
    const broken = stand()
    broken.watch.changed()
    broken.looks[0]?.reject(new TypeError('a bug'))
    await broken.clock.run(10)
    expect(broken.told).toEqual(['held', 'leaked', 'let go'])
    expect(broken.log.lines.map(({ event }) => event)).toEqual(['readers not looked at'])
  })

  test('is looked at no more when it is closed, and the last answer comes to nothing', async () => {
    const { watch, told, looks, answer } = stand()
    watch.changed()
    watch.close()
    await answer(true)
    watch.changed()
    expect([told, looks.length]).toEqual([['held'], 1])
  })
})

test('whoever may say so decides, and nobody needs to ask of the room’s own chat', async () => {
  const place = { guild: guildId('1'), room: roomId('11') }
  const asked: string[] = []
  const leaks = async ({ channel }: { channel: string }) => asked.push(channel) > 0
  expect(await isLeaking(undefined, { ...place, channel: channelId('12') })).toBe(false)
  expect(await isLeaking(leaks, { ...place, channel: channelId('11') })).toBe(false)
  expect(await isLeaking(leaks, { ...place, channel: channelId('12'), readers: 'everybody' })).toBe(false)
  expect(asked).toEqual([])
  expect(await isLeaking(leaks, { ...place, channel: channelId('12') })).toBe(true)
})
