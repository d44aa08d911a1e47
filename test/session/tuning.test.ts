import { describe, expect, test } from '@jest/globals'
import { speakerId } from '../../src/base/ids.ts'
import { readGuildSettings } from '../../src/session/settings/guild-settings.ts'
import { tuningOf } from '../../src/session/settings/session-manner.ts'
import { Retuning } from '../../src/session/tuning.ts'
import { keyTermsCostExtra } from '../../src/speech/assemblyai/settings.ts'
import type { Speaker } from '../../src/transcript/turn.ts'
import { PLAIN_HOST } from '../support/plain-host.ts'

const ada: Speaker = { id: speakerId('1'), name: 'Ada', avatarUrl: null, bot: false }
const settingsOf = (texts: Readonly<Record<string, string>>) =>
  readGuildSettings(new Map(Object.entries(texts)), { ...PLAIN_HOST, models: [DEAR, CHEAP] })
const [DEAR, CHEAP] = ['universal-streaming-english', 'universal-3-6-pro']

describe('the tuning of a session', () => {
  test("is the guild's own", () => {
    const texts = {
      model: CHEAP,
      language: 'de',
      preset: 'notes',
      'key-terms': 'Tiamat',
      'profanity-filter': 'on',
    }
    const retuning = new Retuning(tuningOf(settingsOf(texts), { names: 'off' }))
    expect(retuning.tuning([], { keyTermsCostExtra: false })).toEqual({
      keyTerms: ['Tiamat'],
      preset: 'notes',
      model: CHEAP,
      languageCodes: ['de'],
      filterProfanity: true,
    })
  })

  test('follows a change of key terms and preset, and of nothing that a stream takes only once', () => {
    const retuning = new Retuning(tuningOf(settingsOf({ model: CHEAP }), { names: 'off' }))
    retuning.change(
      settingsOf({ model: DEAR, preset: 'quick', 'key-terms': 'Bahamut', 'profanity-filter': 'on' }),
    )
    expect(retuning.tuning([], { keyTermsCostExtra: false })).toEqual({
      keyTerms: ['Bahamut'],
      preset: 'quick',
      model: CHEAP,
      languageCodes: [],
      filterProfanity: false,
    })
  })

  test.each([
    ['a model that charges for them', DEAR, []],
    ['a model that does not', CHEAP, ['Ada']],
  ])("holds people's names as the guild's own model prices them: %s", (_, model, expected) => {
    const retuning = new Retuning(tuningOf(settingsOf({ model }), { names: 'auto' }))
    // The host's own model is the other one.
    const host = { keyTermsCostExtra: model !== DEAR, keyTermsCostExtraWith: keyTermsCostExtra }
    expect(retuning.tuning([ada], host).keyTerms).toEqual(expected)
  })
})
