import { describe, expect, test } from '@jest/globals'
import { commands } from '../../commands/index.ts'
import { LOCALES } from '../../sandbox/discord/locales.ts'
import { allWords, localised, wordsOf } from '../../src/wording/catalogue.ts'
import { english } from '../../src/wording/english/english.ts'
import type { Words } from '../../src/wording/words.ts'
import { argumentsFor, entriesOf, mark, said } from './sentences.ts'

const others = allWords.filter((words) => words !== english).map((words) => [words.locale, words] as const)
const inEnglish = new Map(entriesOf(english).map(({ path, value }) => [path, value]))

/** Keys whose text is the same in another language too: names, signs, and words that it shares with English. */
const SHARED = /^(?:locale|commands\.|exports\.|measures\.|settings\.|status\.|files\.message\.)/

describe('the catalogue', () => {
  test('has the six languages', () => {
    expect(allWords.map(({ locale }) => locale).toSorted()).toEqual(['de', 'en', 'es', 'fr', 'ja', 'pt-BR'])
  })

  test.each([
    ['en-US', 'en'],
    ['en-GB', 'en'],
    ['de', 'de'],
    ['fr', 'fr'],
    ['es-ES', 'es'],
    ['es-419', 'es'],
    ['pt-BR', 'pt-BR'],
    ['ja', 'ja'],
    ['ko', 'en'],
    ['', 'en'],
  ])('answers the locale %s in %s', (locale, language) => {
    expect(wordsOf(locale).locale).toBe(language)
  })

  test('tells Discord of no locale that it does not have', () => {
    expect(Object.keys(localised(({ locale }) => locale)).filter((locale) => !LOCALES.has(locale))).toEqual(
      [],
    )
  })
})

describe.each(others)('in %s', (_, words) => {
  const entries = entriesOf(words)

  test('there is all that English has', () => {
    expect(entries.map(({ path }) => path).toSorted()).toEqual([...inEnglish.keys()].toSorted())
    expect(entries.filter(({ value }) => value === '')).toEqual([])
  })

  test('nothing was left in English', () => {
    const same = entries.filter(
      ({ path, value }) =>
        !SHARED.test(path) &&
        typeof value === 'string' &&
        value === inEnglish.get(path) &&
        value.includes(' '),
    )
    expect(same).toEqual([])
  })

  test('what is put into a sentence comes out of it', () => {
    const lost = entries.flatMap(({ path, value }) => {
      const original = inEnglish.get(path)
      if (typeof original !== 'function') return []
      // Of the wrong kind it is for one of the two: what a function takes is the compiler's to say.
      const fitting = argumentsFor(original.length).flatMap((put) => {
        const [here, there] = [said(value, put), said(original, put)]
        return here === null || there === null ? [] : [{ put: put.map(mark), here, there }]
      })
      if (fitting.length === 0) return [{ path, here: 'takes nothing' }]
      return fitting
        .filter(({ put, here, there }) => put.some((each) => there.includes(each) && !here.includes(each)))
        .map(({ here }) => ({ path, here }))
    })
    expect(lost).toEqual([])
  })

  test('each sentence names the commands and the settings of the host that it names in English', () => {
    const named = (text: string): string[] =>
      [...text.matchAll(/\/transcribe [a-z]+|\b[A-Z]+(?:_[A-Z]+)+\b/g)].map(([name]) => name).toSorted()
    const wrong = entries.flatMap(({ path, value }) => {
      const original = inEnglish.get(path)
      const put = typeof original === 'function' ? argumentsFor(original.length) : [[]]
      return put.flatMap((each) => {
        const [here, there] = [said(value, each), said(original, each)]
        if (here === null || there === null) return []
        return named(here).join() === named(there).join() ? [] : [{ path, here, there }]
      })
    })
    expect(wrong).toEqual([])
  })
})

/** Discord's own limits (its documentation, "Application Command Naming" and "Option Structure"). */
describe.each(allWords.map((words) => [words.locale, words] as const))('the commands in %s', (_, words) => {
  test('have names that Discord takes, no two alike', () => {
    const names = commands.map(({ label }) => label(words).name)
    expect(names.filter((name) => !isName(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
    for (const { options } of commands) {
      const ofOptions = options.map(({ label }) => label(words).name)
      expect(ofOptions.filter((name) => !isName(name))).toEqual([])
      expect(new Set(ofOptions).size).toBe(ofOptions.length)
    }
  })

  test('have descriptions and choices of at most 100 characters', () => {
    const texts = commands.flatMap(({ label, options }) => [
      label(words).description,
      ...options.map((option) => option.label(words).description),
      ...options.flatMap((option) =>
        option.type === 'choice' ? option.choices.map((choice) => choice.label(words)) : [],
      ),
    ])
    expect(texts.filter((text) => text.length < 1 || text.length > 100)).toEqual([])
  })

  test('say where they are named what they are called', () => {
    expect(namesOfOptions(words)).toEqual([])
  })
})

const isName = (name: string): boolean =>
  /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u.test(name) && name === name.toLowerCase()

/** Sentences that name an option in quotes by a name that no option has; `put` in by people aside. */
function namesOfOptions(words: Words): string[] {
  const known = new Set(commands.flatMap(({ options }) => options.map(({ label }) => label(words).name)))
  const { start, settings } = words.answers
  return [start.noRoom, start.readersNotYours, settings.noSetting, settings.notARoom, settings.byOptions]
    .flatMap((text) =>
      [...text.matchAll(/[“„«「](?:\s*)([^”“»」]+?)(?:\s*)[”“»」]/g)].map(([, name]) => name ?? ''),
    )
    .filter((name) => !known.has(name))
}
