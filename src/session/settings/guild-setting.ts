import type { Saying, Words } from '../../wording/words.ts'
import type { HostSettings } from './host-settings.ts'

/** The value of a text, or what is wrong with it as a phrase that follows the setting's title: "must be one of …". */
export type Checked<Value> = { readonly value: Value } | { readonly problem: Saying }

/**
 * One setting of a guild as data: what it is called, what it means, and how its text becomes a value. The same text
 * is what a person types, what a menu sends and what the store keeps, in whatever language people read the rest.
 */
export interface GuildSetting<Value> {
  /** As people choose it and the store keeps it: `key-terms`. Never changed once released. */
  readonly name: string
  /** As people read it: "Key terms". */
  readonly title: Saying
  /** A sentence of at most 100 characters. */
  readonly help: Saying
  /** What may be typed, as a phrase that follows "Type": "names and words, separated by commas". */
  readonly typed: Saying
  /** Whether a session that runs follows a change. */
  readonly effect: 'at-once' | 'next-session'
  /** Its values are people's own words: they are to be disarmed before they are shown. */
  readonly free: boolean
  /** The value of a guild that has chosen none. */
  readonly fallback: (host: HostSettings) => Value
  readonly parse: (text: string, host: HostSettings) => Checked<Value>
  /** The text that `parse` makes this value of. */
  readonly write: (value: Value) => string
  /** For people to read. */
  readonly show: (value: Value, host: HostSettings) => Saying
  /** Values to choose from, as texts; at most 24. A person may type others where `typed` allows more. */
  readonly offers: (host: HostSettings) => readonly string[]
}

/** What is said about a setting, in one language. */
interface About {
  readonly title: string
  readonly help: string
}

type Own<Value> = Omit<GuildSetting<Value>, 'title' | 'help' | 'free'> & {
  readonly about: (words: Words['settings']) => About
  readonly free?: boolean
}

export function guildSetting<Value>({ about, free = false, ...own }: Own<Value>): GuildSetting<Value> {
  return {
    title: ({ settings }) => about(settings).title,
    help: ({ settings }) => about(settings).help,
    free,
    ...own,
  }
}

type Common<Value> = Pick<Own<Value>, 'name' | 'about' | 'effect' | 'fallback'>

/** One of a few names, each with what it means. */
export function choice<Name extends string>(
  own: Common<Name>,
  meanings: Readonly<Record<Name, Saying>>,
): GuildSetting<Name> {
  const isName = (text: string): text is Name => Object.hasOwn(meanings, text)
  const names = Object.keys(meanings).filter(isName)
  return guildSetting<Name>({
    ...own,
    typed: ({ settings }) => settings.common.choice(names),
    parse: (text) => {
      const value = names.find((name) => name.toLowerCase() === text.toLowerCase())
      return value === undefined
        ? { problem: ({ settings }) => settings.common.choiceWrong(names) }
        : { value }
    },
    write: (value) => value,
    show: (value) => meanings[value],
    offers: () => names,
  })
}

export function flag(own: Common<boolean>): GuildSetting<boolean> {
  return guildSetting<boolean>({
    ...own,
    typed: ({ settings }) => settings.common.flag,
    parse: (text) => {
      const word = text.toLowerCase()
      return word === 'on' || word === 'off'
        ? { value: word === 'on' }
        : { problem: ({ settings }) => settings.common.flagWrong }
    },
    write: (value) => (value ? 'on' : 'off'),
    show:
      (value) =>
      ({ settings: { common } }) =>
        value ? common.on : common.off,
    offers: () => ['on', 'off'],
  })
}

/** What is said about a wait, in its own unit. */
interface AboutWait extends About {
  readonly typed: (least: number, most: number) => string
  readonly wrong: (least: number, most: number) => string
  readonly after: (count: number) => string
}

export interface Measure {
  readonly about: (words: Words['settings']) => AboutWait
  readonly min: number
  readonly max: number
  readonly offers: readonly number[]
}

/** A whole number of some unit, or `never`. */
export function wait(
  own: Omit<Common<number | null>, 'about'>,
  { about, min, max, offers }: Measure,
): GuildSetting<number | null> {
  return guildSetting<number | null>({
    ...own,
    about,
    typed: ({ settings }) => about(settings).typed(min, max),
    parse: (text) => {
      if (text.toLowerCase() === 'never') return { value: null }
      const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
      return value >= min && value <= max
        ? { value }
        : { problem: ({ settings }) => about(settings).wrong(min, max) }
    },
    write: (value) => (value === null ? 'never' : String(value)),
    show:
      (value) =>
      ({ settings }) =>
        value === null ? settings.common.never : about(settings).after(value),
    offers: () => [...offers.map(String), 'never'],
  })
}

/** The entries of a comma-separated list, each once. */
export const entries = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  ),
]
