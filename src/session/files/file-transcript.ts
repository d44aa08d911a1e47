import type { SpokenWord } from '../../speech/engine.ts'
import type { Saying } from '../../wording/words.ts'

/** One stretch of speech in a file; ms from its beginning. */
export interface FileTurn {
  /** `A`, `B`, … where speakers were told apart, else null. */
  readonly speaker: string | null
  readonly text: string
  readonly startMs: number
  readonly endMs: number
  readonly words: readonly SpokenWord[]
}

/** Of a file, what no engine could hear; ms from its beginning. */
export interface FileGap {
  readonly fromMs: number
  readonly toMs: number
}

/** What is said in a file. */
export interface FileTranscript {
  /** In order; none where nobody speaks. */
  readonly turns: readonly FileTurn[]
  readonly gaps: readonly FileGap[]
  /** The length of the sound. */
  readonly durationMs: number
  /** As the service names it, such as `en_us`; null where the engine does not say. */
  readonly language: string | null
  /** Its name in settings. */
  readonly engine: string
  /** What it is and where the sound went, for people. */
  readonly description: Saying
}
