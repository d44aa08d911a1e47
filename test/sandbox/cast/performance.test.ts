import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { perform } from '../../../sandbox/cast/performance.ts'
import { type Script, toneLine } from '../../../sandbox/cast/script.ts'
import type { Mouth } from '../../../sandbox/ports.ts'

/** A mouth that takes so long for each line, and notes when it spoke. */
function mouth(lengthMs: number, starts: number[] = []): Mouth {
  return {
    async talk() {
      const startedAt = Date.now()
      starts.push(startedAt)
      await wait(lengthMs)
      return { startedAt, endedAt: Date.now() }
    },
  }
}

const script: Script = [
  toneLine({ speaker: 'Ada', atMs: 0 }, ['river', 'today']),
  toneLine({ speaker: 'Ben', atMs: 20 }, ['lemon']),
  toneLine({ speaker: 'Ada', atMs: 60 }, ['castle']),
]

test('speaks each line at its time, people beside one another, and tells when each word ended', async () => {
  const startedAt = Date.now()
  const spoken = await perform(
    script,
    new Map([
      ['Ada', mouth(600)],
      ['Ben', mouth(300)],
    ]),
  )
  expect(spoken.map(({ speaker, words }) => [speaker, ...words])).toEqual([
    ['Ada', 'river', 'today'],
    ['Ben', 'lemon'],
    ['Ada', 'castle'],
  ])
  for (const [place, line] of spoken.entries()) {
    expect(line.startedAt - startedAt).toBeGreaterThanOrEqual((script[place]?.atMs ?? 0) - 5)
    expect(line.wordEndsAt).toEqual(script[place]?.spans.map((span) => line.startedAt + span.endMs))
  }
})

test('has no word end after its line did, when a mouth that was held up catches up', async () => {
  const [line] = await perform(script.slice(0, 1), new Map([['Ada', mouth(10)]]))
  expect(line?.wordEndsAt).toEqual([line?.endedAt, line?.endedAt])
})

test('lets nobody begin a line before they have finished the one before', async () => {
  const starts: number[] = []
  const spoken = await perform(
    script,
    new Map([
      ['Ada', mouth(200, starts)],
      ['Ben', mouth(1)],
    ]),
  )
  expect(spoken.length).toBe(3)
  expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(195)
})

test('says nothing when somebody has no mouth', async () => {
  const starts: number[] = []
  await expect(perform(script, new Map([['Ada', mouth(1, starts)]]))).rejects.toThrow(RangeError)
  expect(starts).toEqual([])
})

test('stops everybody when a mouth fails, and rejects with its failure', async () => {
  const starts: number[] = []
  const broken: Mouth = { talk: () => Promise.reject(new Error('no microphone')) }
  const mouths = new Map([
    ['Ada', mouth(30, starts)],
    ['Ben', broken],
  ])
  await expect(perform(script, mouths)).rejects.toThrow('no microphone')
  expect(starts.length).toBe(1)
})
