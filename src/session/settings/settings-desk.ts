import { UserError } from '../../base/errors.ts'
import type { GuildId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Settings } from '../store.ts'
import {
  type AnyGuildSetting,
  allGuildSettings,
  type GuildSettings,
  readGuildSettings,
} from './guild-settings.ts'
import type { HostSettings } from './host-settings.ts'

export interface SettingsDeskOptions {
  readonly store: Settings
  readonly host: HostSettings
  readonly log: Log
}

/** Told of a change, with what the guild has from now on. */
export type SettingsWatcher = (guild: GuildId, settings: GuildSettings) => void

type Texts = ReadonlyMap<string, string>

/** What each guild has chosen: read once, kept in the store with every change, and told to those who watch. */
export class SettingsDesk {
  readonly host: HostSettings
  readonly #options: SettingsDeskOptions
  readonly #texts = new Map<GuildId, Texts>()
  readonly #watchers = new Set<SettingsWatcher>()

  constructor(options: SettingsDeskOptions) {
    this.host = options.host
    this.#options = options
  }

  /** Rejects with a StoreError where nobody can tell: nothing is to be begun then. */
  async of(guild: GuildId): Promise<GuildSettings> {
    return readGuildSettings(await this.#own(guild), this.host)
  }

  /** As last read, without a wait; of a guild that was never asked for, what the host has set. */
  known(guild: GuildId): GuildSettings {
    return readGuildSettings(this.#texts.get(guild) ?? new Map(), this.host)
  }

  /** What the guild has chosen itself, as texts by the setting's name. Rejects with a StoreError. */
  chosen(guild: GuildId): Promise<Texts> {
    return this.#own(guild)
  }

  /**
   * Keeps another value, given as its text; null: as the host has set it. Resolves with the setting. Rejects with a
   * UserError that says what is wrong with the text, or with a StoreError; then nothing has changed.
   */
  async change(guild: GuildId, name: string, text: string | null): Promise<AnyGuildSetting> {
    const setting = settingNamed(name)
    const checked = text === null ? { value: null } : setting.check(text, this.host)
    if ('problem' in checked) {
      const { problem } = checked
      throw new UserError((words) => words.settings.wrong(setting.title(words), problem(words)))
    }
    await this.#own(guild)
    await this.#options.store.keepGuildSettings(guild, new Map([[setting.name, checked.value]]))
    const texts = new Map(this.#texts.get(guild))
    if (checked.value === null) texts.delete(setting.name)
    else texts.set(setting.name, checked.value)
    this.#texts.set(guild, texts)
    this.#options.log.info('setting changed', { guild, setting: setting.name })
    const settings = readGuildSettings(texts, this.host)
    for (const watcher of this.#watchers) watcher(guild, settings)
    return setting
  }

  /** Tells of every change from now on. */
  watch(watcher: SettingsWatcher): void {
    this.#watchers.add(watcher)
  }

  /** The bot was removed from this guild: what is kept of it may be deleted, so it is read anew if it comes back. */
  forget(guild: GuildId): void {
    this.#texts.delete(guild)
  }

  async #own(guild: GuildId): Promise<Texts> {
    const known = this.#texts.get(guild)
    if (known !== undefined) return known
    const read = await this.#options.store.guildSettings(guild)
    // A change that came in between knows better.
    const texts = this.#texts.get(guild) ?? read
    this.#texts.set(guild, texts)
    return texts
  }
}

/** Throws a UserError where there is no such setting. */
export function settingNamed(name: string): AnyGuildSetting {
  const setting = allGuildSettings.find((each) => each.name === name)
  if (setting === undefined) throw new UserError(({ settings }) => settings.unknown)
  return setting
}
