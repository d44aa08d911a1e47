import {
  ApplicationCommandType,
  DiscordAPIError,
  type Interaction,
  InteractionContextType,
  type Message,
  type MessageApplicationCommandData,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  PermissionFlagsBits,
  RESTJSONErrorCodes,
} from 'discord.js'
import type { Clock } from '../../base/clock.ts'
import { EngineError, StoreError, UserError } from '../../base/errors.ts'
import { type GuildId, guildId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { MessageCommand, MessageContext, MessageReply } from '../../session/message-command.ts'
import { localised, wordsOf } from '../../wording/catalogue.ts'
import { type Saying, together, type Words } from '../../wording/words.ts'
import type { CommandMentions } from '../command-mentions.ts'
import { acknowledge } from './acknowledgement.ts'
import { message } from './answers.ts'
import { messageRequest } from './message-request.ts'
import { ProgressLine } from './progress-line.ts'
import { type KeepReply, keepSoundReply } from './sound-replies.ts'

/** The commands of messages' context menus as Discord is to show them; `global` for all servers at once. */
export const messageCommandData = (
  commands: readonly MessageCommand[],
  global: boolean,
): readonly MessageApplicationCommandData[] =>
  commands.map(({ name, label }) => ({
    type: ApplicationCommandType.Message,
    name,
    nameLocalizations: localised(label),
    ...(global && { contexts: [InteractionContextType.Guild] }),
  }))

/** The words in which a server is written to; `locale` is what Discord has of it. */
export type GuildWords = (guild: GuildId, locale: string) => Promise<Words>

export interface MessageCommandRouterOptions {
  readonly commands: readonly MessageCommand[]
  readonly context: MessageContext
  readonly words: GuildWords
  readonly keepReply: KeepReply
  readonly mentions: CommandMentions
  readonly clock: Clock
  readonly log: Log
}

/**
 * Brings what people ask about a message to the commands. The answer is for all who see the message, unless who asked
 * could not have written there themselves; what went wrong is for who asked.
 */
export class MessageCommandRouter {
  readonly #options: MessageCommandRouterOptions
  readonly #underWay = new Set<Promise<void>>()
  readonly #closing = new AbortController()

  constructor(options: MessageCommandRouterOptions) {
    this.#options = options
  }

  /** From now on everything is answered with a refusal, what is under way too. */
  refuse(): void {
    this.#closing.abort(new UserError(({ answers }) => answers.general.shuttingDown))
  }

  /** What is being answered now. */
  get underWay(): number {
    return this.#underWay.size
  }

  /** Resolves when nothing is being answered. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  /** Whether the interaction is one of these commands; then it is being answered. */
  handle(interaction: Interaction): boolean {
    if (!interaction.isMessageContextMenuCommand()) return false
    const command = this.#options.commands.find(({ name }) => name === interaction.commandName)
    if (command === undefined) return false
    const answered = this.#answer(interaction, command).finally(() => this.#underWay.delete(answered))
    this.#underWay.add(answered)
    return true
  }

  async #answer(interaction: MessageContextMenuCommandInteraction, command: MessageCommand): Promise<void> {
    const { id, guildId: guild } = interaction
    const log = this.#options.log.with({ interaction: id, guild, command: command.name })
    const quiet = !mayWrite(interaction)
    const flags = quiet ? { flags: MessageFlags.Ephemeral as const } : {}
    try {
      // First of all, and before anything is looked at: Discord waits for three seconds.
      await acknowledge(interaction, () => interaction.deferReply(flags))
    } catch (error) {
      log.error('command not acknowledged', error)
      return
    }
    const made = await this.#made(interaction, command, log)
    const waiting = 'reply' in made ? [...messagesOf(made.reply)] : []
    const sound = { target: interaction.targetMessage, keepReply: this.#options.keepReply, log }
    const stands = async (reply: Message) => (quiet ? undefined : keepSoundReply(sound, reply))
    try {
      if ('refusal' in made) {
        const text = this.#options.mentions.in(made.refusal(wordsOf(interaction.locale)))
        await (quiet ? interaction.editReply(message({ text })) : refuse(interaction, text))
      } else await send(interaction, waiting, { flags, stands })
    } catch (error) {
      log.error('command not answered', error)
      if (!quiet) await this.#sendLate(interaction, waiting, { log, stands })
    }
  }

  async #made(
    interaction: MessageContextMenuCommandInteraction,
    command: MessageCommand,
    log: Log,
  ): Promise<{ readonly reply: MessageReply } | { readonly refusal: Saying }> {
    if (!interaction.inCachedGuild()) return { refusal: ({ answers }) => answers.general.elsewhere }
    const progress = new ProgressLine(this.#options.clock, async (text) => {
      await interaction
        .editReply(message({ text: this.#options.mentions.in(text) }))
        .catch((error: unknown) => {
          log.warn('progress not shown', { error: error instanceof Error ? error.name : 'unknown' })
        })
    })
    try {
      this.#closing.signal.throwIfAborted()
      const words = await this.#options.words(guildId(interaction.guildId), interaction.guildLocale)
      const request = await messageRequest(interaction.targetMessage, {
        under: false,
        fileLimit: interaction.attachmentSizeLimit,
        signal: this.#closing.signal,
        words,
        onProgress: (what) => progress.say(what(words)),
      })
      const reply = await command.run(request, this.#options.context)
      await stillThere(interaction)
      log.info('command done')
      return { reply }
    } catch (error) {
      return { refusal: refusalOf(error, log) }
    } finally {
      await progress.end()
    }
  }

  /** The token of an interaction lives for 15 minutes: what took longer is posted as a reply to the message itself. */
  async #sendLate(
    interaction: MessageContextMenuCommandInteraction,
    waiting: readonly PlainMessage[],
    { log, stands }: { readonly log: Log; readonly stands: Stands },
  ): Promise<void> {
    try {
      for (const each of waiting) await stands(await interaction.targetMessage.reply(each))
    } catch (error) {
      log.error('command not answered', error)
    }
  }
}

type PlainMessage = ReturnType<typeof message>

/** Told of each message with the text; never rejects. */
type Stands = (reply: Message) => Promise<void>

/** What is said of a failure. */
export function refusalOf(error: unknown, log: Log): Saying {
  if (error instanceof UserError) {
    log.info('command refused')
    return error.saying
  }
  log.error('command failed', error)
  if (error instanceof EngineError) return together([({ files }) => files.message.unable, error.saying])
  return error instanceof StoreError ? error.saying : ({ answers }) => answers.general.wentWrong
}

/** As messages that ping nobody. */
export const messagesOf = ({ texts, files }: MessageReply): readonly PlainMessage[] =>
  texts.map((text, at) => message({ text, files: at === 0 ? files : [] }))

/** Whether who asks could have written the answer themselves, where it is to stand. */
function mayWrite({ channel, memberPermissions }: MessageContextMenuCommandInteraction): boolean {
  const { SendMessages, SendMessagesInThreads } = PermissionFlagsBits
  return memberPermissions?.has(channel?.isThread() ? SendMessagesInThreads : SendMessages) ?? false
}

/**
 * Whoever deleted the message while it was being heard does not want it to be read. Where the bot cannot look, it
 * cannot know. Rejects with a UserError.
 */
async function stillThere({ targetMessage }: MessageContextMenuCommandInteraction<'cached'>): Promise<void> {
  try {
    await targetMessage.fetch()
  } catch (error) {
    if (error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownMessage)
      throw new UserError(({ files }) => files.fetch.gone)
  }
}

/** What was sent is taken off the list. */
async function send(
  interaction: MessageContextMenuCommandInteraction,
  waiting: PlainMessage[],
  { flags, stands }: { readonly flags: { readonly flags?: MessageFlags.Ephemeral }; readonly stands: Stands },
): Promise<void> {
  for (let [first] = waiting, at = 0; first !== undefined; [first] = waiting, at += 1) {
    const reply = await (at === 0
      ? interaction.editReply(first)
      : interaction.followUp({ ...first, ...flags }))
    waiting.shift()
    await stands(reply)
  }
}

/**
 * Only who asked is to read it: what all see is taken away, and that cannot be made private any more. Where it cannot
 * be taken away, they are told there rather than not at all.
 */
async function refuse(interaction: MessageContextMenuCommandInteraction, text: string): Promise<void> {
  try {
    await interaction.deleteReply()
  } catch {
    await interaction.editReply(message({ text }))
    return
  }
  await interaction.followUp({ ...message({ text }), flags: MessageFlags.Ephemeral })
}
