import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { packetsOf, readHumanClips } from '../../../bench/direct-recognition.ts'
import { type LoadFigures, load } from '../../../bench/local/load.ts'
import { memory, thirdsOf } from '../../../bench/local/memory.ts'
import { atOnce, shortfalls } from '../../../bench/local/table.ts'
import { readSpoken } from '../../../bench/local/words.ts'
import { oggOpus } from '../../../sandbox/cast/ogg.ts'
import { withAssets } from '../../support/assets.ts'
import { readClips } from '../../support/clips.ts'
import { isLong } from '../../support/durations.ts'
import { waveBytes } from '../../support/wave-bytes.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const nothing = { count: 1, p50: 20, p95: 30, p99: 40, most: 50 }
const row = (speakers: number, changes: Partial<LoadFigures> = {}): LoadFigures => ({
  speakers,
  processes: 1,
  inStep: false,
  steps: nothing,
  finals: nothing,
  loop: { p50: 0, p99: 1, most: 2 },
  mainCores: 0,
  childCores: 0,
  otherCores: 0,
  lostSeconds: 0,
  ...changes,
})
const late = { steps: { ...nothing, p95: 151 } }

describe('so many can talk at once', () => {
  test.each<[number, string, readonly LoadFigures[]]>([
    [20, 'as the last row before one that is late', [row(30, late), row(10), row(20), row(40)]],
    [10, 'as the last row before one in which sound was lost', [row(10), row(20, { lostSeconds: 0.1 })]],
    [40, 'as the last row of all', [row(10), row(40)]],
    [10, 'on one process, and not in step', [row(10), row(30, { processes: 2 }), row(20, { inStep: true })]],
    [0, 'as none where the first is late', [row(1, late), row(10)]],
  ])('%i: %s', (count, _, rows) => {
    expect(atOnce(rows)).toBe(count)
  })
})

test('what was promised and not kept is told in words', () => {
  const thirds = { thirds: [100, 100, 100], peak: 100, growth: 0.05 } as const
  const kept = { hours: 1, tookSeconds: 1, turns: 1, child: thirds, main: thirds, lostSeconds: 0 }
  expect(shortfalls({ loads: [row(20)], memory: kept, words: [] })).toEqual([])
  const loop = { p50: 1, p99: 10, most: 20 }
  expect(
    shortfalls({
      loads: [row(1, late), row(20, { loop }), row(30, { loop })],
      memory: { ...kept, child: { ...thirds, growth: 0.11 }, main: { ...thirds, growth: -0.2 } },
      words: [],
    }),
  ).toEqual([
    'partials come later than 150 ms at p95 with any number of speakers',
    'the main loop is 10 ms late at p99 with 20 speakers, wanted less than 10',
    'the memory of the child process changes by 11.0 % from the middle third to the last',
    'the memory of the main process changes by -20.0 % from the middle third to the last',
  ])
})

test('memory is the mean of each third of the sound', () => {
  const samples = [100, 200, 300, 400, 500, 700].map((mb, at) => ({ share: (at + 1) / 6, bytes: mb * 1e6 }))
  const { thirds, peak, growth } = thirdsOf(samples)
  expect(thirds.map(Math.round)).toEqual([150, 350, 600])
  expect(peak).toBe(700)
  expect(growth).toBeCloseTo(600 / 350 - 1)
})

test('a folder of sound files may hold WAV and Ogg Opus, each with its words', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hansard-words-'))
  closing.push(() => rm(folder, { recursive: true }))
  const packets = [Buffer.of(0xf8, 1), Buffer.of(0xf8, 2)]
  await writeFile(join(folder, 'a.opus'), oggOpus(packets))
  await writeFile(join(folder, 'b.wav'), waveBytes([new Int16Array(16_000)], { rate: 16_000 }))
  await writeFile(join(folder, 'clips.tsv'), 'a.opus\tgood morning\trms\nb.wav\tso it is\n')
  const [first, second] = await readSpoken(folder)
  expect(first).toEqual({ reference: 'good morning', packets })
  expect(second?.reference).toBe('so it is')
  // A second, with silence before it and what the encoder looks ahead.
  expect(second?.packets).toHaveLength(56)
})

if (isLong) {
  withAssets(
    'people who talk are measured: two at once are in time, and memory stays',
    async (assets) => {
      const modelDir = join(assets.models, 'zipformer-en-3.3m')
      const clips = (await readHumanClips(assets.audio)).map((clip) => packetsOf(clip, 100))
      const figures = await load({
        modelDir,
        clips,
        speakers: 2,
        processes: 1,
        seconds: 5,
        inStep: false,
        seed: 1,
      })
      expect(figures.steps.count).toBeGreaterThan(20)
      expect(figures.steps.p50).toBeGreaterThan(0)
      expect(figures.steps.p50).toBeLessThan(1_000)
      expect(figures.lostSeconds).toBe(0)
      const pcm = readClips(assets.audio).map((clip) => clip.pcm)
      const { child, main, turns, hours, lostSeconds } = await memory({
        modelDir,
        clips: pcm,
        hours: 0.1,
        speakers: 4,
      })
      expect(hours).toBeGreaterThanOrEqual(0.1)
      expect(turns).toBeGreaterThan(20)
      expect(lostSeconds).toBe(0)
      for (const { peak } of [child, main]) expect(peak).toBeGreaterThan(50)
    },
    120_000,
  )
}
