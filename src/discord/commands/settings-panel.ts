import type { Suggestion } from '../../session/command.ts'
import type { ComponentReply } from '../../session/component.ts'
import type { Menu, MenuOption } from '../../session/control.ts'
import {
  type AnyGuildSetting,
  allGuildSettings,
  type GuildSettings,
} from '../../session/settings/guild-settings.ts'
import type { HostSettings } from '../../session/settings/host-settings.ts'
import { isPro } from '../../speech/assemblyai/settings.ts'
import type { Saying, Words } from '../../wording/words.ts'
import { quotedText } from '../captions/markup.ts'

/** What `/transcribe settings` shows: all settings, one of them, and what became of a change. */

/** The component behind both menus, and what they tell it. */
export const SETTINGS_PANEL = 'settings'
export const CHOOSE = 'choose'
export const SET = 'set'

/** What makes the host's own setting count again, where a value is asked for. */
export const AS_THE_HOST = 'default'

/** Discord's limit for the labels, values and descriptions of a menu. */
const MENU_TEXT = 100
/** Discord's own limit for a message, in characters. */
const MESSAGE_LENGTH = 2_000
/** What a list of all settings shows of each value, the first with which all of them fit into a message. */
const LINES = [90, 70, 50, 30, 10] as const
/** The same of one that is shown alone, among what is said about it. */
const VALUE = 1_000

/** Before what the guild itself has chosen. */
const MARK = '▸'

/** What is needed to show a guild's settings. */
export interface SettingsView {
  readonly host: HostSettings
  /** What the guild has chosen, as texts by the setting's name. */
  readonly chosen: ReadonlyMap<string, string>
}

/** All settings, and a menu to choose one. */
export const panel = (view: SettingsView): ComponentReply => ({
  text: (words) => {
    const lists = LINES.map((length) => listOf(view, length, words))
    return lists.find((list) => list.length <= MESSAGE_LENGTH) ?? lists.at(-1) ?? ''
  },
  rows: [[settingMenu(null)]],
  update: true,
})

function listOf(view: SettingsView, length: number, words: Words): string {
  const { head, line } = words.settings.panel
  const lines = allGuildSettings.map((setting) => {
    const mark = view.chosen.has(setting.name) ? `${MARK} ` : ''
    return mark + line(setting.title(words), clipped(currentOf(setting, view, words), length))
  })
  return [head(MARK), ...lines].join('\n')
}

/** One setting: what it means, what it is, and its values to choose from. `news` comes first. */
export function detail(
  setting: AnyGuildSetting,
  view: SettingsView,
  news: Saying | null = null,
): ComponentReply {
  const text: Saying = (words) => {
    const { current, here, byHost, howTo } = words.settings.panel
    const by = view.chosen.has(setting.name) ? here : byHost
    return [
      ...(news === null ? [] : [news(words), '']),
      current(setting.title(words), currentOf(setting, view, words), by),
      setting.help(words),
      howTo(setting.typed(words)),
    ].join('\n')
  }
  return { text, rows: [[valueMenu(setting, view)], [settingMenu(setting.name)]], update: true }
}

/** What became of a change. `running`: a session goes on in the guild. */
export function changed(
  setting: AnyGuildSetting,
  view: SettingsView,
  { settings, running }: { readonly settings: GuildSettings; readonly running: boolean },
): Saying {
  const remark = remarkOn(setting, settings)
  return (words) => {
    const { changed: isNow, atOnce, next, nextButRunning } = words.settings.panel
    const later = running ? nextButRunning : next
    return [
      isNow(setting.title(words), currentOf(setting, view, words)),
      setting.effect === 'at-once' ? atOnce : later,
      ...(remark === null ? [] : [remark(words)]),
    ].join(' ')
  }
}

/** The values that are offered for what is being typed, with what they mean. */
export function valueSuggestions(
  setting: AnyGuildSetting,
  { host }: SettingsView,
  { typed, words }: { readonly typed: string; readonly words: Words },
): Suggestion[] {
  const sought = typed.trim().toLowerCase()
  return valuesOf(setting, host)
    .map(({ label, value }) => ({ label: label(words), value }))
    .filter(({ label, value }) => label.toLowerCase().includes(sought) || value.includes(sought))
}

/** What a person may not expect of what they chose. */
function remarkOn({ name }: AnyGuildSetting, settings: GuildSettings): Saying | null {
  const { model, languages, engines, capDay, capMonth } = settings
  const takesLanguages = isPro(model)
  if ((name === 'language' || name === 'model') && languages.length > 0 && !takesLanguages)
    return (words) => words.settings.panel.remarks.noLanguages(model)
  if (
    (name === 'model' || name === 'language' || name === 'profanity-filter') &&
    !engines.includes('assemblyai')
  )
    return (words) => words.settings.panel.remarks.notUsed
  if (name.startsWith('cap-') && (capDay === 0 || capMonth === 0))
    return (words) => words.settings.panel.remarks.noMoney
  return null
}

const settingMenu = (chosen: string | null): Menu => ({
  kind: 'menu',
  id: SETTINGS_PANEL,
  argument: CHOOSE,
  placeholder: (words) => words.settings.panel.chooseSetting,
  least: 1,
  most: 1,
  options: allGuildSettings.map(({ name, title, help }) => ({
    label: title,
    value: name,
    description: (words) => clipped(help(words), MENU_TEXT),
    chosen: name === chosen,
  })),
})

function valueMenu(setting: AnyGuildSetting, { host, chosen }: SettingsView): Menu {
  const current = chosen.get(setting.name) ?? AS_THE_HOST
  return {
    kind: 'menu',
    id: SETTINGS_PANEL,
    argument: `${SET} ${setting.name}`,
    placeholder: (words) => words.settings.panel.chooseValue,
    least: 1,
    most: 1,
    options: valuesOf(setting, host).map((option) => ({ ...option, chosen: option.value === current })),
  }
}

function valuesOf(setting: AnyGuildSetting, host: HostSettings): Omit<MenuOption, 'chosen'>[] {
  const offers = setting.offers(host).map((value) => ({ value, label: setting.reads(value, host) }))
  const fallback = setting.showsFallback(host)
  const byHost: Saying = (words) => {
    const { choiceByHost, byHost: by } = words.settings.panel
    return choiceByHost(fallback(words), by)
  }
  return [...offers, { value: AS_THE_HOST, label: byHost }].map(({ value, label }) => ({
    value,
    label: (words) => clipped(label(words), MENU_TEXT),
  }))
}

function currentOf(setting: AnyGuildSetting, { host, chosen }: SettingsView, words: Words): string {
  const text = chosen.get(setting.name)
  const shown = text === undefined ? setting.showsFallback(host) : setting.reads(text, host)
  return clipped(setting.free ? quotedText(shown(words)) : shown(words), VALUE)
}

const clipped = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`
