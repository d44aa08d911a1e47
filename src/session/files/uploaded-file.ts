import { createReadStream } from 'node:fs'
import type { Prerecorded, PrerecordedProgress } from '../../speech/assemblyai/prerecorded/prerecorded.ts'
import type { Billing } from '../../speech/engine.ts'
import type { Saying } from '../../wording/words.ts'
import type { FileTranscript } from './file-transcript.ts'
import type { FileErrand, FileProgress, FileWay } from './file-way.ts'

export interface UploadedFilesOptions {
  /** The engine's name in settings. */
  readonly name: string
  readonly description: Saying
  readonly service: Pick<Prerecorded, 'transcribe'>
  /** For an hour of sound. */
  readonly pricePerHour: number
}

/** Files go to a service as they are, which bills for the length of their sound. */
export class UploadedFiles implements FileWay {
  readonly name: string
  readonly description: Saying
  readonly place = 'cloud'
  readonly billing: Billing
  readonly #service: Pick<Prerecorded, 'transcribe'>

  constructor({ name, description, service, pricePerHour }: UploadedFilesOptions) {
    this.name = name
    this.description = description
    this.#service = service
    this.billing = { by: 'audio', pricePerHour }
  }

  async transcribe(errand: FileErrand): Promise<FileTranscript> {
    const { media, keyTerms, speakerLabels, languageCode, filterProfanity, signal, onBilled } = errand
    const result = await this.#service.transcribe({
      audio: () => createReadStream(media.path),
      keyTerms,
      speakerLabels,
      languageCode,
      filterProfanity,
      signal,
      onProgress: (progress) => {
        // A job that was taken is billed, whether or not its text is waited for.
        if (progress.stage !== 'uploading') onBilled(errand.durationMs ?? 0)
        errand.onProgress(progressOf(progress, media.bytes))
      },
    })
    onBilled(result.durationMs)
    return {
      turns: result.turns,
      gaps: [],
      durationMs: result.durationMs,
      language: result.language,
      engine: this.name,
      description: this.description,
    }
  }
}

const progressOf = (progress: PrerecordedProgress, bytes: number): FileProgress =>
  progress.stage === 'uploading'
    ? { stage: 'sending', share: Math.min(1, progress.uploadedBytes / bytes) }
    : { stage: 'waiting' }
