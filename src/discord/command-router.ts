import {
  type Channel,
  ChannelType,
  type ChatInputCommandInteraction,
  type Interaction,
  MessageFlags,
} from 'discord.js'
import { UserError } from '../base/errors.ts'
import { guildId, speakerId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { ChannelChoice, Command, CommandContext, CommandRequest } from '../session/command.ts'
import { MESSAGE_LENGTH } from './caption-queue.ts'
import { COMMAND_NAME } from './slash-command.ts'

export interface CommandRouterOptions {
  readonly commands: readonly Command[]
  readonly context: CommandContext
  readonly log: Log
}

const SHUTTING_DOWN = 'I am shutting down. Try again in a minute.'
const WENT_WRONG = 'Something went wrong on my side. Whoever runs me finds the cause in my log.'

type CachedInteraction = ChatInputCommandInteraction<'cached'>

/** Brings what people ask for to the commands, and the commands' answers back, seen by the caller alone. */
export class CommandRouter {
  readonly #commands: ReadonlyMap<string, Command>
  readonly #context: CommandContext
  readonly #log: Log
  readonly #underWay = new Set<Promise<void>>()
  #refusing = false

  constructor({ commands, context, log }: CommandRouterOptions) {
    this.#commands = new Map(commands.map((command) => [command.name, command]))
    this.#context = context
    this.#log = log
  }

  /** From now on every command is answered with a refusal; those under way go on. */
  refuse(): void {
    this.#refusing = true
  }

  /** Resolves when no command is being answered. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  /** Takes any interaction; what is not for it passes. */
  handle(interaction: Interaction): void {
    if (!interaction.isChatInputCommand() || interaction.commandName !== COMMAND_NAME) return
    const answer = this.#refusing ? async () => SHUTTING_DOWN : (log: Log) => this.#answer(interaction, log)
    const answered = this.#handle(interaction, answer).finally(() => this.#underWay.delete(answered))
    this.#underWay.add(answered)
  }

  async #handle(
    interaction: ChatInputCommandInteraction,
    answer: (log: Log) => Promise<string>,
  ): Promise<void> {
    const log = this.#log.with({ interaction: interaction.id, guild: interaction.guildId })
    try {
      // First of all, and before anything is looked at: Discord waits for three seconds.
      await interaction.deferReply({ flags: MessageFlags.Ephemeral })
    } catch (error) {
      // Expired (10062) or answered by another process with the same token (40060): there is nobody to answer.
      log.error('command not acknowledged', error)
      return
    }
    const text = await answer(log)
    try {
      await interaction.editReply({ content: text.slice(0, MESSAGE_LENGTH), allowedMentions: { parse: [] } })
    } catch (error) {
      // The token of an interaction lives for 15 minutes; what was done stays done.
      log.error('command not answered', error)
    }
  }

  async #answer(interaction: ChatInputCommandInteraction, log: Log): Promise<string> {
    if (!interaction.inCachedGuild()) return 'Use this in a server that I am a member of.'
    const command = this.#commands.get(interaction.options.getSubcommand(false) ?? '')
    if (!command)
      return 'I do not know this command any more. Discord will show the present ones in a minute.'
    try {
      const { text } = await command.run(requestOf(interaction, command), this.#context)
      log.info('command done', { command: command.name })
      return text
    } catch (error) {
      if (error instanceof UserError) {
        log.info('command refused', { command: command.name })
        return error.message
      }
      log.error('command failed', error, { command: command.name })
      return WENT_WRONG
    }
  }
}

function requestOf(interaction: CachedInteraction, command: Command): CommandRequest {
  const { channel, channelId, member } = interaction
  const options = new Map<string, ChannelChoice>()
  for (const { name } of command.options) {
    const chosen = interaction.options.getChannel(name)
    if (chosen) options.set(name, choiceOf(chosen))
  }
  return {
    guild: guildId(interaction.guildId),
    channel: channel ? choiceOf(channel) : { id: channelId, kind: 'other', name: '' },
    caller: { id: speakerId(member.id), name: member.displayName },
    callerRoom: member.voice.channel ? choiceOf(member.voice.channel) : null,
    options,
  }
}

function choiceOf(channel: Channel): ChannelChoice {
  return { id: channel.id, kind: kindOf(channel.type), name: 'name' in channel ? (channel.name ?? '') : '' }
}

function kindOf(type: ChannelType): ChannelChoice['kind'] {
  switch (type) {
    case ChannelType.GuildVoice:
      return 'voice'
    case ChannelType.GuildStageVoice:
      return 'stage'
    case ChannelType.GuildText:
    case ChannelType.GuildAnnouncement:
    case ChannelType.PublicThread:
    case ChannelType.PrivateThread:
    case ChannelType.AnnouncementThread:
      return 'text'
    default:
      return 'other'
  }
}
