import * as v from 'valibot'
import { type Backoff, backoffMs } from '../../../base/backoff.ts'
import type { Clock } from '../../../base/clock.ts'
import type { EngineError } from '../../../base/errors.ts'
import { httpFailure, isUnsent, networkFailure, notUnderstood, tooSlow } from './prerecorded-failure.ts'
import type { Upload } from './prerecorded-upload.ts'

/** Between attempts; a `Retry-After` of the service wins, up to a minute. */
const BACKOFF: Backoff = { firstMs: 500, mostMs: 30_000 }
const LONGEST_ASKED_MS = 60_000
/** How often a request is made until its failure is believed: some half a minute of trouble is outlasted. */
const ATTEMPTS = 8

export interface HttpOptions {
  readonly apiKey: string
  /** `https://` or `http://` and a host, without a path. */
  readonly apiUrl: string
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  /** An answer, or the next piece of an upload, must come within so long. */
  readonly timeoutMs: number
  /** Scales the waits between attempts, for tests. */
  readonly backoff?: Backoff
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly signal: AbortSignal
  /** What must not stand in an error. */
  readonly secrets: readonly string[]
  readonly json?: string
  readonly upload?: Upload
  /**
   * `freely`: once more does no harm. `if-refused`: once more would make something a second time (and bill it), so
   * only when the service has said no, or was not reached at all.
   */
  readonly repeat: 'freely' | 'if-refused'
}

type Outcome =
  | { readonly kind: 'answered'; readonly body: unknown }
  | {
      readonly kind: 'failed'
      readonly error: EngineError
      readonly again: boolean
      readonly afterMs: number | null
    }

/** Requests to the pre-recorded API, each made again after a back-off while its failure may pass. */
export class PrerecordedHttp {
  readonly #options: HttpOptions

  constructor(options: HttpOptions) {
    this.#options = options
  }

  /**
   * The answer's JSON. Rejects with an EngineError, with the signal's reason when that aborts, and with the error
   * of what was to be uploaded where that broke.
   */
  async request(call: Call): Promise<unknown> {
    const { backoff = BACKOFF, random } = this.#options
    for (let attempt = 0; ; attempt += 1) {
      call.signal.throwIfAborted()
      const outcome = await this.#attempt(call)
      if (outcome.kind === 'answered') return outcome.body
      const again = outcome.again && (call.upload?.repeatable ?? true)
      if (!again || attempt + 1 >= ATTEMPTS) throw outcome.error
      const waitMs = outcome.afterMs ?? backoffMs(backoff, attempt, random())
      await pause(this.#options.clock, Math.min(waitMs, LONGEST_ASKED_MS), call.signal)
    }
  }

  async #attempt(call: Call): Promise<Outcome> {
    const { apiKey, apiUrl, clock, timeoutMs } = this.#options
    const late = new AbortController()
    const lateness = tooSlow(timeoutMs / 1000)
    const watch = () => clock.after(timeoutMs, () => late.abort(lateness))
    let cancel = watch()
    const body = call.upload?.open(() => {
      cancel()
      cancel = watch()
    })
    try {
      const response = await fetch(`${apiUrl.replace(/\/+$/, '')}${call.path}`, {
        method: call.method,
        headers: { authorization: apiKey, ...contentType(call) },
        // What we send is for nobody else.
        redirect: 'manual',
        signal: AbortSignal.any([call.signal, late.signal]),
        ...(call.json !== undefined && { body: call.json }),
        ...(body !== undefined && { body, duplex: 'half' as const }),
      })
      return read(call, response, await response.text())
    } catch (error) {
      call.signal.throwIfAborted()
      if (call.upload?.failure) throw call.upload.failure.error
      const again = call.repeat === 'freely' || isUnsent(error)
      return {
        kind: 'failed',
        error: late.signal.aborted ? lateness : networkFailure(error),
        again,
        afterMs: null,
      }
    } finally {
      cancel()
      call.upload?.close()
    }
  }
}

function read(call: Call, response: Response, text: string): Outcome {
  const body = parse(text)
  if (!response.ok) {
    const error = httpFailure(response.status, errorOf(body), call.secrets)
    return { kind: 'failed', error, again: error.retryable, afterMs: retryAfterMs(response) }
  }
  if (body !== undefined) return { kind: 'answered', body }
  // It was done, perhaps, and a proxy spoilt the answer.
  const error = notUnderstood('not JSON')
  return { kind: 'failed', error, again: call.repeat === 'freely', afterMs: null }
}

function contentType({ json, upload }: Call): Record<string, string> {
  if (json !== undefined) return { 'content-type': 'application/json' }
  return upload === undefined ? {} : { 'content-type': 'application/octet-stream' }
}

/** Undefined where it is no JSON. */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

function errorOf(body: unknown): string {
  const parsed = v.safeParse(v.object({ error: v.string() }), body)
  return parsed.success ? parsed.output.error : ''
}

/** Only its form in seconds: the other, a date, would need this machine's clock to be right. */
function retryAfterMs(response: Response): number | null {
  const seconds = response.headers.get('retry-after') ?? ''
  return /^\d{1,9}$/.test(seconds) ? Number(seconds) * 1000 : null
}

/** Resolves after `ms`; rejects with the signal's reason if that aborts before. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', abort)
      resolve()
    })
    const abort = () => {
      cancel()
      reject(signal.reason)
    }
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}
