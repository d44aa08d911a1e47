import { english } from './english/english.ts'
import { french } from './french/french.ts'
import { german } from './german/german.ts'
import { japanese } from './japanese/japanese.ts'
import { portuguese } from './portuguese/portuguese.ts'
import { spanish } from './spanish/spanish.ts'
import type { Words } from './words.ts'

/** The languages, each by the names that Discord has for it (Discord's documentation, "Locales"). */
const LANGUAGES: readonly { readonly words: Words; readonly locales: readonly string[] }[] = [
  { words: english, locales: ['en-GB', 'en-US'] },
  { words: french, locales: ['fr'] },
  { words: german, locales: ['de'] },
  { words: japanese, locales: ['ja'] },
  { words: portuguese, locales: ['pt-BR'] },
  { words: spanish, locales: ['es-ES', 'es-419'] },
]

const byLocale: ReadonlyMap<string, Words> = new Map(
  LANGUAGES.flatMap(({ words, locales }) => locales.map((locale) => [locale, words] as const)),
)

/** All languages. */
export const allWords: readonly Words[] = LANGUAGES.map(({ words }) => words)

/** In the language of one of Discord's locales; English where that is none of ours. */
export const wordsOf = (locale: string): Words => byLocale.get(locale) ?? english

/** For each of Discord's locales but the English ones, what is said there. */
export const localised = (say: (words: Words) => string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...byLocale].filter(([, words]) => words !== english).map(([locale, words]) => [locale, say(words)]),
  )
