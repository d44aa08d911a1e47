import type { Clock } from '../../base/clock.ts'
import { createLog } from '../../base/log.ts'
import type { Config } from '../../config/load.ts'
import { FileTranscriber } from '../../session/files/file-transcriber.ts'
import type { FileTranscript } from '../../session/files/file-transcript.ts'
import type { FileProgress, FileWay } from '../../session/files/file-way.ts'
import { StreamedFiles } from '../../session/files/streamed-file.ts'
import { UploadedFiles } from '../../session/files/uploaded-file.ts'
import { Prerecorded } from '../../speech/assemblyai/prerecorded/prerecorded.ts'
import { makeEngines } from '../../speech/engines.ts'
import { verbatim } from '../../wording/words.ts'

export interface FileOrder {
  readonly path: string
  readonly speakers: boolean
  readonly language: string | null
  readonly signal: AbortSignal
  readonly onProgress: (progress: FileProgress) => void
}

/** What is said in a file, and what that cost in the host's currency. */
export interface FileResult {
  readonly transcript: FileTranscript
  readonly billedMs: number
  readonly cost: number
}

/** Turns the host's own files into text: without the limits, caps and ledger that are for files of other people. */
export class FileWays {
  readonly #config: Config
  readonly #transcriber: FileTranscriber
  readonly #close: () => Promise<void>
  #bill = { billedMs: 0, cost: 0 }

  constructor(
    config: Config,
    { prerecorded, clock }: { readonly prerecorded: boolean; readonly clock: Clock },
  ) {
    const log = createLog('silent')
    this.#config = config
    const engines = prerecorded ? [] : makeEngines(config, { clock, log })
    const ways = prerecorded
      ? [uploads(config, clock)]
      : engines.map((engine) => new StreamedFiles(engine, clock))
    this.#transcriber = new FileTranscriber({
      ways: ways.map((way) => this.#metered(way)),
      limits: { mostBytes: Number.POSITIVE_INFINITY, mostMs: Number.POSITIVE_INFINITY },
      toCloud: config.fallbackToCloud,
      spend: NOBODYS_SPEND,
      log,
    })
    this.#close = async () => {
      await Promise.all(engines.map((engine) => engine.close()))
    }
  }

  /** Rejects as `FileTranscriber.transcribe` does. One at a time. */
  async transcribe({ speakers, language, ...order }: FileOrder): Promise<FileResult> {
    this.#bill = { billedMs: 0, cost: 0 }
    const transcript = await this.#transcriber.transcribe({
      ...order,
      guild: null,
      keyTerms: this.#config.keyTerms,
      speakerLabels: speakers,
      languageCode: language,
      filterProfanity: this.#config.filterProfanity,
    })
    return { transcript, ...this.#bill }
  }

  close(): Promise<void> {
    return this.#close()
  }

  /** The same way; what it is billed for is counted here, as it is in no ledger. */
  #metered(way: FileWay): FileWay {
    const { name, description, place, billing } = way
    return {
      ...{ name, description, place, billing },
      transcribe: (errand) => {
        const { billedMs: before, cost: costBefore } = this.#bill
        return way.transcribe({
          ...errand,
          onBilled: (ms) => {
            const cost = billing.by === 'nothing' ? 0 : (ms / 3_600_000) * billing.pricePerHour
            this.#bill = { billedMs: before + ms, cost: costBefore + cost }
            errand.onBilled(ms)
          },
        })
      },
    }
  }
}

function uploads(config: Config, clock: Clock): FileWay {
  const { assemblyaiApiKey: apiKey, assemblyaiApiUrl: apiUrl, filePricePerHour: pricePerHour } = config
  const service = new Prerecorded({ apiKey: apiKey ?? '', apiUrl, clock, log: createLog('silent') })
  return new UploadedFiles({
    name: 'assemblyai',
    description: verbatim('AssemblyAI (the file is sent to its servers)'),
    service,
    pricePerHour,
  })
}

/** A file that belongs to no server is never charged: nothing of this is asked. */
const NOBODYS_SPEND: ConstructorParameters<typeof FileTranscriber>[0]['spend'] = {
  refusal: () => Promise.resolve(null),
  open: () => Promise.reject(new Error('a file of no server was charged')),
}
