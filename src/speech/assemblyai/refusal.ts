import { EngineError } from '../../base/errors.ts'
import type { Words } from '../../wording/words.ts'

/** How a socket was lost. */
export type Loss =
  /** A close frame's code, or 1005 and 1006 as ws gives them where there was none. */
  | { readonly kind: 'closed'; readonly code: number }
  /** An HTTP answer instead of the upgrade. */
  | { readonly kind: 'http'; readonly status: number }
  /** The network failed; `code` is the system's, such as ECONNREFUSED. */
  | { readonly kind: 'network'; readonly code: string }
  /** We gave it up: what should have come did not. */
  | {
      readonly kind: 'silent'
      readonly missing: 'handshake' | 'begin' | 'heartbeat' | 'pong' | 'answer' | 'drain' | 'termination'
    }
  /** No socket was opened, because the service has refused this key or these settings before. */
  | { readonly kind: 'barred'; readonly error: EngineError }

/** The error message that came before the close. The close frame's own reason is the same sentence for all. */
export interface ServerError {
  readonly code: number | null
  readonly text: string
}

/** What a lost socket means for the stream. */
export type Verdict =
  /** Only a person can mend it. */
  | { readonly kind: 'refused'; readonly error: EngineError }
  /** It may work again after a while. */
  | { readonly kind: 'later'; readonly error: EngineError }
  /** There are too many sessions of this account: one may begin after a while. */
  | { readonly kind: 'crowded'; readonly error: EngineError }
  /** The session reached its longest duration; a new one can follow at once. */
  | { readonly kind: 'expired' }
  /** Our own `inactivity_timeout`: a normal end after a long quiet. */
  | { readonly kind: 'idle' }
  /** We sent sound in a way the service does not take. */
  | { readonly kind: 'our-fault'; readonly error: EngineError }
  /** It would go wrong again, for this stream. */
  | { readonly kind: 'hopeless'; readonly error: EngineError }

export interface Circumstances {
  readonly loss: Loss
  readonly said: ServerError | null
  /** Whether the session had begun: only then may a code without a text be taken for a passing trouble. */
  readonly begun: boolean
  /** What must not stand in a message: the key, and key terms, which may be people's names. */
  readonly secrets: readonly string[]
}

/**
 * Tells failures apart by code and text: 1008 and 3006 each carry both harmless causes and ones that no retry
 * can mend.
 */
export function judge({ loss, said, begun, secrets }: Circumstances): Verdict {
  if (loss.kind === 'barred') return { kind: 'refused', error: loss.error }
  if (loss.kind === 'http') return judgeHttp(loss.status)
  const code = said?.code ?? (loss.kind === 'closed' ? loss.code : null)
  const text = said === null ? '' : presentable(said.text, secrets)
  switch (code) {
    case 1008:
      return judgePolicy(text, begun)
    case 3006:
      if (/inactivity/i.test(text)) return { kind: 'idle' }
      return refused(({ assemblyai }) => assemblyai.setting(text), 3006)
    case 3007:
      return {
        kind: 'our-fault',
        error: failure(({ assemblyai }) => assemblyai.soundRefused(text), 3007, true),
      }
    case 3008:
      return { kind: 'expired' }
    case 3009:
      return crowded(FULL, 3009)
    case null:
      return later(({ assemblyai }) => assemblyai.unreached(causeOf(loss)), undefined)
    default:
      // 410 tells of a retired address; 4000 to 4103 are the older API's codes for requests that can not work.
      if (code === 410 || (code >= 4000 && code <= 4103))
        return refused(({ assemblyai }) => assemblyai.sessionRefused(code, text), code)
      return later(({ assemblyai }) => assemblyai.sessionEnded(code, text), code)
  }
}

function judgePolicy(text: string, begun: boolean): Verdict {
  if (/too many|concurrent/i.test(text)) return crowded(FULL, 1008)
  if (text === '' && begun) return later(({ assemblyai }) => assemblyai.sessionEnded(1008, ''), 1008)
  if (/balance|credit|fund|billing|payment|upgrade|disabled|suspended/i.test(text))
    return refused(({ assemblyai }) => assemblyai.account(text), 1008)
  return refused(({ assemblyai }) => (text === '' ? assemblyai.key : assemblyai.keyBecause(text)), 1008)
}

function judgeHttp(status: number): Verdict {
  if (status === 429) return crowded(({ assemblyai }) => assemblyai.http(status), status)
  if (status >= 500) return later(({ assemblyai }) => assemblyai.http(status), status)
  if (status === 401 || status === 403)
    return refused(({ assemblyai }) => assemblyai.keyByHttp(status), status)
  return refused(({ assemblyai }) => assemblyai.noService(status), status)
}

function causeOf(loss: Loss): string {
  if (loss.kind === 'network') return loss.code
  return loss.kind === 'silent' ? `no ${loss.missing}` : loss.kind
}

type Say = (speech: Words['speech']) => string

const FULL: Say = ({ assemblyai }) => assemblyai.crowded

const failure = (say: Say, code: number | undefined, retryable: boolean) =>
  new EngineError(({ speech }) => say(speech), { retryable, code })

const refused = (say: Say, code: number): Verdict => ({
  kind: 'refused',
  error: failure(say, code, false),
})

const later = (say: Say, code: number | undefined): Verdict => ({
  kind: 'later',
  error: failure(say, code, true),
})

const crowded = (say: Say, code: number): Verdict => ({
  kind: 'crowded',
  error: failure(say, code, true),
})

/** The server's words as one short sentence without what must not be shown. */
export function presentable(text: string, secrets: readonly string[]): string {
  let clean = text.replace(/\s+/g, ' ').trim()
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '…')
  if (clean.length > 200) clean = `${clean.slice(0, 199)}…`
  return clean === '' || /[.!?…]$/.test(clean) ? clean : `${clean}.`
}
