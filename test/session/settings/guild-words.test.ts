import { describe, expect, test } from '@jest/globals'
import { readGuildSettings } from '../../../src/session/settings/guild-settings.ts'
import { wordsFor } from '../../../src/session/settings/guild-words.ts'
import { allWords, wordsOf } from '../../../src/wording/catalogue.ts'
import { PLAIN_HOST } from '../../support/plain-host.ts'

const chosen = (wording: string) => readGuildSettings(new Map([['wording', wording]]), PLAIN_HOST)
const languages = allWords.map((words) => ({ locale: words.locale, words }))

describe('a guild is written to', () => {
  test.each(languages)(
    'in $locale, if it has chosen that, whatever it has in Discord',
    ({ locale, words }) => {
      for (const discord of ['en-GB', 'de', 'ja', 'ko'])
        expect(wordsFor(chosen(locale), discord).locale).toBe(words.locale)
    },
  )

  test.each(['en-GB', 'en-US', 'de', 'fr', 'es-ES', 'es-419', 'pt-BR', 'ja', 'ko', ''])(
    'in the language that it has in Discord where it has chosen none: %j',
    (discord) => {
      expect(wordsFor(chosen('auto'), discord)).toBe(wordsOf(discord))
    },
  )
})
