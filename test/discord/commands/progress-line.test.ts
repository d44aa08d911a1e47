import { expect, test } from '@jest/globals'
import { ProgressLine } from '../../../src/discord/commands/progress-line.ts'
import { ManualClock } from '../../support/manual-clock.ts'

function line() {
  const clock = new ManualClock()
  const shown: string[] = []
  let release = () => {}
  let slow = false
  const progress = new ProgressLine(clock, (text) => {
    shown.push(`${clock.now()} ${text}`)
    return slow ? new Promise((resolve) => (release = resolve)) : Promise.resolve()
  })
  const run = async (ms: number) => {
    for (let at = 0; at < ms; at += 500) {
      clock.advance(500)
      await null
      await null
    }
  }
  return { progress, shown, run, hold: () => (slow = true), release: () => release() }
}

test('what changes often is shown every five seconds, as it is then, and what does not is not', async () => {
  const { progress, shown, run } = line()
  for (let at = 0; at < 60; at += 1) {
    progress.say(`${Math.min(at, 15)}`)
    await run(500)
  }
  expect(shown).toEqual(['5000 9', '10000 15'])
})

test('what is over soon shows nothing', async () => {
  const { progress, shown, run } = line()
  progress.say('begun')
  await run(4_500)
  await progress.end()
  await run(20_000)
  expect(shown).toEqual([])
})

test('an edit that takes long is waited for, by the next one and by the end', async () => {
  const { progress, shown, run, hold, release } = line()
  hold()
  progress.say('one')
  await run(5_000)
  progress.say('two')
  await run(20_000)
  expect(shown).toEqual(['5000 one'])
  let ended = false
  const end = progress.end().then(() => {
    ended = true
  })
  await run(500)
  expect(ended).toBe(false)
  release()
  await end
  await run(20_000)
  expect(shown).toEqual(['5000 one'])
})
