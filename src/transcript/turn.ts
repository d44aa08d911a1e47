import type { SessionMs, SpeakerId } from '../base/ids.ts'
import type { SpokenWord } from '../speech/engine.ts'

/** A person in a session, as they were when their track was made. */
export interface Speaker {
  readonly id: SpeakerId
  /** The name the guild shows. Never for logs. */
  readonly name: string
  readonly avatarUrl: string | null
  readonly bot: boolean
}

/** A stretch of speech as understood so far: live captions show it, and a crash leaves its words behind. */
export interface OpenTurn {
  /** Unique within the session: the speaker's id and the track's own count. */
  readonly id: string
  readonly speaker: Speaker
  readonly startMs: SessionMs
  readonly endMs: SessionMs
  readonly text: string
  readonly words: readonly SpokenWord[]
}

/** A finished stretch of speech by one speaker. Never empty; `startMs` is not after `endMs`. */
export interface FinalTurn extends OpenTurn {
  /** Broken off: the rest of it could not be heard, and a gap tells so. */
  readonly cut?: true
}

/** Session time that could not be heard (silence was heard). */
export interface Gap {
  /** Null: it is about everybody in the room. */
  readonly speaker: Speaker | null
  readonly startMs: SessionMs
  readonly endMs: SessionMs
  /** In plain words, for the reader: "the speech service could not be reached". */
  readonly cause: string
}
