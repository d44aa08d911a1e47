import type { TurnPreset } from '../../config/turn-presets.ts'
import { type Saying, verbatim } from '../../wording/words.ts'
import { type AutoStartPlace, beginSettings, type Starters } from './begin-settings.ts'
import { type Checked, choice, flag, type GuildSetting } from './guild-setting.ts'
import type { HostSettings } from './host-settings.ts'
import { limitSettings } from './limit-settings.ts'
import { speechSettings } from './speech-settings.ts'

/** How a guild has the bot: what it has chosen, and elsewhere what the host has set. */
export interface GuildSettings {
  /** In order of preference. */
  readonly engines: readonly string[]
  /** AssemblyAI's `speech_model`. */
  readonly model: string
  /** To expect, the most likely first; empty: the model finds out. */
  readonly languages: readonly string[]
  readonly preset: TurnPreset
  readonly keyTerms: readonly string[]
  readonly filterProfanity: boolean
  readonly posting: 'personas' | 'plain'
  readonly thread: boolean
  readonly liveCaptions: boolean
  /** The language of what is written in its channels; `auto`: the one that the guild has in Discord. */
  readonly wording: Wording
  /** `notice`: all are heard but those who opted out; `ask`: those alone who agreed. */
  readonly consent: 'notice' | 'ask'
  readonly hearBots: boolean
  /** In the host's currency, the lower of the guild's and the host's; null: no cap. */
  readonly capDay: number | null
  readonly capMonth: number | null
  readonly autoStart: AutoStartPlace | null
  /** A session ends when nobody was in the room for so many seconds; null: never. */
  readonly stopEmptySeconds: number | null
  /** A session ends when nobody spoke for so many minutes; null: never. */
  readonly stopQuietMinutes: number | null
  /** The lower of the guild's and the host's; null: transcripts are kept. */
  readonly retentionDays: number | null
  readonly starters: Starters
}

/** A language of the catalogue, by its Unicode name, or whichever the guild has in Discord. */
export type Wording = 'auto' | 'en' | 'de' | 'fr' | 'es' | 'pt-BR' | 'ja'

/** Every setting of a guild, in the order in which people see them. */
export const guildSettings = {
  ...speechSettings,
  posting: choice<'personas' | 'plain'>(
    {
      name: 'posting',
      about: ({ posting }) => posting,
      effect: 'next-session',
      fallback: (host) => host.posting,
    },
    {
      personas: ({ settings }) => settings.posting.personas,
      plain: ({ settings }) => settings.posting.plain,
    },
  ),
  thread: flag({
    name: 'thread',
    about: ({ thread }) => thread,
    effect: 'next-session',
    fallback: (host) => host.thread,
  }),
  liveCaptions: flag({
    name: 'live-captions',
    about: ({ liveCaptions }) => liveCaptions,
    effect: 'at-once',
    fallback: (host) => host.liveCaptions,
  }),
  wording: choice<Wording>(
    {
      name: 'wording',
      about: ({ wording }) => wording,
      effect: 'next-session',
      fallback: () => 'auto',
    },
    {
      auto: ({ settings }) => settings.wording.auto,
      // Whoever is to find their own language need not know the one that was chosen.
      en: verbatim('en: English'),
      de: verbatim('de: Deutsch'),
      fr: verbatim('fr: français'),
      es: verbatim('es: español'),
      'pt-BR': verbatim('pt-BR: português do Brasil'),
      ja: verbatim('ja: 日本語'),
    },
  ),
  consent: choice<'notice' | 'ask'>(
    {
      name: 'consent',
      about: ({ consent }) => consent,
      effect: 'at-once',
      fallback: () => 'notice',
    },
    {
      notice: ({ settings }) => settings.consent.notice,
      ask: ({ settings }) => settings.consent.ask,
    },
  ),
  hearBots: flag({
    name: 'bots',
    about: ({ hearBots }) => hearBots,
    effect: 'at-once',
    fallback: () => false,
  }),
  ...limitSettings,
  ...beginSettings,
} as const

/** Any of them, with its own kind of value kept from sight. */
export interface AnyGuildSetting
  extends Pick<GuildSetting<unknown>, 'name' | 'title' | 'help' | 'typed' | 'effect' | 'free' | 'offers'> {
  /** The text as it is to be kept, or a problem. */
  check(text: string, host: HostSettings): Checked<string>
  /** As people read this text. */
  reads(text: string, host: HostSettings): Saying
  /** What a guild has that has chosen nothing, as people read it. */
  showsFallback(host: HostSettings): Saying
}

/** All settings, in the order in which people see them. */
export const allGuildSettings: readonly AnyGuildSetting[] = [
  any(guildSettings.engines),
  any(guildSettings.model),
  any(guildSettings.languages),
  any(guildSettings.preset),
  any(guildSettings.keyTerms),
  any(guildSettings.filterProfanity),
  any(guildSettings.posting),
  any(guildSettings.thread),
  any(guildSettings.liveCaptions),
  any(guildSettings.wording),
  any(guildSettings.consent),
  any(guildSettings.hearBots),
  any(guildSettings.capDay),
  any(guildSettings.capMonth),
  any(guildSettings.autoStart),
  any(guildSettings.stopEmptySeconds),
  any(guildSettings.stopQuietMinutes),
  any(guildSettings.retentionDays),
  any(guildSettings.starters),
]

/**
 * What a guild has, of the texts that the store keeps of it by the setting's name. A text that is not allowed any
 * more, since the host has changed what may be chosen, counts as none.
 */
export function readGuildSettings(texts: ReadonlyMap<string, string>, host: HostSettings): GuildSettings {
  const read = <Value>(setting: GuildSetting<Value>): Value => {
    const text = texts.get(setting.name)
    const parsed = text === undefined ? null : setting.parse(text, host)
    return parsed !== null && 'value' in parsed ? parsed.value : setting.fallback(host)
  }
  return {
    engines: read(guildSettings.engines),
    model: read(guildSettings.model),
    languages: read(guildSettings.languages),
    preset: read(guildSettings.preset),
    keyTerms: read(guildSettings.keyTerms),
    filterProfanity: read(guildSettings.filterProfanity),
    posting: read(guildSettings.posting),
    thread: read(guildSettings.thread),
    liveCaptions: read(guildSettings.liveCaptions),
    wording: read(guildSettings.wording),
    consent: read(guildSettings.consent),
    hearBots: read(guildSettings.hearBots),
    capDay: read(guildSettings.capDay),
    capMonth: read(guildSettings.capMonth),
    autoStart: read(guildSettings.autoStart),
    stopEmptySeconds: read(guildSettings.stopEmptySeconds),
    stopQuietMinutes: read(guildSettings.stopQuietMinutes),
    retentionDays: read(guildSettings.retentionDays),
    starters: read(guildSettings.starters),
  }
}

function any<Value>(setting: GuildSetting<Value>): AnyGuildSetting {
  const parse = (text: string, host: HostSettings) => setting.parse(text.trim(), host)
  return {
    ...setting,
    check: (text, host) => {
      const parsed = parse(text, host)
      return 'value' in parsed ? { value: setting.write(parsed.value) } : parsed
    },
    reads: (text, host) => {
      const parsed = parse(text, host)
      return setting.show('value' in parsed ? parsed.value : setting.fallback(host), host)
    },
    showsFallback: (host) => setting.show(setting.fallback(host), host),
  }
}
