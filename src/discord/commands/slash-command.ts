import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ChannelType,
  type ChatInputApplicationCommandData,
  InteractionContextType,
} from 'discord.js'
import type { Command, CommandOption } from '../../session/command.ts'

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
    name: COMMAND_NAME,
    description: 'Write down, live, who says what in a voice channel',
    ...(global && { contexts: [InteractionContextType.Guild] }),
    options: commands.map(({ name, description, options }) => ({
      type: ApplicationCommandOptionType.Subcommand,
      name,
      description,
      // Discord gives an empty list back as none, and then the registered command would always seem changed.
      ...(options.length > 0 && { options: options.map(optionData) }),
    })),
  }
}

function optionData(option: CommandOption) {
  const { name, description, required } = option
  switch (option.type) {
    case 'text':
      return {
        type: ApplicationCommandOptionType.String as const,
        name,
        description,
        required,
        maxLength: option.maxLength,
        // A union that Discord's types tell apart by this field: with it there are no choices.
        ...(option.suggest && { autocomplete: true as const }),
      }
    case 'choice':
      return {
        type: ApplicationCommandOptionType.String as const,
        name,
        description,
        required,
        choices: option.choices.map(({ label, value }) => ({ name: label, value })),
      }
    default:
      return {
        type: ApplicationCommandOptionType.Channel as const,
        name,
        description,
        required,
        channelTypes: CHANNEL_TYPES[option.type],
      }
  }
}
