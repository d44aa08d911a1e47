import {
  ApplicationCommand,
  type ApplicationCommandManager,
  type ChatInputApplicationCommandData,
  type LocalizationMap,
  type MessageApplicationCommandData,
} from 'discord.js'
import type { GuildId } from '../../base/ids.ts'

export type CommandData = ChatInputApplicationCommandData | MessageApplicationCommandData

/**
 * Registers those commands that are not registered yet, or differently, in one server or (null) in all; answers
 * their names. Rejects as discord.js's REST does. What else is registered stays as it is: it may be somebody else's.
 */
export async function registerCommands(
  manager: ApplicationCommandManager,
  wanted: readonly CommandData[],
  guild: GuildId | null,
): Promise<readonly string[]> {
  const scope = guild === null ? {} : { guildId: guild }
  const registered = await manager.fetch({ ...scope, withLocalizations: true })
  const changed = wanted.filter((command) => {
    const present = registered.find(({ name, type }) => name === command.name && type === command.type)
    return present === undefined || !isSame(present, command)
  })
  // A command of the same name and type is replaced by the new one (Discord's documentation, "Create … Command").
  for (const command of changed)
    await (guild === null ? manager.create(command) : manager.create(command, guild))
  return changed.map(({ name }) => name)
}

/** Only by what we set ourselves: Discord fills in the rest, and not in the same way for a server as for all. */
function isSame(present: ApplicationCommand, wanted: CommandData): boolean {
  const [description, options] =
    'description' in wanted ? [wanted.description, wanted.options ?? []] : ['', []]
  return (
    present.description === description &&
    ApplicationCommand.optionsEqual(present.options, [...options], true) &&
    isSameMap(present.nameLocalizations, wanted.nameLocalizations) &&
    (wanted.contexts === undefined || isSameSet(present.contexts, wanted.contexts)) &&
    isSameMap(
      present.descriptionLocalizations,
      'descriptionLocalizations' in wanted ? wanted.descriptionLocalizations : null,
    )
  )
}

function isSameSet(present: readonly number[] | null, wanted: readonly number[]): boolean {
  const ones = new Set(present)
  return present !== null && ones.size === new Set(wanted).size && wanted.every((each) => ones.has(each))
}

type Translations = Readonly<LocalizationMap> | null | undefined

/** None are as good as an empty map. */
function isSameMap(one: Translations, other: Translations): boolean {
  const [ones, others] = [one, other].map((map) =>
    JSON.stringify(Object.entries(map ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  )
  return ones === others
}
