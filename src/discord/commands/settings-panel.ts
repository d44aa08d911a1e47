import type { ComponentReply } from '../../session/component.ts'
import type { Menu, MenuOption } from '../../session/control.ts'
import {
  type AnyGuildSetting,
  allGuildSettings,
  type GuildSettings,
} from '../../session/settings/guild-settings.ts'
import type { HostSettings } from '../../session/settings/host-settings.ts'
import { isPro } from '../../speech/assemblyai/settings.ts'
import { safeText } from '../captions/markup.ts'

/** What `/transcribe settings` shows: all settings, one of them, and what became of a change. */

/** The component behind both menus, and what they tell it. */
export const SETTINGS_PANEL = 'settings'
export const CHOOSE = 'choose'
export const SET = 'set'

/** What makes the host's own setting count again, where a value is asked for. */
export const AS_THE_HOST = 'default'

/** Discord's limit for the labels, values and descriptions of a menu. */
const MENU_TEXT = 100
/** What a list of all settings shows of one: all of them must fit into a message. */
const LINE = 90
/** The same of one that is shown alone, among what is said about it. */
const VALUE = 1_000

const HEAD = '**Settings of this server**. Those with ▸ were chosen here, the others by whoever runs me.'
const CHOOSE_SETTING = 'Choose a setting'
const CHOOSE_VALUE = 'Choose a value'
const BY_HOST = 'as whoever runs me has set it'
const HERE = 'chosen for this server'
const AT_ONCE = 'This holds from now on.'
const NEXT = 'This holds from the next session on.'
const NEXT_BUT_RUNNING = 'The session that runs goes on as it began: this holds from the next one on.'

/** What is needed to show a guild's settings. */
export interface SettingsView {
  readonly host: HostSettings
  /** What the guild has chosen, as texts by the setting's name. */
  readonly chosen: ReadonlyMap<string, string>
}

/** All settings, and a menu to choose one. */
export function panel(view: SettingsView): ComponentReply {
  const lines = allGuildSettings.map((setting) => {
    const mark = view.chosen.has(setting.name) ? '▸ ' : ''
    return `${mark}${setting.title}: ${clipped(currentOf(setting, view), LINE)}`
  })
  return { text: [HEAD, ...lines].join('\n'), rows: [[settingMenu(null)]], update: true }
}

/** One setting: what it means, what it is, and its values to choose from. `news` comes first. */
export function detail(
  setting: AnyGuildSetting,
  view: SettingsView,
  news: string | null = null,
): ComponentReply {
  const by = view.chosen.has(setting.name) ? HERE : BY_HOST
  const text = [
    ...(news === null ? [] : [news, '']),
    `**${setting.title}**: ${currentOf(setting, view)} (${by})`,
    setting.help,
    `Choose below, or use the option “value” of this command. Type ${setting.typed}.`,
  ].join('\n')
  return { text, rows: [[valueMenu(setting, view)], [settingMenu(setting.name)]], update: true }
}

/** What became of a change. `running`: a session goes on in the guild. */
export function changed(
  setting: AnyGuildSetting,
  view: SettingsView,
  { settings, running }: { readonly settings: GuildSettings; readonly running: boolean },
): string {
  const later = running ? NEXT_BUT_RUNNING : NEXT
  const remark = remarkOn(setting, settings)
  return [
    `${setting.title} is now: ${currentOf(setting, view)}.`,
    setting.effect === 'at-once' ? AT_ONCE : later,
    ...(remark === null ? [] : [remark]),
  ].join(' ')
}

/** The values that are offered for what is being typed, with what they mean. */
export function valueSuggestions(
  setting: AnyGuildSetting,
  { host }: SettingsView,
  typed: string,
): MenuOption[] {
  const sought = typed.trim().toLowerCase()
  return valuesOf(setting, host).filter(
    ({ label, value }) => label.toLowerCase().includes(sought) || value.includes(sought),
  )
}

/** What a person may not expect of what they chose. */
function remarkOn({ name }: AnyGuildSetting, settings: GuildSettings): string | null {
  const { model, languages, engines, capDay, capMonth } = settings
  const takesLanguages = isPro(model)
  if ((name === 'language' || name === 'model') && languages.length > 0 && !takesLanguages)
    return `The model ${model} takes no languages: the choice of a language has no effect with it.`
  if (
    (name === 'model' || name === 'language' || name === 'profanity-filter') &&
    !engines.includes('assemblyai')
  )
    return `It is for the engine assemblyai, which is not used in this server.`
  if (name.startsWith('cap-') && (capDay === 0 || capMonth === 0))
    return 'With a cap of 0 no engine is used that costs money.'
  return null
}

function settingMenu(chosen: string | null): Menu {
  return {
    kind: 'menu',
    id: SETTINGS_PANEL,
    argument: CHOOSE,
    placeholder: CHOOSE_SETTING,
    least: 1,
    most: 1,
    options: allGuildSettings.map(({ name, title, help }) => ({
      label: title,
      value: name,
      description: clipped(help, MENU_TEXT),
      chosen: name === chosen,
    })),
  }
}

function valueMenu(setting: AnyGuildSetting, { host, chosen }: SettingsView): Menu {
  const current = chosen.get(setting.name) ?? AS_THE_HOST
  return {
    kind: 'menu',
    id: SETTINGS_PANEL,
    argument: `${SET} ${setting.name}`,
    placeholder: CHOOSE_VALUE,
    least: 1,
    most: 1,
    options: valuesOf(setting, host).map((option) => ({ ...option, chosen: option.value === current })),
  }
}

function valuesOf(setting: AnyGuildSetting, host: HostSettings): MenuOption[] {
  const offers = setting.offers(host).map((value) => ({ value, label: setting.reads(value, host) }))
  const byHost = { value: AS_THE_HOST, label: `${setting.showsFallback(host)} (${BY_HOST})` }
  return [...offers, byHost].map(({ value, label }) => ({
    value,
    label: clipped(label, MENU_TEXT),
    chosen: false,
  }))
}

function currentOf(setting: AnyGuildSetting, { host, chosen }: SettingsView): string {
  const text = chosen.get(setting.name)
  const shown = text === undefined ? setting.showsFallback(host) : setting.reads(text, host)
  return clipped(setting.free ? safeText(shown) : shown, VALUE)
}

const clipped = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`
