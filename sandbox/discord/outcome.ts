import type { Json } from './json.ts'
import type { SandboxMessage } from './message.ts'

export interface CommandChoice {
  readonly name: string
  readonly value: string | number
}

/** What became of an interaction that the bot acknowledged. Reads as of now: later edits and follow-ups show up. */
export interface CommandOutcome {
  /** Only the person who gave the command sees the answer. */
  readonly ephemeral: boolean
  /** The bot asked for time ("is thinking…") before it answered. */
  readonly deferred: boolean
  /** From the command to the bot's acknowledgement. */
  readonly ackMs: number
  /** The answer and its follow-ups, in order; none while the bot is thinking. */
  readonly replies: readonly SandboxMessage[]
  /** The form the bot opened instead of a message (callback type 9). */
  readonly modal: Json | null
  /** What autocomplete offered (callback type 8). */
  readonly choices: readonly CommandChoice[]
  /**
   * The first reply that the predicate takes, of those there are or, at the latest after `deadlineMs` (10 s), come
   * or are edited. Rejects after that, saying how the replies read.
   */
  next(predicate?: (reply: SandboxMessage) => boolean, deadlineMs?: number): Promise<SandboxMessage>
}
