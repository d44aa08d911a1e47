import { mediaChunks } from '../../audio/media-file.ts'
import { CHUNK_MS, type PcmChunk } from '../../audio/pcm.ts'
import type { Clock } from '../../base/clock.ts'
import type { EngineError } from '../../base/errors.ts'
import type { Billing, SpeechEngine, SpeechEvent, SpeechStream, Tuning } from '../../speech/engine.ts'
import type { Saying } from '../../wording/words.ts'
import type { FileGap, FileTranscript, FileTurn } from './file-transcript.ts'
import type { FileErrand, FileWay } from './file-way.ts'

/**
 * How much an engine on this machine is given at once. It must have told all of it before it is given more, so that
 * it falls behind no further than it keeps sound for (a minute and a half).
 */
const PART_MS = 60_000
/** A part ends in the quietest place of its last so many ms: there no word is cut in two. */
const CUT_WITHIN_MS = 10_000
/** As a share of real time: people who talk are heard by the same engine, and come first. */
const SPEED_HERE = 20
/** After so much sound it is seen to that the speed is kept. */
const STEP_MS = 1_000
/** A part that is not told by then never will be. */
const HERE_DEADLINE_MS = 600_000
const CLOUD_DEADLINE_MS = 30_000

/** A file is told to the streams of an engine, as a speaker would be: faster than it was spoken, if it is ours. */
export class StreamedFiles implements FileWay {
  readonly name: string
  readonly description: Saying
  readonly place: 'here' | 'cloud'
  readonly billing: Billing
  readonly #engine: SpeechEngine
  readonly #clock: Clock

  constructor(engine: SpeechEngine, clock: Clock) {
    this.#engine = engine
    this.#clock = clock
    this.name = engine.name
    this.description = engine.description
    this.place = engine.place
    this.billing = engine.billing
  }

  async transcribe(errand: FileErrand): Promise<FileTranscript> {
    // A service is tried by its first stream; a probe of its own would be billed.
    if (this.place === 'here') await this.#engine.check()
    const telling = new Telling({ engine: this.#engine, clock: this.#clock, errand })
    try {
      await telling.run()
    } finally {
      telling.end()
    }
    const { turns, gaps, heardMs } = telling
    const durationMs = errand.durationMs ?? heardMs
    const { name, description } = this
    return { turns, gaps, durationMs, language: null, engine: name, description }
  }
}

interface TellingOptions {
  readonly engine: SpeechEngine
  readonly clock: Clock
  readonly errand: FileErrand
}

/** One file on its way through an engine, one stream after the other. */
class Telling {
  readonly turns: FileTurn[] = []
  readonly gaps: FileGap[] = []
  heardMs = 0
  readonly #options: TellingOptions
  #stream: SpeechStream | null = null
  #failure: EngineError | null = null
  #billedMs = 0

  constructor(options: TellingOptions) {
    this.#options = options
  }

  async run(): Promise<void> {
    const { engine, errand } = this.#options
    const chunks = mediaChunks(errand.media, { signal: errand.signal, mostMs: errand.mostMs })
    const parts = engine.place === 'here' ? partsOf(chunks) : whole(chunks)
    for await (const { chunk, last } of parts) {
      await this.#tell(chunk)
      if (last) await this.#finish()
    }
    await this.#finish()
  }

  /** Stops at once what still runs. */
  end(): void {
    this.#stream?.abort()
    this.#settle()
  }

  async #tell(chunk: PcmChunk): Promise<void> {
    const { engine, errand } = this.#options
    errand.signal.throwIfAborted()
    this.#stream ??= engine.open({
      label: 'file',
      emit: (event) => this.#heard(event),
      tuning: tuningOf(errand),
    })
    this.#stream.send(chunk)
    this.#throwFailure()
    this.heardMs = chunk.atMs + CHUNK_MS
    if (this.heardMs % STEP_MS !== 0) return
    errand.onProgress({ stage: 'listening', heardMs: this.heardMs, durationMs: errand.durationMs })
    errand.onBilled(this.#billedMs + this.#stream.usage().billedMs)
    await this.#wait(STEP_MS / (engine.place === 'here' ? SPEED_HERE : 1))
    this.#throwFailure()
  }

  /** Waits until all that was told has become text. */
  async #finish(): Promise<void> {
    const stream = this.#stream
    if (stream === null) return
    const { engine, errand } = this.#options
    const abort = () => stream.abort()
    errand.signal.addEventListener('abort', abort, { once: true })
    await stream.finish(engine.place === 'here' ? HERE_DEADLINE_MS : CLOUD_DEADLINE_MS)
    errand.signal.removeEventListener('abort', abort)
    errand.signal.throwIfAborted()
    this.#settle()
    this.#throwFailure()
  }

  #settle(): void {
    if (this.#stream === null) return
    this.#billedMs += this.#stream.usage().billedMs
    this.#stream = null
    this.#options.errand.onBilled(this.#billedMs)
  }

  #heard(event: SpeechEvent): void {
    if (event.kind === 'final') {
      const { text, words, startMs, endMs } = event.turn
      this.turns.push({ speaker: null, text, words, startMs, endMs })
    } else if (event.kind === 'gap') {
      this.gaps.push({ fromMs: event.fromMs, toMs: event.toMs })
    } else if (event.kind === 'ended' && event.error !== null) {
      this.#failure = event.error
    }
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure
  }

  #wait(ms: number): Promise<void> {
    const { clock, errand } = this.#options
    return new Promise((resolve) => {
      const done = () => {
        cancel()
        errand.signal.removeEventListener('abort', done)
        resolve()
      }
      const cancel = clock.after(ms, done)
      errand.signal.addEventListener('abort', done, { once: true })
    })
  }
}

const tuningOf = ({ keyTerms, languageCode, filterProfanity }: FileErrand): Tuning => ({
  keyTerms,
  preset: null,
  filterProfanity,
  ...(languageCode !== null && { languageCodes: [languageCode] }),
})

interface Told {
  readonly chunk: PcmChunk
  /** Whether the part ends with it. */
  readonly last: boolean
}

async function* whole(chunks: AsyncIterable<PcmChunk>): AsyncGenerator<Told> {
  for await (const chunk of chunks) yield { chunk, last: false }
}

/** Holds back the end of a part until it is known where it is quietest. */
async function* partsOf(chunks: AsyncIterable<PcmChunk>): AsyncGenerator<Told> {
  let partFromMs = 0
  let held: PcmChunk[] = []
  for await (const chunk of chunks) {
    const intoPartMs = chunk.atMs - partFromMs
    if (intoPartMs < PART_MS - CUT_WITHIN_MS) {
      yield { chunk, last: false }
      continue
    }
    held.push(chunk)
    if (intoPartMs + CHUNK_MS < PART_MS) continue
    const at = quietest(held)
    for (const [place, each] of held.entries()) yield { chunk: each, last: place === at }
    partFromMs = (held[at]?.atMs ?? chunk.atMs) + CHUNK_MS
    held = []
  }
  for (const chunk of held) yield { chunk, last: false }
}

/** The last of the quietest chunks: the later the cut, the fewer there are. */
function quietest(chunks: readonly PcmChunk[]): number {
  const least = Math.min(...chunks.map(({ level }) => level))
  return chunks.findLastIndex(({ level }) => level === least)
}
