import type { GuildId, SpeakerId } from '../base/ids.ts'
import type { Sessions } from './sessions.ts'

/** What people may ask of the bot, as data: the adapter registers and answers, `commands/` says what happens. */

/** A channel as an option or a place carries it, with what deciding needs. */
export interface ChannelChoice {
  readonly id: string
  readonly kind: 'voice' | 'stage' | 'text' | 'other'
  readonly name: string
}

export interface CommandOption {
  readonly name: string
  readonly description: string
  /** Which channels can be chosen. A stage can be chosen too where voice can, to be refused with a reason. */
  readonly type: 'voice-channel' | 'text-channel'
  readonly required: boolean
}

export interface CommandRequest {
  readonly guild: GuildId
  /** Where the command was given. */
  readonly channel: ChannelChoice
  readonly caller: { readonly id: SpeakerId; readonly name: string }
  /** The voice channel the caller is in, if any. */
  readonly callerRoom: ChannelChoice | null
  readonly options: ReadonlyMap<string, ChannelChoice>
}

/** What the caller alone sees. */
export interface Reply {
  readonly text: string
}

export interface CommandContext {
  readonly sessions: Sessions
}

/** One subcommand of `/transcribe`. */
export interface Command {
  readonly name: string
  readonly description: string
  readonly options: readonly CommandOption[]
  /** Runs after the interaction was deferred. A UserError's message is shown to the caller. */
  run(request: CommandRequest, context: CommandContext): Promise<Reply>
}
