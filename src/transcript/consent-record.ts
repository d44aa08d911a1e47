import type { ChannelId, GuildId, SessionMs, SpeakerId } from '../base/ids.ts'

export type Decision = 'agreed' | 'opted-out'

/** What somebody decided for a guild, when, and where they said so. */
export interface ConsentEntry {
  readonly guild: GuildId
  readonly person: SpeakerId
  readonly decision: Decision
  /** Milliseconds since 1970. */
  readonly at: number
  /** `notice`: by a button under a public notice. `privacy`: with `/transcribe privacy`. */
  readonly through: 'notice' | 'privacy'
}

/** How people were told that they are listened to. */
export interface ConsentNotice {
  readonly atMs: SessionMs
  /** `notice`: everybody is heard who did not opt out. `ask`: only who agreed. */
  readonly mode: 'notice' | 'ask'
  /**
   * `start`: to everybody in the room. `late`: to those who came after that. `changed`: that something of what they had
   * been told is otherwise now.
   */
  readonly kind: 'start' | 'late' | 'changed'
  /** The engine that was named, as settings name it; left out: an older version posted it, and nobody knows. */
  readonly engine?: string
  /** For how many days it said that text is kept; null: until somebody deletes it; left out: as for the engine. */
  readonly keptDays?: number | null
  readonly channel: ChannelId
  readonly message: string
}

/** How the people of a session were told, and what they decided, as far as its record knows them. In order. */
export interface ConsentRecord {
  readonly notices: readonly ConsentNotice[]
  /** Also those from before the session, since they hold in it. */
  readonly decisions: readonly ConsentEntry[]
}
