import { describe, expect, test } from '@jest/globals'
import { checkUpdate, DEFAULT_PARAMETERS } from '../../../../sandbox/speech/parameters.ts'
import { TURN_PRESETS } from '../../../../src/config/turn-presets.ts'
import {
  configurationOf,
  keyTermsIn,
  updateMessage,
} from '../../../../src/speech/assemblyai/dialogue/configuration.ts'
import type { AssemblyAiSettings } from '../../../../src/speech/assemblyai/settings.ts'
import { PLAIN_TUNING } from '../../../../src/speech/engine.ts'
import { assemblyAiSettings } from '../../../support/assemblyai-settings.ts'
import { hostileStrings } from '../../../support/hostile-strings.ts'

const presets = [null, ...TURN_PRESETS]
const many = Array.from({ length: 130 }, (_, place) => `term ${place}`)
const lists: readonly (readonly string[])[] = [
  [],
  ['Tiamat'],
  many,
  hostileStrings(90, 1),
  ['x'.repeat(51), '', ' '],
]
const hosts: readonly Partial<AssemblyAiSettings>[] = [
  {},
  { model: 'universal-3-6-pro' },
  { minTurnSilenceMs: 10_000 },
  { maxTurnSilenceMs: 50 },
  { endOfTurnConfidence: 0 },
]

describe('what a session that runs is told', () => {
  test.each(hosts)('is taken by the service whatever a guild wants, where the host sets %j', (host) => {
    const settings = { ...assemblyAiSettings, ...host }
    const wanted = presets.flatMap((preset) =>
      lists.map((keyTerms) => configurationOf(settings, { preset, keyTerms })),
    )
    for (const from of wanted)
      for (const to of wanted) {
        const message = updateMessage(from, to)
        if (message === null) continue
        const { type, ...fields } = JSON.parse(message)
        expect(type).toBe('UpdateConfiguration')
        expect(checkUpdate(fields, DEFAULT_PARAMETERS)).toMatchObject({ ok: true })
        expect(to['min_turn_silence']).toBeLessThanOrEqual(Number(to['max_turn_silence']))
      }
  })

  test('is nothing when nothing has changed, and only what has', () => {
    const plain = configurationOf(assemblyAiSettings, PLAIN_TUNING)
    expect(updateMessage(plain, configurationOf(assemblyAiSettings, PLAIN_TUNING))).toBeNull()
    const named = configurationOf(assemblyAiSettings, { preset: null, keyTerms: ['Tiamat'] })
    expect(updateMessage(plain, named)).toBe('{"type":"UpdateConfiguration","keyterms_prompt":["Tiamat"]}')
    expect(updateMessage(named, plain)).toBe('{"type":"UpdateConfiguration","keyterms_prompt":[]}')
  })

  test('holds the words that an error may quote', () => {
    expect(keyTermsIn(configurationOf(assemblyAiSettings, { preset: null, keyTerms: ['Tiamat'] }))).toEqual([
      'Tiamat',
    ])
    expect(keyTermsIn({})).toEqual([])
  })
})
