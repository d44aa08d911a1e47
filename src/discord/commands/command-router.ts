import {
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  MessageFlags,
} from 'discord.js'
import { StoreError, UserError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { Command, CommandContext, Reply, ReplyFile, Suggestion } from '../../session/command.ts'
import { requestOf } from './command-request.ts'
import { COMMAND_NAME } from './slash-command.ts'

export interface CommandRouterOptions {
  readonly commands: readonly Command[]
  readonly context: CommandContext
  readonly log: Log
}

const SHUTTING_DOWN = 'I am shutting down. Try again in a minute.'
const WENT_WRONG = 'Something went wrong on my side. Whoever runs me finds the cause in my log.'
const FILES_SHUT_OUT = 'Discord did not take the files. Try again in a minute, or ask for one format only.'

/** Discord's own limits: characters and files of an answer, suggestions, and characters of one. */
const ANSWER_LENGTH = 2_000
const FILES_PER_MESSAGE = 10
const SUGGESTIONS = 25
const SUGGESTION_LENGTH = 100

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
    if (interaction.isAutocomplete() && interaction.commandName === COMMAND_NAME) {
      this.#track(this.#complete(interaction))
    } else if (interaction.isChatInputCommand() && interaction.commandName === COMMAND_NAME) {
      const refusal = { text: SHUTTING_DOWN }
      this.#track(this.#handle(interaction, this.#refusing ? async () => refusal : this.#answer))
    }
  }

  #track(work: Promise<void>): void {
    const answered = work.finally(() => this.#underWay.delete(answered))
    this.#underWay.add(answered)
  }

  async #handle(
    interaction: ChatInputCommandInteraction,
    answer: (interaction: ChatInputCommandInteraction, log: Log) => Promise<Reply>,
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
    const reply = await answer(interaction, log)
    try {
      await send(interaction, reply)
    } catch (error) {
      // The token of an interaction lives for 15 minutes; what was done stays done.
      log.error('command not answered', error)
      if (reply.files?.length) await this.#sendWithoutFiles(interaction, reply, log)
    }
  }

  /** Who asked is told what was done, and is not left with a bot that thinks forever. */
  async #sendWithoutFiles(
    interaction: ChatInputCommandInteraction,
    { text }: Reply,
    log: Log,
  ): Promise<void> {
    try {
      await interaction.editReply(message({ text: `${text}\n${FILES_SHUT_OUT}` }))
    } catch (error) {
      log.error('command not answered', error)
    }
  }

  readonly #answer = async (interaction: ChatInputCommandInteraction, log: Log): Promise<Reply> => {
    if (!interaction.inCachedGuild()) return { text: 'Use this in a server that I am a member of.' }
    const command = this.#commands.get(interaction.options.getSubcommand(false) ?? '')
    if (!command)
      return { text: 'I do not know this command any more. Discord will show the present ones in a minute.' }
    try {
      const reply = await command.run(requestOf(interaction, command), this.#context)
      log.info('command done', { command: command.name })
      return reply
    } catch (error) {
      if (error instanceof UserError) {
        log.info('command refused', { command: command.name })
        return { text: error.message }
      }
      log.error('command failed', error, { command: command.name })
      return { text: error instanceof StoreError ? error.message : WENT_WRONG }
    }
  }

  /** Offers values for the option that is being typed; nothing, where there is nothing to offer or something broke. */
  async #complete(interaction: AutocompleteInteraction): Promise<void> {
    const log = this.#log.with({ interaction: interaction.id, guild: interaction.guildId })
    let suggestions: readonly Suggestion[] = []
    try {
      suggestions = await this.#suggest(interaction)
    } catch (error) {
      log.error('suggestions failed', error)
    }
    try {
      await interaction.respond(
        suggestions
          .slice(0, SUGGESTIONS)
          .map(({ label, value }) => ({ name: clipped(label, SUGGESTION_LENGTH), value })),
      )
    } catch (error) {
      // Whoever types on has asked again by now, and this answer is not wanted any more.
      log.info('suggestions not taken', { error: error instanceof Error ? error.name : 'unknown' })
    }
  }

  async #suggest(interaction: AutocompleteInteraction): Promise<readonly Suggestion[]> {
    if (this.#refusing || !interaction.inCachedGuild()) return []
    const command = this.#commands.get(interaction.options.getSubcommand(false) ?? '')
    const focused = interaction.options.getFocused(true)
    const option = command?.options.find(({ name }) => name === focused.name)
    if (!command || option?.type !== 'text' || !option.suggest) return []
    return option.suggest(focused.value, requestOf(interaction, command), this.#context)
  }
}

/** The answer, and as many messages after it as its files need. */
async function send(interaction: ChatInputCommandInteraction, { text, files = [] }: Reply): Promise<void> {
  const [first = [], ...more] = batches(files, interaction.attachmentSizeLimit)
  await interaction.editReply(message({ text, files: first }))
  for (const batch of more)
    await interaction.followUp({ ...message({ text: '', files: batch }), flags: MessageFlags.Ephemeral })
}

function message({ text, files = [] }: Reply) {
  return {
    content: clipped(text, ANSWER_LENGTH),
    allowedMentions: { parse: [] },
    files: files.map(({ name, bytes }) => ({
      name,
      attachment: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    })),
  }
}

/**
 * Files by message: Discord's limit is for each file, but its proxy has one for the whole request that is told
 * nowhere, so a message gets no more than one file may weigh.
 */
function batches(files: readonly ReplyFile[], limit: number): ReplyFile[][] {
  const batches: ReplyFile[][] = []
  let weight = 0
  for (const file of files) {
    const last = batches.at(-1)
    weight += file.bytes.byteLength
    if (last && last.length < FILES_PER_MESSAGE && weight <= limit) last.push(file)
    else {
      batches.push([file])
      weight = file.bytes.byteLength
    }
  }
  return batches
}

const clipped = (text: string, length: number): string =>
  text.length <= length
    ? text
    : `${text
        .slice(0, length - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`
