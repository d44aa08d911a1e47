import type { AutocompleteInteraction, ChatInputCommandInteraction, Interaction } from 'discord.js'
import type { Log } from '../../base/log.ts'
import type { Command, CommandContext, Reply, Suggestion } from '../../session/command.ts'
import type { Component } from '../../session/component.ts'
import type { Saying } from '../../wording/words.ts'
import type { CommandMentions } from '../command-mentions.ts'
import { Answers, clipped } from './answers.ts'
import { requestOf } from './command-request.ts'
import { ComponentRouter } from './component-router.ts'
import { COMMAND_NAME } from './slash-command.ts'

export interface CommandRouterOptions {
  readonly commands: readonly Command[]
  readonly components: readonly Component[]
  readonly context: CommandContext
  /** Of the commands that these are registered under. */
  readonly mentions: CommandMentions
  readonly log: Log
}

const ELSEWHERE: Saying = ({ answers }) => answers.general.elsewhere
const UNKNOWN: Saying = ({ answers }) => answers.general.unknownCommand

/** Discord's own limits: suggestions, and characters of one. */
const SUGGESTIONS = 25
const SUGGESTION_LENGTH = 100

/** Brings what people ask for to the commands, and the commands' answers back. */
export class CommandRouter {
  readonly #commands: ReadonlyMap<string, Command>
  readonly #context: CommandContext
  readonly #answers: Answers
  readonly #pressed: ComponentRouter

  constructor({ commands, components, context, mentions, log }: CommandRouterOptions) {
    this.#commands = new Map(commands.map((command) => [command.name, command]))
    this.#context = context
    this.#answers = new Answers({ log, mentions })
    this.#pressed = new ComponentRouter({ components, context, answers: this.#answers })
  }

  /** From now on every command is answered with a refusal; those under way go on. */
  refuse(): void {
    this.#answers.refuse()
  }

  /** What is being answered now. */
  get underWay(): number {
    return this.#answers.underWay
  }

  /** Resolves when no command is being answered. */
  settled(): Promise<void> {
    return this.#answers.settled()
  }

  /** Takes any interaction: also what an older version of the bot registered or posted gets an answer. */
  handle(interaction: Interaction): void {
    if (interaction.isAutocomplete()) this.#answers.track(this.#complete(interaction))
    else if (interaction.isChatInputCommand()) {
      const command = this.#commandOf(interaction)
      this.#answers.give(interaction, command?.name ?? 'unknown', () => this.#run(interaction, command))
    } else if (interaction.isButton() || interaction.isStringSelectMenu()) {
      this.#pressed.handle(interaction)
    } else if (interaction.isRepliable()) {
      this.#answers.give(interaction, 'unknown', async () => ({ text: UNKNOWN }))
    }
  }

  #commandOf(interaction: ChatInputCommandInteraction | AutocompleteInteraction): Command | null {
    if (interaction.commandName !== COMMAND_NAME) return null
    return this.#commands.get(interaction.options.getSubcommand(false) ?? '') ?? null
  }

  async #run(interaction: ChatInputCommandInteraction, command: Command | null): Promise<Reply> {
    if (!interaction.inCachedGuild()) return { text: ELSEWHERE }
    if (command === null) return { text: UNKNOWN }
    return command.run(requestOf(interaction, command), this.#context)
  }

  /** Offers values for the option that is being typed; nothing, where there is nothing to offer or something broke. */
  async #complete(interaction: AutocompleteInteraction): Promise<void> {
    const log = this.#answers.logOf(interaction)
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
    if (this.#answers.refusing || !interaction.inCachedGuild()) return []
    const command = this.#commandOf(interaction)
    const focused = interaction.options.getFocused(true)
    const option = command?.options.find(({ name }) => name === focused.name)
    if (!command || option?.type !== 'text' || !option.suggest) return []
    return option.suggest(focused.value, requestOf(interaction, command), this.#context)
  }
}
