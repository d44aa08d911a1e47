import { type Client, Events, type Message } from 'discord.js'
import { UserError } from '../base/errors.ts'
import { guildId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { MessageCommand, MessageContext } from '../session/message-command.ts'
import { type GuildWords, messagesOf, refusalOf } from './commands/message-command.ts'
import { isVoiceMessage, messageRequest } from './commands/message-request.ts'
import { type KeepReply, keepSoundReply } from './commands/sound-replies.ts'
import { answerOf } from './rest-failure.ts'

/** Discord's limit for files of a bot, where no interaction tells a higher one. */
const FILE_LIMIT = 10 * 1024 * 1024

export interface VoiceMessagesOptions {
  readonly client: Client
  /** What is done with each. */
  readonly command: MessageCommand
  readonly context: MessageContext
  readonly words: GuildWords
  readonly keepReply: KeepReply
  readonly log: Log
}

/**
 * Answers every voice message with its text, unasked; needs the Message Content intent. What is in the way is logged
 * and told to nobody: nobody asked.
 */
export class VoiceMessages {
  readonly #options: VoiceMessagesOptions
  readonly #underWay = new Set<Promise<void>>()
  readonly #closing = new AbortController()

  constructor(options: VoiceMessagesOptions) {
    this.#options = options
    options.client.on(Events.MessageCreate, (message) => {
      if (this.#closing.signal.aborted || !message.inGuild() || !isVoiceMessage(message)) return
      const answered = this.#answer(message).finally(() => this.#underWay.delete(answered))
      this.#underWay.add(answered)
    })
  }

  /** Takes no more, and gives up what is under way. */
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

  async #answer(message: Message<true>): Promise<void> {
    const { command, context, words, keepReply } = this.#options
    const log = this.#options.log.with({ message: message.id, guild: message.guildId })
    try {
      const request = await messageRequest(message, {
        under: true,
        words: await words(guildId(message.guildId), message.guild.preferredLocale),
        fileLimit: FILE_LIMIT,
        signal: this.#closing.signal,
        onProgress: () => {},
      })
      const reply = await command.run(request, context)
      try {
        const sound = { target: message, keepReply, log }
        for (const each of messagesOf(reply)) await keepSoundReply(sound, await message.reply(each))
        log.info('voice message answered')
      } catch (error) {
        log.warn('voice message not answered', answerOf(error))
      }
    } catch (error) {
      refusalOf(error, log)
    }
  }
}
