import { MessageFlags, type RepliableInteraction } from 'discord.js'
import { StoreError, UserError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { Reply } from '../../session/command.ts'
import { attachmentOf, fileBatches } from '../captions/file-posts.ts'
import { acknowledge } from './acknowledgement.ts'
import { controlRows } from './control-rows.ts'

const SHUTTING_DOWN = 'I am shutting down. Try again in a minute.'
const WENT_WRONG = 'Something went wrong on my side. Whoever runs me finds the cause in my log.'
const FILES_SHUT_OUT = 'Discord did not take the files. Try again in a minute, or ask for one format only.'

/** Discord's own limit for an answer, in characters. */
const ANSWER_LENGTH = 2_000

/** Answers whatever people ask of the bot: at once that it was heard, then what came of it, seen by them alone. */
export class Answers {
  readonly #log: Log
  readonly #underWay = new Set<Promise<void>>()
  #refusing = false

  constructor(log: Log) {
    this.#log = log
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
    const refusal = async (): Promise<Reply> => ({ text: SHUTTING_DOWN })
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
      await send(interaction, reply)
    } catch (error) {
      // The token of an interaction lives for 15 minutes; what was done stays done.
      log.error('command not answered', error)
      if (reply.files?.length) await sendWithoutFiles(interaction, reply, log)
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
        return { text: error.message }
      }
      log.error('command failed', error, { command: what })
      return { text: error instanceof StoreError ? error.message : WENT_WRONG }
    }
  }
}

/** The answer, and as many messages after it as its files need. */
async function send(interaction: RepliableInteraction, { text, files = [], ...reply }: Reply): Promise<void> {
  const [first = [], ...more] = fileBatches(files, interaction.attachmentSizeLimit)
  await interaction.editReply(message({ ...reply, text, files: first }))
  for (const batch of more)
    await interaction.followUp({ ...message({ text: '', files: batch }), flags: MessageFlags.Ephemeral })
}

/** Who asked is told what was done, and is not left with a bot that thinks forever. */
async function sendWithoutFiles(interaction: RepliableInteraction, { text }: Reply, log: Log): Promise<void> {
  try {
    await interaction.editReply(message({ text: `${text}\n${FILES_SHUT_OUT}` }))
  } catch (error) {
    log.error('command not answered', error)
  }
}

/** As the library takes it; it pings nobody. */
export function message({ text, files = [], rows = [] }: Reply) {
  return {
    content: clipped(text, ANSWER_LENGTH),
    components: controlRows(rows),
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
