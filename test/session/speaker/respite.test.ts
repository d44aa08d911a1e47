import { describe, expect, test } from '@jest/globals'
import { Respite } from '../../../src/session/speaker/respite.ts'
import { ScriptedEngine } from '../../support/scripted-engine.ts'

const chunk = (atMs: number, level = 1_000) => ({ atMs, level, pcm: Buffer.alloc(0) })

describe('the time after a stream broke', () => {
  test('lasts 15 s', () => {
    const respite = new Respite(new ScriptedEngine(), 1_000)
    expect([15_950, 16_000].map((atMs) => respite.isOver(atMs))).toEqual([false, true])
  })

  test('loses what is said from its first sound to its last, which is told once', () => {
    const respite = new Respite(new ScriptedEngine(), 1_000)
    for (const atMs of [2_000, 2_050, 3_000]) respite.missed(chunk(atMs))
    expect(respite.takeLoss()).toEqual({ fromMs: 2_000, toMs: 3_050, cause: 'engine-unavailable' })
    expect(respite.takeLoss()).toBeNull()
  })

  test('loses nothing where nobody speaks', () => {
    const respite = new Respite(new ScriptedEngine(), 1_000)
    respite.missed(chunk(2_000, 0))
    expect(respite.takeLoss()).toBeNull()
  })
})
