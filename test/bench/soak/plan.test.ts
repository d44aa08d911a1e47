import { describe, expect, test } from '@jest/globals'
import { planFaults, type SoakOptions } from '../../../bench/soak/plan.ts'
import { GATEWAY_BLOWS, VOICE_BLOWS } from '../../../sandbox/discord/blows.ts'
import { SPEECH_BLOWS } from '../../../sandbox/speech/blows.ts'

const options: SoakOptions = {
  minutes: 30,
  speakers: 10,
  seed: 1,
  speechDrops: 20,
  voiceDrops: 5,
  gatewayDrops: 4,
  kills: 2,
  restFaults: 6,
  blackouts: 1,
}
const SEEDS = Array.from({ length: 20 }, (_, seed) => seed)

describe('the faults of a soak', () => {
  test('are the same for the same seed, and others for another', () => {
    expect(planFaults(options)).toEqual(planFaults(options))
    expect(planFaults({ ...options, seed: 2 })).not.toEqual(planFaults(options))
  })

  test.each(SEEDS)('are as many as asked for, in time, and those of hearing apart (seed %i)', (seed) => {
    const plan = planFaults({ ...options, seed })
    const count = (kind: string) => plan.filter((fault) => fault.kind === kind).length
    expect(['speech', 'voice', 'gateway', 'kill', 'rest', 'blackout'].map(count)).toEqual([20, 5, 4, 2, 6, 1])
    expect(plan.map(({ atMs }) => atMs)).toEqual(plan.map(({ atMs }) => atMs).toSorted((a, b) => a - b))
    const deafening = plan.filter(({ kind }) => kind !== 'rest')
    for (const [place, { atMs, forMs }] of deafening.entries())
      expect((deafening[place + 1]?.atMs ?? 30 * 60_000) - atMs - forMs).toBeGreaterThan(15_000)
  })

  test.each(SEEDS)('kill in the first third only (seed %i)', (seed) => {
    const kills = planFaults({ ...options, seed }).filter(({ kind }) => kind === 'kill')
    for (const { atMs } of kills) expect(atMs).toBeLessThan(10 * 60_000 - 20_000)
  })

  test('are each one that the sandbox has, and all of those when there are enough', () => {
    const plan = planFaults(options)
    const names = (kind: string) => new Set(plan.flatMap((each) => (each.kind === kind ? [each.name] : [])))
    expect(names('speech')).toEqual(new Set(Object.keys(SPEECH_BLOWS)))
    expect(names('voice')).toEqual(new Set(Object.keys(VOICE_BLOWS)))
    expect(names('gateway')).toEqual(new Set(Object.keys(GATEWAY_BLOWS)))
  })

  test('need time', () => {
    expect(() => planFaults({ ...options, minutes: 0.5 })).toThrow(RangeError)
  })
})
