import type { Client, Interaction, MessageApplicationCommandData } from 'discord.js'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { MessageCommand, MessageContext } from '../session/message-command.ts'
import type { CommandMentions } from './command-mentions.ts'
import { type GuildWords, MessageCommandRouter, messageCommandData } from './commands/message-command.ts'
import type { KeepReply } from './commands/sound-replies.ts'
import { VoiceMessages } from './voice-messages.ts'

/** What can be asked about messages. */
export interface MessageOptions {
  readonly commands: readonly MessageCommand[]
  readonly context: MessageContext
  readonly words: GuildWords
  /** Told of each message in which the text of somebody's sound stands for all to read. */
  readonly keepReply: KeepReply
  /** What is done with every voice message, unasked; needs the privileged Message Content intent. Null: nothing. */
  readonly unasked: MessageCommand | null
}

interface MessageDeskParts {
  readonly mentions: CommandMentions
  readonly client: Client
  readonly clock: Clock
  readonly log: Log
}

/** Everything that has to do with the messages of people: asked, or unasked if the host wants it. */
export class MessageDesk {
  readonly #commands: readonly MessageCommand[]
  readonly #router: MessageCommandRouter | null
  readonly #unasked: VoiceMessages | null

  /** Without options there is nothing to ask. */
  constructor(options: MessageOptions | undefined, { client, mentions, clock, log }: MessageDeskParts) {
    this.#commands = options?.commands ?? []
    this.#router = options ? new MessageCommandRouter({ ...options, mentions, clock, log }) : null
    this.#unasked = options?.unasked
      ? new VoiceMessages({
          client,
          command: options.unasked,
          context: options.context,
          words: options.words,
          keepReply: options.keepReply,
          log,
        })
      : null
  }

  /** As Discord is to show them; `global` for all servers at once. */
  data(global: boolean): readonly MessageApplicationCommandData[] {
    return messageCommandData(this.#commands, global)
  }

  /** Whether the interaction is about a message; then it is being answered. */
  handle(interaction: Interaction): boolean {
    return this.#router?.handle(interaction) ?? false
  }

  /** From now on everything is answered with a refusal, what is under way too. */
  refuse(): void {
    this.#router?.refuse()
    this.#unasked?.refuse()
  }

  /** What is being answered now. */
  get underWay(): number {
    return (this.#router?.underWay ?? 0) + (this.#unasked?.underWay ?? 0)
  }

  /** Resolves when nothing is being answered. */
  async settled(): Promise<void> {
    await Promise.all([this.#router?.settled(), this.#unasked?.settled()])
  }
}
