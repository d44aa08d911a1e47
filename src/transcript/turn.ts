import type { SessionMs, SpeakerId } from '../base/ids.ts'
import type { SpokenWord } from '../speech/engine.ts'
import type { Saying, Words } from '../wording/words.ts'

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
  /** The tag of the engine that told it (`engineTag`); left out: an older version kept it, and nobody knows. */
  readonly engine?: string
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
  /** A `LossCause`; in records of old, and of what is not known, plain words. */
  readonly cause: string
}

/** Why some time could not be heard; what each of them means to a reader is in the catalogue. */
export type LossCause = keyof Words['exports']['causes']

/** The cause in words. */
export const causeWords =
  (cause: string): Saying =>
  ({ exports: { causes } }) =>
    isKnown(cause, causes) ? causes[cause] : cause

const isKnown = (cause: string, causes: Words['exports']['causes']): cause is LossCause =>
  Object.hasOwn(causes, cause)
