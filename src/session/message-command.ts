import type { Saying, Words } from '../wording/words.ts'
import type { MessageTranscriber, SoundMessage } from './files/message-transcriber.ts'
import type { ReplyFile } from './ports.ts'

/** What people may ask of the bot about a message, as data: the adapter registers and answers, `commands/` says what happens. */

/** A message somebody asks about. */
export interface MessageRequest extends SoundMessage {
  /** Where it opens; null where the answer stands right under it. */
  readonly link: string | null
  /** Whether its attachment was spoken into Discord itself. */
  readonly voice: boolean
  /** The largest file that the answer may hold, in bytes. */
  readonly fileLimit: number
  /** In the language that the guild is written to. */
  readonly words: Words
  /** Shows how far it is, as a sentence; may be called often. */
  readonly onProgress: (what: Saying) => void
}

/** What all see who see the message. */
export interface MessageReply {
  /** A message each: none is longer than Discord takes, and what comes from people is escaped in them. */
  readonly texts: readonly string[]
  /** With the first of them. */
  readonly files: readonly ReplyFile[]
}

export interface MessageContext {
  readonly messages: MessageTranscriber
}

/** A command in a message's context menu. */
export interface MessageCommand {
  /** As the menu shows it in English. */
  readonly name: string
  /** As the menu shows it. */
  readonly label: Saying
  /** Runs after the interaction was deferred. A UserError's or an EngineError's message is shown to who asked, alone. */
  run(request: MessageRequest, context: MessageContext): Promise<MessageReply>
}
