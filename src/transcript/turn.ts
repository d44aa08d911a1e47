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

/** A stretch of speech as understood so far; only live captions see it. */
export interface OpenTurn {
  /** Unique within the session: the speaker's id and the track's own count. */
  readonly id: string
  readonly speaker: Speaker
  readonly startMs: SessionMs
  readonly endMs: SessionMs
  readonly text: string
}

/** A finished stretch of speech by one speaker. Never empty; `startMs` is not after `endMs`. */
export interface FinalTurn extends OpenTurn {
  readonly words: readonly SpokenWord[]
}

/** Session time that could not be heard (silence was heard). */
export interface Gap {
  readonly speaker: Speaker
  readonly startMs: SessionMs
  readonly endMs: SessionMs
  /** In plain words, for the reader: "the speech service could not be reached". */
  readonly cause: string
}
