import type { TurnPreset } from '../../config/turn-presets.ts'
import { verbatim } from '../../wording/words.ts'
import { type Checked, choice, entries, flag, guildSetting } from './guild-setting.ts'

/** Key terms are for all who speak: more are refused by the service. */
const MOST_TERMS = 100
const LONGEST_TERM = 50
/** AssemblyAI refuses more than 10 languages, and any that it does not know: this is its list. */
const MOST_LANGUAGES = 10
const LANGUAGES =
  'en es de fr it pt tr nl sv no da fi hi vi ar he ja ur zh ru ko ca gl ro et fa yue af mr zu xh nn'.split(
    ' ',
  )

/** How speech becomes text. */
export const speechSettings = {
  engines: guildSetting<readonly string[]>({
    name: 'engine',
    about: ({ engine }) => engine,
    typed: ({ settings }) => settings.engine.typed,
    effect: 'next-session',
    fallback: (host) => host.engines,
    parse: (text, host) => {
      const names = entries(text.toLowerCase())
      return names.length > 0 && names.every((name) => host.engines.includes(name))
        ? { value: names }
        : { problem: ({ settings }) => settings.engine.wrong(host.engines.join(', ')) }
    },
    write: (names) => names.join(','),
    show:
      (names) =>
      ({ settings }) =>
        settings.engine.shown(names),
    offers: ({ engines }) =>
      [
        ...engines,
        ...engines.flatMap((first) =>
          engines.filter((second) => second !== first).map((second) => `${first},${second}`),
        ),
      ].slice(0, 24),
  }),
  model: guildSetting<string>({
    name: 'model',
    about: ({ model }) => model,
    typed: ({ settings }) => settings.model.typed,
    effect: 'next-session',
    fallback: (host) => host.model,
    parse: (text, host) =>
      host.models.includes(text)
        ? { value: text }
        : { problem: ({ settings }) => settings.common.choiceWrong(host.models) },
    write: (model) => model,
    show: verbatim,
    offers: ({ models }) => models.slice(0, 24),
  }),
  languages: guildSetting<readonly string[]>({
    name: 'language',
    about: ({ language }) => language,
    typed: ({ settings }) => settings.language.typed(MOST_LANGUAGES),
    effect: 'next-session',
    fallback: (host) => host.languages,
    parse: (text) => {
      const codes = entries(text.toLowerCase())
      if (codes.length === 1 && codes[0] === 'any') return { value: [] }
      const known = codes.every((code) => LANGUAGES.includes(code))
      return codes.length > 0 && codes.length <= MOST_LANGUAGES && known
        ? { value: codes }
        : { problem: ({ settings }) => settings.language.wrong(MOST_LANGUAGES, LANGUAGES.join(', ')) }
    },
    write: (codes) => (codes.length === 0 ? 'any' : codes.join(',')),
    show:
      (codes) =>
      ({ settings }) =>
        codes.length === 0 ? settings.language.any : codes.join(', '),
    offers: () => ['any', ...LANGUAGES.slice(0, 20)],
  }),
  preset: choice<TurnPreset>(
    {
      name: 'preset',
      about: ({ preset }) => preset,
      effect: 'at-once',
      fallback: (host) => host.preset,
    },
    {
      quick: ({ settings }) => settings.preset.quick,
      balanced: ({ settings }) => settings.preset.balanced,
      notes: ({ settings }) => settings.preset.notes,
    },
  ),
  keyTerms: guildSetting<readonly string[]>({
    name: 'key-terms',
    about: ({ keyTerms }) => keyTerms,
    typed: ({ settings }) => settings.keyTerms.typed(MOST_TERMS, LONGEST_TERM),
    effect: 'at-once',
    free: true,
    fallback: (host) => host.keyTerms,
    parse: parseTerms,
    write: (terms) => (terms.length === 0 ? 'none' : terms.join(',')),
    show:
      (terms) =>
      ({ settings }) =>
        terms.length === 0 ? settings.common.none : terms.join(', '),
    offers: () => ['none'],
  }),
  filterProfanity: flag({
    name: 'profanity-filter',
    about: ({ profanityFilter }) => profanityFilter,
    effect: 'next-session',
    fallback: (host) => host.filterProfanity,
  }),
} as const

function parseTerms(text: string): Checked<readonly string[]> {
  if (text.toLowerCase() === 'none') return { value: [] }
  const terms = entries(text)
  const isTerm = (term: string): boolean => [...term].length <= LONGEST_TERM && !/[\p{Cc}\p{Cs}]/u.test(term)
  return terms.length > 0 && terms.length <= MOST_TERMS && terms.every(isTerm)
    ? { value: terms }
    : { problem: ({ settings }) => settings.keyTerms.wrong(MOST_TERMS, LONGEST_TERM) }
}
