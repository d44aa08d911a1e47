import { describe, expect, test } from '@jest/globals'
import type { TurnPreset } from '../../../src/config/turn-presets.ts'
import {
  type AssemblyAiSettings,
  type Figures,
  figuresOf,
  formatsInASecondCopy,
  isPro,
  keyTermsCostExtra,
} from '../../../src/speech/assemblyai/settings.ts'
import { assemblyAiSettings } from '../../support/assemblyai-settings.ts'

describe('the figures of a preset', () => {
  const rows: readonly (readonly [TurnPreset, readonly number[], string])[] = [
    ['quick', [0.4, 160, 400], 'min_latency'],
    ['balanced', [0.4, 400, 1280], 'balanced'],
    ['notes', [0.7, 800, 3600], 'max_accuracy'],
  ]
  test.each(rows)('%s', (preset, [endOfTurnConfidence, minTurnSilenceMs, maxTurnSilenceMs], mode) => {
    const figures = { endOfTurnConfidence, minTurnSilenceMs, maxTurnSilenceMs }
    expect(figuresOf(assemblyAiSettings, preset)).toEqual({ ...figures, mode: null })
    const pro = { ...assemblyAiSettings, model: 'universal-3-6-pro' }
    expect(figuresOf(pro, preset)).toEqual({ ...figures, mode })
    expect(figuresOf({ ...pro, turnPreset: preset }, null)).toEqual({ ...figures, mode })
  })

  const single: readonly (readonly [string, Partial<AssemblyAiSettings>, TurnPreset, Partial<Figures>])[] = [
    [
      'a confidence of 0',
      { endOfTurnConfidence: 0 },
      'notes',
      { endOfTurnConfidence: 0, minTurnSilenceMs: 800 },
    ],
    [
      'a shortest silence',
      { minTurnSilenceMs: 250 },
      'notes',
      { minTurnSilenceMs: 250, maxTurnSilenceMs: 3600 },
    ],
    [
      'a longest silence',
      { maxTurnSilenceMs: 900 },
      'notes',
      { minTurnSilenceMs: 800, maxTurnSilenceMs: 900 },
    ],
    [
      "a longest silence below the preset's shortest, which gives way",
      { maxTurnSilenceMs: 500 },
      'notes',
      { minTurnSilenceMs: 500, maxTurnSilenceMs: 500 },
    ],
    [
      "a shortest silence above the preset's longest, which gives way",
      { minTurnSilenceMs: 1000 },
      'quick',
      { minTurnSilenceMs: 1000, maxTurnSilenceMs: 1000 },
    ],
    ['a mode', { model: 'u3-rt-pro', turnMode: 'max_accuracy' }, 'quick', { mode: 'max_accuracy' }],
  ]
  test.each(single)('give way to %s that the host has set', (_, settings, preset, expected) => {
    expect(figuresOf({ ...assemblyAiSettings, ...settings }, preset)).toMatchObject(expected)
  })
})

describe('a model', () => {
  test.each([
    ['universal-streaming-english', false, true],
    ['universal-streaming-multilingual', false, true],
    ['whisper-rt', false, true],
    ['u3-rt-pro', true, false],
    ['u3-rt-pro-beta-1', true, false],
    ['universal-3-5-pro', true, false],
    ['universal-3-6-pro', true, false],
    ['universal-3-6', true, false],
    ['universal-4-pro', true, false],
    ['u4-rt-pro', true, false],
    ['something-else', false, false],
  ])('%s: of the Pro family %s, a second copy of finals %s', (model, pro, secondCopy) => {
    expect(isPro(model)).toBe(pro)
    expect(keyTermsCostExtra(model)).toBe(!pro)
    expect(formatsInASecondCopy({ model, formatTurns: true })).toBe(secondCopy)
    expect(formatsInASecondCopy({ model, formatTurns: false })).toBe(false)
  })
})
