import type { Backoff } from '../../../base/backoff.ts'
import type { Clock } from '../../../base/clock.ts'
import { EngineError } from '../../../base/errors.ts'
import type { MonotonicMs } from '../../../base/ids.ts'
import type { Log } from '../../../base/log.ts'
import { acceptableKeyTerms } from '../key-terms.ts'
import { jobFailure, notUnderstood } from './prerecorded-failure.ts'
import { PrerecordedHttp, pause } from './prerecorded-http.ts'
import {
  jobBody,
  type PrerecordedResult,
  type Read,
  readJob,
  readJobId,
  readUpload,
} from './prerecorded-messages.ts'
import { type Sound, Upload } from './prerecorded-upload.ts'

export type { PrerecordedResult, PrerecordedTurn } from './prerecorded-messages.ts'

/** Newer first: the service takes the first that knows the language, and says which it took. */
const MODELS: readonly string[] = ['universal-3-5-pro', 'universal-2']
const POLL_MS = 3_000
const TIMEOUT_MS = 30_000
/** Ten hours of sound are the most that the service takes; it works many times faster than they were spoken. */
const LIMIT_MS = 7_200_000
/** What a deletion may hold up a result that is already there. */
const DELETION_MS = 10_000

export interface PrerecordedOptions {
  readonly apiKey: string
  /** `https://` or `http://` and a host, without a path. */
  readonly apiUrl: string
  readonly clock: Clock
  readonly log: Log
  /** `speech_models`, in order of preference. */
  readonly models?: readonly string[]
  /** Between two questions how the job stands. */
  readonly pollMs?: number
  /** An answer, or the next piece of an upload, must come within so long. */
  readonly timeoutMs?: number
  /** All of it must be done within so long. */
  readonly limitMs?: number
  /** More is not uploaded. */
  readonly mostBytes?: number
  /** Whether the service is to delete the file and its transcript at the end. Default: yes, since they are speech. */
  readonly deleteAfter?: boolean
  /** Between attempts of a request that failed. */
  readonly backoff?: Backoff
  /** In [0, 1); Math.random unless a test wants to know. */
  readonly random?: () => number
}

export interface PrerecordedRequest {
  /** A file in any of the formats that the service knows. */
  readonly audio: Sound
  /** Words to expect; what the service would not take is left out. */
  readonly keyTerms: readonly string[]
  /** Whether speakers are to be told apart, as A, B, … */
  readonly speakerLabels: boolean
  /** Such as `en`; null: the service finds out. */
  readonly languageCode: string | null
  /** Whether swear words are to be masked; left out: no. */
  readonly filterProfanity?: boolean
  readonly signal?: AbortSignal
  /** Called often: for each piece that was sent, and after each question how the job stands. */
  readonly onProgress?: (progress: PrerecordedProgress) => void
}

export type PrerecordedProgress =
  | { readonly stage: 'uploading'; readonly uploadedBytes: number; readonly elapsedMs: number }
  | { readonly stage: 'queued' | 'processing'; readonly elapsedMs: number }

/** One file's way through the service. */
interface Errand {
  readonly request: PrerecordedRequest
  readonly keyTerms: readonly string[]
  readonly signal: AbortSignal
  readonly startedAt: MonotonicMs
  readonly secrets: readonly string[]
}

/** AssemblyAI's API for whole files: upload, ask, wait, delete. Billed by the length of the sound. */
export class Prerecorded {
  readonly #options: PrerecordedOptions
  readonly #http: PrerecordedHttp

  constructor(options: PrerecordedOptions) {
    const { apiKey, apiUrl, clock, timeoutMs = TIMEOUT_MS, random = Math.random, backoff } = options
    this.#options = options
    this.#http = new PrerecordedHttp({
      apiKey,
      apiUrl,
      clock,
      random,
      timeoutMs,
      ...(backoff && { backoff }),
    })
  }

  /**
   * What is said in a file. Rejects with an EngineError that says whether another attempt can help and holds neither
   * key nor address nor speech; with the signal's reason when that aborts; with the sound's own error where reading
   * it fails.
   */
  async transcribe(request: PrerecordedRequest): Promise<PrerecordedResult> {
    const { apiKey, clock, limitMs = LIMIT_MS } = this.#options
    // fetch would throw it with the key in its message.
    if (!/^[\x21-\x7e]+$/.test(apiKey))
      throw new EngineError(({ speech }) => speech.assemblyai.noKey, { retryable: false })
    const limit = new AbortController()
    const cancel = clock.after(limitMs, () =>
      limit.abort(
        new EngineError(({ speech }) => speech.files.unfinished(Math.round(limitMs / 1000)), {
          retryable: true,
        }),
      ),
    )
    const keyTerms = acceptableKeyTerms(request.keyTerms)
    const signal = AbortSignal.any([limit.signal, ...(request.signal ? [request.signal] : [])])
    try {
      return await this.#run({
        request,
        keyTerms,
        signal,
        startedAt: clock.now(),
        secrets: [apiKey, ...keyTerms],
      })
    } finally {
      cancel()
    }
  }

  async #run(errand: Errand): Promise<PrerecordedResult> {
    const audioUrl = await this.#upload(errand)
    const id = await this.#create(errand, audioUrl)
    const { log, deleteAfter = true } = this.#options
    log.info('a file is being transcribed', { job: id })
    try {
      const result = await this.#wait(errand, id)
      log.info('a file was transcribed', {
        job: id,
        words: result.words.length,
        soundMs: result.durationMs,
        model: result.model,
      })
      return result
    } finally {
      if (deleteAfter) await this.#delete(id)
    }
  }

  async #upload({ request, signal, startedAt, secrets }: Errand): Promise<string> {
    const { clock, mostBytes } = this.#options
    const upload = new Upload(request.audio, {
      mostBytes,
      onBytes: (uploadedBytes) =>
        request.onProgress?.({ stage: 'uploading', uploadedBytes, elapsedMs: clock.now() - startedAt }),
    })
    const path = '/v2/upload'
    const answer = await this.#http.request({
      method: 'POST',
      path,
      upload,
      signal,
      secrets,
      repeat: 'freely',
    })
    return understood(readUpload(answer))
  }

  async #create(errand: Errand, audioUrl: string): Promise<string> {
    const { request, keyTerms, signal, secrets } = errand
    const { models = MODELS } = this.#options
    const answer = await this.#http.request({
      method: 'POST',
      path: '/v2/transcript',
      json: jobBody({ ...request, audioUrl, models, keyTerms }),
      signal,
      secrets,
      repeat: 'if-refused',
    })
    return understood(readJobId(answer))
  }

  async #wait({ request, signal, startedAt, secrets }: Errand, id: string): Promise<PrerecordedResult> {
    const { clock, pollMs = POLL_MS } = this.#options
    for (;;) {
      const path = `/v2/transcript/${id}`
      const answer = await this.#http.request({ method: 'GET', path, signal, secrets, repeat: 'freely' })
      const state = understood(readJob(answer))
      if (state.kind === 'completed') return state.result
      if (state.kind === 'failed') throw jobFailure(state.text, secrets)
      request.onProgress?.({ stage: state.kind, elapsedMs: clock.now() - startedAt })
      await pause(clock, pollMs, signal)
    }
  }

  /** Takes the file and its transcript off the service. What became of the job matters more than a failure of this. */
  async #delete(id: string): Promise<void> {
    const { clock, log } = this.#options
    const late = new AbortController()
    const cancel = clock.after(DELETION_MS, () => late.abort())
    try {
      const path = `/v2/transcript/${id}`
      await this.#http.request({ method: 'DELETE', path, signal: late.signal, secrets: [], repeat: 'freely' })
    } catch (error) {
      if (!(error instanceof EngineError) && !late.signal.aborted) throw error
      const reason = error instanceof EngineError ? error.message : 'it took too long'
      log.warn('a transcript stays with the service', { job: id, reason })
    } finally {
      cancel()
    }
  }
}

function understood<Value>(answer: Read<Value>): Value {
  if ('value' in answer) return answer.value
  throw notUnderstood(answer.problem)
}
