import type { Clock } from '../../base/clock.ts'
import { EngineError } from '../../base/errors.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { SpeechEngine, SpeechStream, StreamOptions } from '../engine.ts'
import { probe } from './probe.ts'
import { type AssemblyAiSettings, formatsInASecondCopy } from './settings.ts'
import { type Admission, AssemblyAiStream } from './stream.ts'
import { streamingUrl } from './url.ts'

/** Sound that no final has covered is kept for a new socket, up to so much per speaker. */
const KEEP_MS = 60_000
/** Silence beyond the longest that a turn waits for, so that the service is sure to have heard it. */
const TAIL_MARGIN_MS = 200
/** A final comes within half a second of its silence; after this long it will not come unasked. */
const GRACE_MS = 3000
/** A session that began so recently proves that key and settings are good; a probe costs a new session. */
const PROOF_MS = 600_000

export interface EngineParts {
  readonly clock: Clock
  readonly log: Log
  /** In [0, 1); spreads reconnects. Math.random unless a test wants to know. */
  readonly random?: () => number
}

/** AssemblyAI's Universal-Streaming v3: one session per speaker, billed for as long as it is open. */
export function createAssemblyAiEngine(settings: AssemblyAiSettings, parts: EngineParts): SpeechEngine {
  return new AssemblyAiEngine(settings, parts)
}

class AssemblyAiEngine implements SpeechEngine, Admission {
  readonly name = 'assemblyai'
  readonly description = 'AssemblyAI (sound is sent to its servers)'
  readonly tailMs: number
  readonly graceMs = GRACE_MS
  readonly #settings: AssemblyAiSettings
  readonly #parts: EngineParts
  /** Streams that still hold a socket or may open one, each with what to call once it does not. */
  readonly #streams = new Map<AssemblyAiStream, Promise<void>>()
  readonly #closing = new AbortController()
  #refusal: EngineError | null
  #provenAt: MonotonicMs | null = null
  #checking: Promise<void> | null = null

  constructor(settings: AssemblyAiSettings, parts: EngineParts) {
    this.#settings = settings
    this.#parts = parts
    this.#refusal = unusable(settings)
    this.tailMs = settings.maxTurnSilenceMs + TAIL_MARGIN_MS
  }

  get refusal(): EngineError | null {
    return this.#refusal
  }

  admitted(): void {
    this.#provenAt = this.#parts.clock.now()
  }

  refused(error: EngineError): void {
    if (this.#refusal === null) this.#parts.log.error('assemblyai refused us', error)
    this.#refusal ??= error
  }

  check(): Promise<void> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null
    })
    return this.#checking
  }

  open({ label, emit, keyTerms }: StreamOptions): SpeechStream {
    const { clock, log, random = Math.random } = this.#parts
    const { promise, resolve } = Promise.withResolvers<void>()
    const { apiKey } = this.#settings
    const stream = new AssemblyAiStream({
      address: { url: streamingUrl(this.#settings, keyTerms), apiKey },
      dialogue: {
        awaitsCopy: formatsInASecondCopy(this.#settings),
        secrets: [apiKey, ...keyTerms],
        keepMs: KEEP_MS,
        random,
      },
      admission: this,
      emit,
      freed: () => {
        this.#streams.delete(stream)
        resolve()
      },
      clock,
      log: log.with({ stream: label }),
    })
    this.#streams.set(stream, promise)
    return stream
  }

  async close(): Promise<void> {
    this.#closing.abort()
    const freed = [...this.#streams.values()]
    for (const stream of this.#streams.keys()) stream.abort()
    await Promise.all([...freed, this.#checking?.catch(() => {})])
  }

  async #check(): Promise<void> {
    const { clock } = this.#parts
    if (this.#refusal !== null) throw this.#refusal
    if (this.#provenAt !== null && clock.now() - this.#provenAt < PROOF_MS) return
    const { apiKey } = this.#settings
    const result = await probe({ url: streamingUrl(this.#settings, []), apiKey }, clock, this.#closing.signal)
    switch (result.kind) {
      case 'admitted':
        return this.admitted()
      case 'refused':
        this.refused(result.error)
        throw result.error
      case 'later':
      case 'our-fault':
        throw result.error
      default:
        throw new EngineError('AssemblyAI ended the test session before it began.', { retryable: true })
    }
  }
}

/** What no connection could be made with: it would be thrown by the socket at the first word spoken. */
function unusable({ apiKey, streamingUrl: url }: AssemblyAiSettings): EngineError | null {
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    return new EngineError('ASSEMBLYAI_API_KEY holds characters that no key has.', { retryable: false })
  if (!/^wss?:\/\/[^/]+\/*$/.test(url) || !URL.canParse(url))
    return new EngineError('ASSEMBLYAI_STREAMING_URL must be wss:// or ws:// and a host, without a path.', {
      retryable: false,
    })
  return null
}
