import { describe, expect, test } from '@jest/globals'
import { sleep } from '../../src/base/clock.ts'
import { createLog } from '../../src/base/log.ts'
import { Shutdown } from '../../src/base/shutdown.ts'
import { ManualClock } from '../support/manual-clock.ts'

function setup() {
  const clock = new ManualClock()
  const shutdown = new Shutdown({ clock, log: createLog('silent'), deadlineMs: 10_000 })
  const done: string[] = []
  const step = (name: string, ms: number) =>
    shutdown.add(name, async () => {
      await sleep(clock, ms)
      done.push(name)
    })
  return { clock, shutdown, done, step }
}

describe('shutdown', () => {
  test('runs its steps one after the other, once', async () => {
    const { clock, shutdown, done, step } = setup()
    step('drain', 3_000)
    step('close', 10)
    const runs = [shutdown.run(), shutdown.run()]
    await clock.run(5_000)
    expect(await Promise.all(runs)).toEqual([true, true])
    expect(done).toEqual(['drain', 'close'])
    expect(clock.pending).toBe(0)
  })

  test('goes on without a step that takes too long, and still closes', async () => {
    const { clock, shutdown, done, step } = setup()
    step('drain', 60_000)
    step('close', 500)
    step('farewell', 10)
    const run = shutdown.run()
    await clock.run(12_000)
    expect(await run).toBe(false)
    expect(done).toEqual(['close', 'farewell'])
  })

  test('that is never answered is over in time for who waits 20 s', async () => {
    const { clock, shutdown, step } = setup()
    // As many as the bot has; the first one is to take all the time there is, and none ever ends.
    for (const name of ['1', '2', '3', '4', '5', '6', '7', '8']) step(name, 1e9)
    const run = shutdown.run()
    await clock.run(18_000)
    expect(await run).toBe(false)
  })

  test('goes on after a step that fails', async () => {
    const { clock, shutdown, done, step } = setup()
    shutdown.add('broken', () => Promise.reject(new Error('no')))
    step('close', 10)
    const run = shutdown.run()
    await clock.run(1_000)
    expect(await run).toBe(false)
    expect(done).toEqual(['close'])
  })
})
