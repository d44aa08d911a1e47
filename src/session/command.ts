import type { GuildId, RoomId, SpeakerId } from '../base/ids.ts'
import type { Saying, Words } from '../wording/words.ts'
import type { ConsentBook } from './consent/consent-book.ts'
import type { ControlRow } from './control.ts'
import type { ReplyFile } from './ports.ts'
import type { ForgetDesk } from './record/forget-desk.ts'
import type { Sessions } from './sessions.ts'
import type { SettingsDesk } from './settings/settings-desk.ts'
import type { Archive } from './store.ts'

/** What people may ask of the bot, as data: the adapter registers and answers, `commands/` says what happens. */

/** A channel as an option or a place carries it, with what deciding needs. */
export interface ChannelChoice {
  readonly id: string
  readonly kind: 'voice' | 'stage' | 'text' | 'other'
  readonly name: string
}

/** How something that can be chosen in Discord's menus is called. */
export interface Label {
  /** Of letters, digits and hyphens, without capitals; at most 32 characters. */
  readonly name: string
  /** At most 100 characters. */
  readonly description: string
}

interface OptionBase {
  /** The same in all languages; what people see is the label. */
  readonly name: string
  readonly label: (words: Words) => Label
  readonly required: boolean
}

/** Which channels can be chosen. A stage can be chosen too where voice can, to be refused with a reason. */
export interface ChannelOption extends OptionBase {
  readonly type: 'voice-channel' | 'text-channel'
}

/** Free text. */
export interface TextOption extends OptionBase {
  readonly type: 'text'
  /** In UTF-16 units; at most 6000. */
  readonly maxLength: number
  /**
   * Offers values while a person types; they may still send anything else. Of what it returns, the first 25 are
   * shown. Discord waits for three seconds.
   */
  readonly suggest?: (
    typed: string,
    request: CommandRequest,
    context: CommandContext,
  ) => Promise<readonly Suggestion[]>
}

/** One of a few values. */
export interface ChoiceOption extends OptionBase {
  readonly type: 'choice'
  readonly choices: readonly Choice[]
}

export interface Choice {
  /** At most 100 characters. */
  readonly label: Saying
  /** What is sent; at most 100 characters. */
  readonly value: string
}

export type CommandOption = ChannelOption | TextOption | ChoiceOption

export interface Suggestion {
  /** What is shown; cut after 100 characters. */
  readonly label: string
  /** What is sent; at most 100 characters. */
  readonly value: string
}

export interface CommandRequest {
  readonly guild: GuildId
  /** In the language of the caller's client: for what is suggested, and for files. */
  readonly words: Words
  /** Where the command was given. */
  readonly channel: ChannelChoice
  readonly caller: { readonly id: SpeakerId; readonly name: string }
  /** Whether the caller has Manage Server. */
  readonly manages: boolean
  /** Ids of the caller's roles. */
  readonly roles: ReadonlySet<string>
  /** The voice channel the caller is in, if any. */
  readonly callerRoom: ChannelChoice | null
  readonly options: ReadonlyMap<string, ChannelChoice>
  /** Texts and choices by the option's name. */
  readonly texts: ReadonlyMap<string, string>
  /** Whether the caller sees this voice channel; where it is deleted, whether they may manage the server. */
  readonly canSee: (room: RoomId) => boolean
  /** Whether the caller sees this channel or thread and may write in it. */
  readonly mayWrite: (channel: string) => boolean
  /** Whether the server has this role. */
  readonly hasRole: (role: string) => boolean
  /** The largest file that the answer may hold, in bytes. */
  readonly fileLimit: number
}

/** What the caller alone sees. */
export interface Reply {
  readonly text: Saying
  /** In this order, each no larger than `fileLimit`; in as many messages as it takes. */
  readonly files?: readonly ReplyFile[]
  /** Buttons and menus under it. */
  readonly rows?: readonly ControlRow[]
}

export interface CommandContext {
  readonly settings: SettingsDesk
  readonly consents: ConsentBook
  readonly forgetDesk: Pick<ForgetDesk, 'forget'>
  readonly sessions: Sessions
  readonly store: Archive
}

/** One subcommand of `/transcribe`. */
export interface Command {
  /** The same in all languages; what people see is the label. */
  readonly name: string
  readonly label: (words: Words) => Label
  readonly options: readonly CommandOption[]
  /** Runs after the interaction was deferred. What a UserError says is shown to the caller. */
  run(request: CommandRequest, context: CommandContext): Promise<Reply>
}
