import { UserError } from '../src/base/errors.ts'
import { type GuildId, roomId } from '../src/base/ids.ts'
import {
  AS_THE_HOST,
  CHOOSE,
  changed,
  detail,
  panel,
  SET,
  SETTINGS_PANEL,
  type SettingsView,
  valueSuggestions,
} from '../src/discord/commands/settings-panel.ts'
import type { Command, CommandContext, CommandRequest } from '../src/session/command.ts'
import type { Component, ComponentReply } from '../src/session/component.ts'
import type { Checked } from '../src/session/settings/guild-setting.ts'
import { allGuildSettings, guildSettings } from '../src/session/settings/guild-settings.ts'
import { settingNamed } from '../src/session/settings/settings-desk.ts'
import { type Saying, together } from '../src/wording/words.ts'

const AUTO_START = guildSettings.autoStart.name
const STARTERS = guildSettings.starters.name

export const settings: Command = {
  name: 'settings',
  label: ({ commands }) => commands.settings.label,
  options: [
    {
      name: 'setting',
      label: ({ commands }) => commands.settings.setting,
      type: 'choice',
      required: false,
      choices: allGuildSettings.map(({ name, title }) => ({ label: title, value: name })),
    },
    {
      name: 'value',
      label: ({ commands }) => commands.settings.value,
      type: 'text',
      maxLength: 6_000,
      required: false,
      suggest: async (typed, request, context) => {
        const name = request.texts.get('setting')
        if (name === undefined || !request.manages) return []
        return valueSuggestions(settingNamed(name), await viewOf(request.guild, context), {
          typed,
          words: request.words,
        })
      },
    },
    {
      name: 'voice',
      label: ({ commands }) => commands.settings.voice,
      type: 'voice-channel',
      required: false,
    },
    { name: 'text', label: ({ commands }) => commands.settings.text, type: 'text-channel', required: false },
  ],
  async run(request, context) {
    if (!request.manages) throw new UserError(({ answers }) => answers.settings.notYours)
    const { guild, texts, options } = request
    const name = texts.get('setting')
    if (name === undefined) {
      if (texts.has('value') || options.size > 0)
        throw new UserError(({ answers }) => answers.settings.noSetting)
      return panel(await viewOf(guild, context))
    }
    const value = valueFrom(name, request)
    if (value === null) return detail(settingNamed(name), await viewOf(guild, context))
    const lacks = await checkValue({ name, value }, request, context)
    const news = await change(guild, { name, value }, context)
    return { text: together([news, ...lacks], '\n') }
  },
}

/** The menus of the panel. */
export const settingsPanel: Component = {
  id: SETTINGS_PANEL,
  async run({ guild, manages, argument, values }, context): Promise<ComponentReply> {
    if (!manages) throw new UserError(({ answers }) => answers.settings.notYours)
    const [doing, name = ''] = argument.split(' ')
    const [value = ''] = values
    if (doing === CHOOSE) return detail(settingNamed(value), await viewOf(guild, context))
    if (doing !== SET) return panel(await viewOf(guild, context))
    if (name === AUTO_START) checkTyped(value)
    const news = await change(guild, { name, value }, context)
    return detail(settingNamed(name), await viewOf(guild, context), news)
  },
}

/** Null: no value was given. Channels are taken from Discord's own options alone, where they are the server's own. */
function valueFrom(name: string, { texts, options, canSee }: CommandRequest): string | null {
  const value = texts.get('value')
  const [room, channel] = [options.get('voice'), options.get('text')]
  if (name !== AUTO_START) {
    if (room || channel) throw new UserError(({ answers }) => answers.settings.onlyAutoStart)
    return value ?? null
  }
  if (value !== undefined) checkTyped(value)
  if (value !== undefined || (!room && !channel)) return value ?? null
  if (room?.kind !== 'voice') throw new UserError(({ answers }) => answers.settings.notARoom)
  if (!canSee(roomId(room.id))) throw new UserError(({ answers }) => answers.settings.unseen)
  return `${room.id} ${(channel ?? room).id}`
}

function checkTyped(value: string): void {
  if (!['off', AS_THE_HOST].includes(value.toLowerCase()))
    throw new UserError(({ answers }) => answers.settings.byOptions)
}

/**
 * Looks at what the server has of what a value names: a role, or places for a session to begin in by itself. Resolves
 * with what will not be possible there. Rejects with a UserError where nothing would ever come of it.
 */
async function checkValue(
  { name, value }: { readonly name: string; readonly value: string },
  { guild, hasRole }: CommandRequest,
  { settings: desk, sessions }: CommandContext,
): Promise<readonly Saying[]> {
  if (name === STARTERS) {
    const starters = parsedOf(guildSettings.starters.parse(value.trim(), desk.host))
    if (starters?.kind === 'role' && !hasRole(starters.role))
      throw new UserError(({ answers }) => answers.settings.noRole)
  }
  if (name !== AUTO_START) return []
  const place = parsedOf(guildSettings.autoStart.parse(value.trim(), desk.host))
  if (place === null) return []
  try {
    return await sessions.checkPlaces({ guild, room: place.room }, place.channel)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const stays: Saying = ({ answers }) => answers.settings.noAutoStart
    throw new UserError(together([stays, error.saying]), { cause: error })
  }
}

/** Null: there is none; what is wrong with it is told where it is to be kept. */
const parsedOf = <Value>(checked: Checked<Value>): Value | null => ('value' in checked ? checked.value : null)

/** Resolves with what became of it, to be said. Rejects with a UserError that says what is wrong with the value. */
async function change(
  guild: GuildId,
  { name, value }: { readonly name: string; readonly value: string },
  context: CommandContext,
): Promise<Saying> {
  const isReset = value.trim().toLowerCase() === AS_THE_HOST
  const setting = await context.settings.change(guild, name, isReset ? null : value)
  return changed(setting, await viewOf(guild, context), {
    settings: context.settings.known(guild),
    running: context.sessions.status(guild) !== null,
  })
}

const viewOf = async (guild: GuildId, { settings: desk }: CommandContext): Promise<SettingsView> => ({
  host: desk.host,
  chosen: await desk.chosen(guild),
})
