import { EngineError } from '../../base/errors.ts'

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
      return refused(
        text === '' ? 'AssemblyAI refused a setting.' : `AssemblyAI refused a setting: ${text}`,
        3006,
      )
    case 3007:
      return {
        kind: 'our-fault',
        error: failure(`AssemblyAI did not accept the way sound was sent${tail(text)}`, 3007, true),
      }
    case 3008:
      return { kind: 'expired' }
    case 3009:
      return crowded('AssemblyAI has no room for another speech session now', 3009)
    case null:
      return later(`AssemblyAI could not be reached (${causeOf(loss)})`, undefined)
    default:
      // 410 tells of a retired address; 4000 to 4103 are the older API's codes for requests that can not work.
      if (code === 410 || (code >= 4000 && code <= 4103))
        return refused(`AssemblyAI refused the session (code ${code})${tail(text)}`, code)
      return later(`AssemblyAI ended the speech session (code ${code})${tail(text)}`, code)
  }
}

function judgePolicy(text: string, begun: boolean): Verdict {
  if (/too many|concurrent/i.test(text))
    return crowded('AssemblyAI has no room for another speech session now', 1008)
  if (text === '' && begun) return later('AssemblyAI ended the speech session (code 1008)', 1008)
  if (/balance|credit|fund|billing|payment|upgrade|disabled|suspended/i.test(text))
    return refused(`AssemblyAI refused the account: ${text}`, 1008)
  return refused(
    text === ''
      ? 'AssemblyAI refused the key. Check ASSEMBLYAI_API_KEY.'
      : `AssemblyAI refused the key: ${text} Check ASSEMBLYAI_API_KEY.`,
    1008,
  )
}

function judgeHttp(status: number): Verdict {
  if (status === 429) return crowded('AssemblyAI answered with HTTP 429', status)
  if (status >= 500) return later(`AssemblyAI answered with HTTP ${status}`, status)
  if (status === 401 || status === 403)
    return refused(
      `AssemblyAI refused the key with HTTP ${status}. Check ASSEMBLYAI_API_KEY and ASSEMBLYAI_STREAMING_URL.`,
      status,
    )
  return refused(
    `There is no speech service at the address set: it answered with HTTP ${status}. Check ASSEMBLYAI_STREAMING_URL.`,
    status,
  )
}

function causeOf(loss: Loss): string {
  if (loss.kind === 'network') return loss.code
  return loss.kind === 'silent' ? `no ${loss.missing}` : loss.kind
}

const failure = (message: string, code: number | undefined, retryable: boolean) =>
  new EngineError(message, { retryable, code })

const refused = (message: string, code: number): Verdict => ({
  kind: 'refused',
  error: failure(message, code, false),
})

const later = (message: string, code: number | undefined): Verdict => ({
  kind: 'later',
  error: failure(message.endsWith('.') ? message : `${message}.`, code, true),
})

const crowded = (message: string, code: number): Verdict => ({
  kind: 'crowded',
  error: failure(`${message}.`, code, true),
})

const tail = (text: string): string => (text === '' ? '.' : `: ${text}`)

/** The server's words as one short sentence without what must not be shown. */
export function presentable(text: string, secrets: readonly string[]): string {
  let clean = text.replace(/\s+/g, ' ').trim()
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '…')
  if (clean.length > 200) clean = `${clean.slice(0, 199)}…`
  return clean === '' || /[.!?…]$/.test(clean) ? clean : `${clean}.`
}
