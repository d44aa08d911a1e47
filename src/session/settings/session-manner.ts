import type { AutoStopRules } from '../auto-stop.ts'
import type { ConsentRule } from '../consent/consent-rule.ts'
import type { CaptionStyle } from '../ports.ts'
import type { TuningOptions } from '../tuning.ts'
import type { GuildSettings } from './guild-settings.ts'

/** What a guild's settings come to for a session, in the terms of those who carry them out. */

export const styleOf = ({ posting, liveCaptions }: GuildSettings): CaptionStyle => ({
  posting,
  live: liveCaptions,
})

export const stopRulesOf = ({ stopEmptySeconds, stopQuietMinutes }: GuildSettings): AutoStopRules => ({
  emptyMs: stopEmptySeconds === null ? null : stopEmptySeconds * 1_000,
  quietMs: stopQuietMinutes === null ? null : stopQuietMinutes * 60_000,
})

export const ruleOf = ({ consent, hearBots }: GuildSettings): ConsentRule => ({ mode: consent, hearBots })

/** `names`: whether the names of those who are heard are words to expect, which is the host's to say. */
export const tuningOf = (
  settings: GuildSettings,
  { names }: Pick<TuningOptions, 'names'>,
): TuningOptions => ({
  keyTerms: settings.keyTerms,
  names,
  own: {
    preset: settings.preset,
    model: settings.model,
    languageCodes: settings.languages,
    filterProfanity: settings.filterProfanity,
  },
})
