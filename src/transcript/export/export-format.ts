import type { Saying, Words } from '../../wording/words.ts'
import type { Transcript } from '../transcript.ts'

/** A kind of file that a transcript can be written as. */
export interface ExportFormat {
  /** Also the end of the file's name. */
  readonly name: string
  /** For whoever chooses. */
  readonly description: Saying
  /** The whole file, in UTF-8 with "\n" (csv: "\r\n") at the ends of lines. Pure. */
  readonly write: (transcript: Transcript, words: Words) => string
}
