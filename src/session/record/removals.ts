import type { ChannelId, GuildId, SessionId, SpeakerId } from '../../base/ids.ts'

/** What is kept of somebody's wish to have their words forgotten, and of messages that hold words beside the posts. */

/** A message that stands in Discord. */
export interface Posted {
  readonly channel: ChannelId
  readonly message: string
}

/** A message in which words stand that is no post of a session. */
export type Copy = Posted & {
  readonly guild: GuildId
  /** Wall time. */
  readonly at: number
} & (
    | {
        /** A transcript as files; `files`: more of them, below the first message. */
        readonly kind: 'handout' | 'files'
        readonly session: SessionId
      }
    | {
        /** The text of a sound that somebody posted. */
        readonly kind: 'reply'
        readonly author: SpeakerId
      }
  )

/** Keeps where words stand that are in no post. */
export interface Copies {
  /** Of a session that is not in the store nothing is kept. */
  keepCopy(copy: Copy): Promise<void>
  /** How many turns a session has now. */
  turnsOf(session: SessionId): Promise<number>
  /** Texts of sounds that were posted before this; of all guilds where none is named. */
  repliesBefore(at: number, guild?: GuildId): Promise<readonly Posted[]>
  /** Nothing is known of them any more. */
  deleteReplies(before: number, guild?: GuildId): Promise<void>
}

/** What is to be done with a message in which somebody's words stand. */
export type RemovalTask =
  /** The webhook it went through; null: it is the bot's own. */
  | { readonly kind: 'delete'; readonly webhook: string | null }
  /** It holds words of others too. `cut`: as `WordRemover.cutOf` made it. */
  | { readonly kind: 'cut'; readonly cut: string }
  /** Its files are to go. */
  | { readonly kind: 'empty' }

export interface DueRemoval extends Posted {
  readonly id: number
  readonly task: RemovalTask
  /** How often it could not be done for the time being. */
  readonly tries: number
}

/**
 * What became of such a message: deleted, by whomever; without these words; without its files; or the words still
 * stand there, and will. `later`: it could not be done for the time being.
 */
export type RemovalFate = 'removed' | 'edited' | 'emptied' | 'left' | 'later'

/** How far somebody's wish is carried out. */
export interface Forgetting extends Readonly<Record<Exclude<RemovalFate, 'later'>, number>> {
  readonly id: number
  readonly guild: GuildId
  readonly person: SpeakerId
  /** Turns that are deleted. */
  readonly turns: number
  /** Messages that are still to go or to be changed. */
  readonly due: number
  /** Some of those in which the words still stand. */
  readonly leftAt: readonly Posted[]
}

/** Carries somebody's words out of what is kept, and remembers in which messages they stand until they are out of them. */
export interface Removals {
  /** The line that was kept last, of whatever session; 0: there is none. */
  newestLine(): Promise<number>
  /**
   * All that this person has said in the guild by now is to be forgotten: `Archive.forgetWords` does it. When it
   * resolves it is written down which messages hold it, so that a later process too can carry it through. Answers the
   * id of the wish, which is the same for as long as it is not `forgotten`. What was kept after the line `upTo` stays;
   * left out: nothing does.
   */
  wishToForget(guild: GuildId, person: SpeakerId, upTo?: number): Promise<number>
  /** Wishes that are not `forgotten`, oldest first. */
  forgettings(): Promise<readonly Forgetting[]>
  /** Null: it is `forgotten`, or its guild was deleted. */
  forgetting(id: number): Promise<Forgetting | null>
  /** The next message to change: those first that were tried least; null: there is none. */
  nextRemoval(forgetting: number): Promise<DueRemoval | null>
  settleRemoval(id: number, fate: RemovalFate): Promise<void>
  /** All of it is done and told: nothing is known of it any more. */
  forgotten(id: number): Promise<void>
}
