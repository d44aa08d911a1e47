import type { Transcript } from '../transcript.ts'

/** A kind of file that a transcript can be written as. */
export interface ExportFormat {
  /** Also the end of the file's name. */
  readonly name: string
  /** For whoever chooses. */
  readonly description: string
  /** The whole file, in UTF-8 with "\n" (csv: "\r\n") at the ends of lines. Pure. */
  readonly write: (transcript: Transcript) => string
}

/** What a file says that has nothing else to say. */
export const NOTHING_SAID = 'Nothing was said.'
