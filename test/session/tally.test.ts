import { describe, expect, test } from '@jest/globals'
import { turnLine } from '../../src/session/record/line.ts'
import { NOTHING_BEFORE, Tally } from '../../src/session/tally.ts'
import { turn } from '../storage/samples.ts'

describe('the engines that told a session', () => {
  test('are those of its turns, in the order in which they began to, also from runs before', () => {
    const tally = new Tally()
    expect(tally.enginesWith(NOTHING_BEFORE.told)).toEqual([])
    for (const engine of ['sherpa:kroko-en', 'assemblyai', 'sherpa:kroko-en'])
      tally.add(turnLine({ ...turn('901:0', 0, 'yes'), engine }))
    expect(tally.enginesWith(NOTHING_BEFORE.told)).toEqual(['sherpa:kroko-en', 'assemblyai'])
    expect(tally.enginesWith({ ...NOTHING_BEFORE.told, engines: ['assemblyai'] })).toEqual([
      'assemblyai',
      'sherpa:kroko-en',
    ])
  })
})
