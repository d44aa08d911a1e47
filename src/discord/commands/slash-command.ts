import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ChannelType,
  type ChatInputApplicationCommandData,
  InteractionContextType,
} from 'discord.js'
import type { Command, CommandOption, Label } from '../../session/command.ts'
import { localised } from '../../wording/catalogue.ts'
import { english } from '../../wording/english/english.ts'
import type { Words } from '../../wording/words.ts'

/** The one command, whose subcommands `commands/` holds. */
export const COMMAND_NAME = 'transcribe'

const CHANNEL_TYPES = {
  'voice-channel': [ChannelType.GuildVoice, ChannelType.GuildStageVoice],
  'text-channel': [
    ChannelType.GuildText,
    ChannelType.GuildAnnouncement,
    ChannelType.GuildVoice,
    ChannelType.PublicThread,
    ChannelType.PrivateThread,
    ChannelType.AnnouncementThread,
  ],
} as const

/** `/transcribe` as Discord is to show it. `global` for all servers at once: there it must be kept out of direct messages. */
export function slashCommand(commands: readonly Command[], global: boolean): ChatInputApplicationCommandData {
  return {
    type: ApplicationCommandType.ChatInput,
    ...labelled(COMMAND_NAME, ({ commands: { transcribe } }) => transcribe),
    ...(global && { contexts: [InteractionContextType.Guild] }),
    options: commands.map(({ name, label, options }) => ({
      type: ApplicationCommandOptionType.Subcommand,
      ...labelled(name, label),
      // Discord gives an empty list back as none, and then the registered command would always seem changed.
      ...(options.length > 0 && { options: options.map(optionData) }),
    })),
  }
}

/** The name by which it comes back, and what people see of it, each in their language. */
const labelled = (name: string, label: (words: Words) => Label) => ({
  name,
  nameLocalizations: localised((words) => label(words).name),
  description: label(english).description,
  descriptionLocalizations: localised((words) => label(words).description),
})

function optionData(option: CommandOption) {
  const label = { ...labelled(option.name, option.label), required: option.required }
  switch (option.type) {
    case 'text':
      return {
        type: ApplicationCommandOptionType.String as const,
        ...label,
        maxLength: option.maxLength,
        // A union that Discord's types tell apart by this field: with it there are no choices.
        ...(option.suggest && { autocomplete: true as const }),
      }
    case 'choice':
      return {
        type: ApplicationCommandOptionType.String as const,
        ...label,
        choices: option.choices.map(({ label: say, value }) => ({
          name: say(english),
          nameLocalizations: localised(say),
          value,
        })),
      }
    default:
      return {
        type: ApplicationCommandOptionType.Channel as const,
        ...label,
        channelTypes: CHANNEL_TYPES[option.type],
      }
  }
}
