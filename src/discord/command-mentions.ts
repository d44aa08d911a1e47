import { COMMAND_NAME } from './commands/slash-command.ts'

/** Discord's own limit for a message, in characters. */
const CONTENT_LENGTH = 2_000

/** Not seen, and left where it is by `plainLine`: a joiner, between two characters that nothing joins. */
const JOINER = '\u200c'

/**
 * Turns the commands that the bot's own sentences name into Discord's mentions of them (its documentation, "Message
 * Formatting"), which every reader's client shows in their own language, to be pressed. What people said and are
 * called is to be kept from it by `unlinked`.
 */
export class CommandMentions {
  readonly #pattern: RegExp
  #id: string | null = null

  /** @param subcommands by their names: those that there are. */
  constructor(subcommands: readonly string[]) {
    // What is escaped is no command, nor is what stands in code, or in a mention.
    this.#pattern = new RegExp(
      `\\\\[^]|(\`+)[^\`][^]*?\\1|(?<![\\w/<])/${COMMAND_NAME} (${subcommands.join('|')})(?![\\w-])`,
      'g',
    )
  }

  /** Discord has the command under this id. */
  registered(id: string): void {
    this.#id = id
  }

  /**
   * The text with mentions; as it is where Discord has told no id yet, or where it would be longer than `limit`
   * then.
   */
  in(text: string, limit = CONTENT_LENGTH): string {
    const id = this.#id
    if (id === null) return text
    const linked = text.replace(this.#pattern, (all: string, _code: unknown, subcommand?: string) =>
      subcommand === undefined ? all : `</${COMMAND_NAME} ${subcommand}:${id}>`,
    )
    return linked.length <= limit ? linked : text
  }
}

/** What people wrote, or are called, for a sentence of the bot's: it reads the same, and never becomes a mention. */
export const unlinked = (text: string): string =>
  text.replaceAll(`/${COMMAND_NAME} `, `/${JOINER}${COMMAND_NAME} `)
