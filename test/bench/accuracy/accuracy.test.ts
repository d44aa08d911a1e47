import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { playAccuracy } from '../../../bench/accuracy/play.ts'
import { type AccuracyRound, accuracyRows, accuracyTable } from '../../../bench/accuracy/table.ts'
import { loadRecogniser, readHumanClips } from '../../../bench/direct-recognition.ts'
import { dealOut, textOf } from '../../../bench/human-script.ts'
import { fateIn, weatherRule } from '../../../bench/wire-weather.ts'
import { percent, tallyOf } from '../../../bench/word-tally.ts'
import { withAssets } from '../../support/assets.ts'
import { isLong } from '../../support/durations.ts'

const WEATHER = { lost: 0.05, lateByOne: 0.02, lateByTwo: 0.01 }

describe('the weather on the wire', () => {
  const packet = (speakerId: string) => ({ speakerId, listenerId: 'bot', index: 0, body: Buffer.alloc(0) })
  const fates = (rule: ReturnType<typeof weatherRule>, speaker: string) =>
    Array.from({ length: 2_000 }, () => JSON.stringify(rule(packet(speaker))))

  test('loses and delays so many packets, the same ones under the same seed', () => {
    const rule = () => weatherRule(new Map([['ada', { weather: WEATHER, seed: 7 }]]))
    const first = fates(rule(), 'ada')
    const count = (fate: unknown) =>
      first.filter((each) => each === JSON.stringify(fate)).length / first.length
    expect(count('drop')).toBeCloseTo(0.05, 1.5)
    expect(count({ hold: 1 })).toBeCloseTo(0.02, 1.5)
    expect(count({ hold: 2 })).toBeCloseTo(0.01, 1.5)
    expect(fates(rule(), 'ada')).toEqual(first)
    expect(new Set(fates(rule(), 'somebody else'))).toEqual(new Set(['"pass"']))
  })

  test('loses in worse weather what it loses in better, and more', () => {
    for (let drawn = 0; drawn < 1; drawn += 0.01) {
      const better = fateIn(WEATHER, drawn)
      const worse = fateIn({ ...WEATHER, lost: 0.1 }, drawn)
      expect(worse === better || worse === 'drop' || JSON.stringify(worse) === JSON.stringify(better)).toBe(
        true,
      )
      if (better === 'drop') expect(worse).toBe('drop')
    }
  })
})

describe('human speech', () => {
  test('is dealt out so that nobody waits while somebody is free, and nobody says two things at once', () => {
    const utterances = [5, 50, 20, 10, 40].map((count) => ({
      reference: `${count} packets`,
      packets: Array.from({ length: count }, () => Buffer.alloc(1)),
    }))
    const script = dealOut(utterances, ['Ada', 'Bert'])
    expect(script.map(({ atMs }) => atMs)).toEqual(script.map(({ atMs }) => atMs).toSorted((a, b) => a - b))
    expect(textOf('Ada', script)).toBe('50 packets 10 packets 5 packets')
    expect(textOf('Bert', script)).toBe('40 packets 20 packets')
  })
})

describe('the figures', () => {
  const round = (offsetMs: number, errors: readonly number[]): AccuracyRound => {
    const [original = 0, encoded = 0, clear = 0, lossy = 0] = errors.map((count) => ({
      errors: count,
      words: 100,
    }))
    if (typeof original === 'number' || typeof encoded === 'number') throw new Error('four figures')
    if (typeof clear === 'number' || typeof lossy === 'number') throw new Error('four figures')
    const heard = [
      { loss: 0, tally: clear },
      { loss: 5, tally: lossy },
    ]
    return { offsetMs, original, encoded, heard }
  }

  test('are means over the offsets, with the spread of what each offset adds', () => {
    const rows = accuracyRows([round(100, [8, 8, 9, 12]), round(160, [10, 10, 10, 16])])
    expect(rows.map(({ loss, added, least, most }) => ({ loss, added, least, most }))).toEqual([
      { loss: null, added: 0, least: 0, most: 0 },
      { loss: 0, added: 0.5, least: 0, most: 1 },
      { loss: 5, added: 5, least: 4, most: 6 },
    ])
    expect(rows[2]).toMatchObject({ originalPercent: 9, heardPercent: 14, deviation: 1.41, words: 200 })
    expect(accuracyTable(rows)).toContain('+5.00')
  })

  test('count errors in words', () => {
    const tally = tallyOf([
      ['one two three four', 'one too three'],
      ['five', 'five'],
    ])
    expect(tally).toEqual({ errors: 2, words: 5 })
    expect(percent(tally)).toBe(40)
    expect(percent({ errors: 0, words: 0 })).toBe(0)
  })

  const long: typeof withAssets = isLong ? withAssets : (name) => test.skip(name, () => {})
  long(
    'are of human speech through a real bot',
    async ({ models, audio }) => {
      const modelDir = join(models, 'zipformer-en-3.3m')
      const clips = (await readHumanClips(audio)).slice(0, 2)
      const [round] = await playAccuracy({
        clips,
        offsetsMs: [100],
        losses: [0],
        seed: 1,
        modelDir,
        recogniser: await loadRecogniser(modelDir),
        done: () => {},
      })
      if (round === undefined) throw new Error('nothing was played')
      expect(round.original.words).toBeGreaterThan(20)
      expect(percent(round.heard[0]?.tally ?? round.original)).toBeLessThan(percent(round.original) + 15)
    },
    90_000,
  )
})
