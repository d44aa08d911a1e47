import { MessageFlags, type RepliableInteraction } from 'discord.js'
import { StoreError, UserError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { Reply } from '../../session/command.ts'
import type { ReplyFile } from '../../session/ports.ts'
import { wordsOf } from '../../wording/catalogue.ts'
import { type Saying, together } from '../../wording/words.ts'
import { attachmentOf, fileBatches } from '../captions/file-posts.ts'
import type { CommandMentions } from '../command-mentions.ts'
import { acknowledge } from './acknowledgement.ts'
import { controlRows } from './control-rows.ts'

/** Discord's own limit for an answer, in characters. */
const ANSWER_LENGTH = 2_000

/** Answers whatever people ask of the bot: at once that it was heard, then what came of it, seen by them alone. */
export class Answers {
  readonly #log: Log
  readonly #mentions: CommandMentions
  readonly #underWay = new Set<Promise<void>>()
  #refusing = false

  constructor({ log, mentions }: { readonly log: Log; readonly mentions: CommandMentions }) {
    this.#log = log
    this.#mentions = mentions
  }

  /** From now on everything is answered with a refusal; what is under way goes on. */
  refuse(): void {
    this.#refusing = true
  }

  get refusing(): boolean {
    return this.#refusing
  }

  /** What is being answered now. */
  get underWay(): number {
    return this.#underWay.size
  }

  /** Resolves when nothing is being answered. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  /** Something that `settled` is to wait for; it must not reject. */
  track(work: Promise<void>): void {
    const answered = work.finally(() => this.#underWay.delete(answered))
    this.#underWay.add(answered)
  }

  /** For what is asked by this interaction. */
  logOf({ id, guildId: guild }: Pick<RepliableInteraction, 'id' | 'guildId'>): Log {
    return this.#log.with({ interaction: id, guild })
  }

  /** Acknowledges, has the answer made and gives it; what the work throws becomes an answer too. */
  give(interaction: RepliableInteraction, what: string, work: () => Promise<Reply>): void {
    const refusal = async (): Promise<Reply> => ({ text: ({ answers }) => answers.general.shuttingDown })
    this.track(this.#give(interaction, what, this.#refusing ? refusal : work))
  }

  async #give(interaction: RepliableInteraction, what: string, work: () => Promise<Reply>): Promise<void> {
    const log = this.logOf(interaction)
    try {
      // First of all, and before anything is looked at: Discord waits for three seconds.
      await acknowledge(interaction, () => interaction.deferReply({ flags: MessageFlags.Ephemeral }))
    } catch (error) {
      // Expired (10062) or answered by another process with the same token (40060): there is nobody to answer.
      log.error('command not acknowledged', error)
      return
    }
    const reply = await this.answerOf(work, what, log)
    try {
      await this.#send(interaction, reply)
    } catch (error) {
      // The token of an interaction lives for 15 minutes; what was done stays done.
      log.error('command not answered', error)
      if (reply.files?.length) await this.#sendWithoutFiles(interaction, reply, log)
    }
  }

  /** What to say, also where something is refused or breaks. Never rejects. */
  async answerOf(work: () => Promise<Reply>, what: string, log: Log): Promise<Reply> {
    try {
      const reply = await work()
      log.info('command done', { command: what })
      return reply
    } catch (error) {
      if (error instanceof UserError) {
        log.info('command refused', { command: what })
        return { text: error.saying }
      }
      log.error('command failed', error, { command: what })
      return { text: error instanceof StoreError ? error.saying : ({ answers }) => answers.general.wentWrong }
    }
  }

  /** As the library takes it, in this person's language; it pings nobody. */
  messageFor({ locale }: Pick<RepliableInteraction, 'locale'>, { text, files = [], rows = [] }: Reply) {
    const words = wordsOf(locale)
    return message({ text: this.#mentions.in(text(words)), files, rows: controlRows(rows, words) })
  }

  /** The answer, and as many messages after it as its files need. */
  async #send(interaction: RepliableInteraction, { files = [], ...reply }: Reply): Promise<void> {
    const [first = [], ...more] = fileBatches(files, interaction.attachmentSizeLimit)
    await interaction.editReply(this.messageFor(interaction, { ...reply, files: first }))
    for (const batch of more)
      await interaction.followUp({ ...message({ text: '', files: batch }), flags: MessageFlags.Ephemeral })
  }

  /** Who asked is told what was done, and is not left with a bot that thinks forever. */
  async #sendWithoutFiles(interaction: RepliableInteraction, { text }: Reply, log: Log): Promise<void> {
    const shutOut: Saying = ({ answers }) => answers.general.filesShutOut
    try {
      await interaction.editReply(this.messageFor(interaction, { text: together([text, shutOut], '\n') }))
    } catch (error) {
      log.error('command not answered', error)
    }
  }
}

interface PlainMessage {
  readonly text: string
  readonly files?: readonly ReplyFile[]
  readonly rows?: ReturnType<typeof controlRows>
}

/** As the library takes it; it pings nobody. */
export function message({ text, files = [], rows = [] }: PlainMessage) {
  return {
    content: clipped(text, ANSWER_LENGTH),
    components: rows,
    allowedMentions: { parse: [] },
    files: files.map(attachmentOf),
  }
}

/** Cut, with an ellipsis and no half of a character at its end. */
export const clipped = (text: string, length: number): string =>
  text.length <= length
    ? text
    : `${text
        .slice(0, length - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`
