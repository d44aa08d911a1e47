import type { Parsed } from '../../config/setting.ts'
import type { HostSettings } from './host-settings.ts'

/**
 * One setting of a guild as data: what it is called, what it means, and how its text becomes a value. The same text
 * is what a person types, what a menu sends and what the store keeps.
 */
export interface GuildSetting<Value> {
  /** As people choose it and the store keeps it: `key-terms`. Never changed once released. */
  readonly name: string
  /** As people read it: "Key terms". */
  readonly title: string
  /** A sentence of at most 100 characters. */
  readonly help: string
  /** What may be typed, as a phrase that follows "Type": "names and words, separated by commas". */
  readonly typed: string
  /** Whether a session that runs follows a change. */
  readonly effect: 'at-once' | 'next-session'
  /** Its values are people's own words: they are to be disarmed before they are shown. */
  readonly free: boolean
  /** The value of a guild that has chosen none. */
  readonly fallback: (host: HostSettings) => Value
  /** The value, or a problem as a phrase that follows the setting's title: "must be one of …". */
  readonly parse: (text: string, host: HostSettings) => Parsed<Value>
  /** The text that `parse` makes this value of. */
  readonly write: (value: Value) => string
  /** For people to read. */
  readonly show: (value: Value, host: HostSettings) => string
  /** Values to choose from, as texts; at most 24. A person may type others where `typed` allows more. */
  readonly offers: (host: HostSettings) => readonly string[]
}

type About<Value> = Omit<GuildSetting<Value>, 'free'> & { readonly free?: boolean }

export const guildSetting = <Value>(about: About<Value>): GuildSetting<Value> => ({ free: false, ...about })

type Common<Value> = Pick<GuildSetting<Value>, 'name' | 'title' | 'help' | 'effect' | 'fallback'>

/** One of a few names, each with what it means. */
export function choice<Name extends string>(
  about: Common<Name>,
  meanings: Readonly<Record<Name, string>>,
): GuildSetting<Name> {
  const isName = (text: string): text is Name => Object.hasOwn(meanings, text)
  const names = Object.keys(meanings).filter(isName)
  return guildSetting<Name>({
    ...about,
    typed: oneOf(names),
    parse: (text) => {
      const name = text.toLowerCase()
      return isName(name) ? { value: name } : { problem: `must be ${oneOf(names)}` }
    },
    write: (value) => value,
    show: (value) => meanings[value],
    offers: () => names,
  })
}

export function flag(about: Common<boolean>): GuildSetting<boolean> {
  return guildSetting<boolean>({
    ...about,
    typed: 'on or off',
    parse: (text) => {
      const word = text.toLowerCase()
      return word === 'on' || word === 'off' ? { value: word === 'on' } : { problem: 'must be on or off' }
    },
    write: (value) => (value ? 'on' : 'off'),
    show: (value) => (value ? 'on' : 'off'),
    offers: () => ['on', 'off'],
  })
}

export interface Measure {
  readonly unit: string
  readonly min: number
  readonly max: number
  readonly offers: readonly number[]
}

/** A whole number of some unit, or `never`. */
export function wait(about: Common<number | null>, measure: Measure): GuildSetting<number | null> {
  const { unit, min, max, offers } = measure
  const range = `a whole number of ${unit} from ${min} to ${max}, or never`
  return guildSetting<number | null>({
    ...about,
    typed: range,
    parse: (text) => {
      if (text.toLowerCase() === 'never') return { value: null }
      const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
      return value >= min && value <= max ? { value } : { problem: `must be ${range}` }
    },
    write: (value) => (value === null ? 'never' : String(value)),
    show: (value) => (value === null ? 'never' : `after ${value} ${unit}`),
    offers: () => [...offers.map(String), 'never'],
  })
}

/** "a, b or c". */
export function oneOf(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`
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
