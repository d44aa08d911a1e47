import type { GuildId, SpeakerId } from '../base/ids.ts'
import type { Saying, Words } from '../wording/words.ts'
import type { ChannelChoice, CommandContext } from './command.ts'
import type { ControlRow } from './control.ts'

/** Buttons and menus under the bot's messages, as data: the adapter draws them and brings what is pressed. */

/** A button or menu under one of the bot's messages. Its custom id is `hansard:<id>:<argument>`. */
export interface Component {
  /** Of letters, digits and hyphens; one for each thing that can be done. */
  readonly id: string
  /** Runs after the press was acknowledged. What a UserError says is shown to whoever pressed. */
  run(press: Press, context: CommandContext): Promise<ComponentReply>
}

/** Somebody pressed a button, or chose from a menu. */
export interface Press {
  readonly guild: GuildId
  /** Where the message stands. */
  readonly channel: ChannelChoice
  readonly person: { readonly id: SpeakerId; readonly name: string; readonly bot: boolean }
  /** Whether they may manage the server. */
  readonly manages: boolean
  /** In the language of the person's client. */
  readonly words: Words
  /** As the control gave it. */
  readonly argument: string
  /** What was chosen from a menu; none for a button. */
  readonly values: readonly string[]
}

/** What whoever pressed alone sees. */
export interface ComponentReply {
  readonly text: Saying
  readonly rows?: readonly ControlRow[]
  /** Takes the place of the message that the control is under, where that is the person's own and nobody else sees it. */
  readonly update?: boolean
}
