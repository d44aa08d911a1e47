import type { MediaFile } from '../../audio/media-file.ts'
import type { Billing } from '../../speech/engine.ts'
import type { Saying } from '../../wording/words.ts'
import type { FileTranscript } from './file-transcript.ts'

/** How far a file has come. */
export type FileProgress =
  | { readonly stage: 'sending'; readonly share: number }
  | { readonly stage: 'waiting' }
  /** `durationMs` is null where nobody knows how much there is. */
  | { readonly stage: 'listening'; readonly heardMs: number; readonly durationMs: number | null }

/** A file on one way. */
export interface FileErrand {
  readonly media: MediaFile
  /** Measured beforehand; null where nothing here can tell. */
  readonly durationMs: number | null
  /** More is not listened to: a UserError says so. */
  readonly mostMs: number
  /** Words to expect, the most important first. */
  readonly keyTerms: readonly string[]
  /** Whether speakers are to be told apart, where the way can. */
  readonly speakerLabels: boolean
  /** Such as `en`; null: the engine finds out. */
  readonly languageCode: string | null
  readonly filterProfanity: boolean
  readonly signal: AbortSignal
  readonly onProgress: (progress: FileProgress) => void
  /** What a service bills for so far; to be called whenever that grows, also when nothing comes of it. */
  readonly onBilled: (billedMs: number) => void
}

/** One of the ways in which a file becomes text. */
export interface FileWay {
  /** The engine's name in settings. */
  readonly name: string
  /** What it is and where sound goes, for people. */
  readonly description: Saying
  readonly place: 'here' | 'cloud'
  readonly billing: Billing
  /**
   * Rejects with an EngineError where the engine failed, with a UserError where the file is at fault, and with the
   * signal's reason when that aborts. Frees all it used, however it ends.
   */
  transcribe(errand: FileErrand): Promise<FileTranscript>
}
