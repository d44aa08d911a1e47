import type { Parsed } from '../../config/setting.ts'
import type { TURN_PRESETS, TurnPreset } from '../../config/turn-presets.ts'
import { choice, entries, flag, guildSetting, oneOf } from './guild-setting.ts'

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
    title: 'Engine',
    help: 'What turns speech into text; with several, the first that works.',
    typed: 'an engine, or several in order of preference, separated by commas',
    effect: 'next-session',
    fallback: (host) => host.engines,
    parse: (text, host) => {
      const names = entries(text.toLowerCase())
      return names.length > 0 && names.every((name) => host.engines.includes(name))
        ? { value: names }
        : { problem: `must be out of ${host.engines.join(', ')}: this bot has no other engines` }
    },
    write: (names) => names.join(','),
    show: (names) => names.join(', then '),
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
    title: 'Model',
    help: 'The model of the engine assemblyai.',
    typed: 'the name of a model',
    effect: 'next-session',
    fallback: (host) => host.model,
    parse: (text, host) =>
      host.models.includes(text) ? { value: text } : { problem: `must be ${oneOf(host.models)}` },
    write: (model) => model,
    show: (model) => model,
    offers: ({ models }) => models.slice(0, 24),
  }),
  languages: guildSetting<readonly string[]>({
    name: 'language',
    title: 'Language',
    help: 'The languages to expect, the most likely first; only the Pro models take them.',
    typed: `at most ${MOST_LANGUAGES} codes such as en, de, ja, separated by commas, or any`,
    effect: 'next-session',
    fallback: (host) => host.languages,
    parse: (text) => {
      const codes = entries(text.toLowerCase())
      if (codes.length === 1 && codes[0] === 'any') return { value: [] }
      const known = codes.every((code) => LANGUAGES.includes(code))
      return codes.length > 0 && codes.length <= MOST_LANGUAGES && known
        ? { value: codes }
        : { problem: `must be any, or at most ${MOST_LANGUAGES} of ${LANGUAGES.join(', ')}` }
    },
    write: (codes) => (codes.length === 0 ? 'any' : codes.join(',')),
    show: (codes) => (codes.length === 0 ? 'any: the model finds out' : codes.join(', ')),
    offers: () => ['any', ...LANGUAGES.slice(0, 20)],
  }),
  preset: choice<TurnPreset>(
    {
      name: 'preset',
      title: 'Turn detection',
      help: 'How soon a pause ends a line.',
      effect: 'at-once',
      fallback: (host) => host.preset,
    },
    {
      quick: 'quick: lines come sooner and are shorter',
      balanced: 'balanced',
      notes: 'notes: lines come later and are longer',
    } satisfies Record<(typeof TURN_PRESETS)[number], string>,
  ),
  keyTerms: guildSetting<readonly string[]>({
    name: 'key-terms',
    title: 'Key terms',
    help: 'Names and jargon to expect; AssemblyAI charges extra for them on some models.',
    typed: `at most ${MOST_TERMS} names and words of at most ${LONGEST_TERM} characters, separated by commas, or none`,
    effect: 'at-once',
    free: true,
    fallback: (host) => host.keyTerms,
    parse: parseTerms,
    write: (terms) => (terms.length === 0 ? 'none' : terms.join(',')),
    show: (terms) => (terms.length === 0 ? 'none' : terms.join(', ')),
    offers: () => ['none'],
  }),
  filterProfanity: flag({
    name: 'profanity-filter',
    title: 'Profanity filter',
    help: 'Whether the engine assemblyai masks swear words.',
    effect: 'next-session',
    fallback: (host) => host.filterProfanity,
  }),
} as const

function parseTerms(text: string): Parsed<readonly string[]> {
  if (text.toLowerCase() === 'none') return { value: [] }
  const terms = entries(text)
  const isTerm = (term: string): boolean => [...term].length <= LONGEST_TERM && !/[\p{Cc}\p{Cs}]/u.test(term)
  return terms.length > 0 && terms.length <= MOST_TERMS && terms.every(isTerm)
    ? { value: terms }
    : {
        problem: `must be none, or at most ${MOST_TERMS} names and words of at most ${LONGEST_TERM} characters, separated by commas`,
      }
}
