import { EngineError } from '../../../base/errors.ts'
import type { Words } from '../../../wording/words.ts'
import { presentable } from '../refusal.ts'

/** Only a person can mend it, or the same file will always fail. */
const fatal = (say: Say, code?: number): EngineError =>
  new EngineError(({ speech }) => say(speech), { retryable: false, code })

const passing = (say: Say, code?: number): EngineError =>
  new EngineError(({ speech }) => say(speech), { retryable: true, code })

type Say = (speech: Words['speech']) => string

/** What an HTTP status other than 2xx means; `text` is the service's own, which may quote what it was sent. */
export function httpFailure(status: number, text: string, secrets: readonly string[]): EngineError {
  const said = saidBy(text, secrets)
  if (status === 401 || status === 403) return fatal(({ files }) => files.keyByHttp(status), status)
  if (status === 404 || status < 400) return fatal(({ files }) => files.noService(status), status)
  if (status === 413) return tooLarge(413)
  if (status === 429) return passing(({ files }) => files.noMore, 429)
  if (status >= 500) return passing(({ assemblyai }) => assemblyai.http(status), status)
  return fatal(({ files }) => files.refused(status, said), status)
}

/** A job that the service took and could not do. Its server errors pass; the rest is the file's or a setting's fault. */
export function jobFailure(text: string, secrets: readonly string[]): EngineError {
  const said = saidBy(text, secrets)
  const failed: Say = ({ files }) => files.failed(said)
  return /server error|internal error|try again/i.test(text) ? passing(failed) : fatal(failed)
}

/** The network failed; of the error only the system's code is used, for its text may hold an address. */
export function networkFailure(error: unknown): EngineError {
  const cause = networkCode(error) ?? 'network'
  return passing(({ assemblyai }) => assemblyai.unreached(cause))
}

export const tooLarge = (code?: number): EngineError => fatal(({ files }) => files.tooLarge, code)

export const tooSlow = (seconds: number): EngineError => passing(({ files }) => files.tooSlow(seconds))

export const notUnderstood = (what: string): EngineError => passing(({ files }) => files.notUnderstood(what))

/** Failures before anything was sent: the request can be made again whatever it asks for. */
export function isUnsent(error: unknown): boolean {
  return /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(
    networkCode(error) ?? '',
  )
}

/** `fetch` wraps the system's error, which has a code. */
function networkCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null
  if ('code' in error && typeof error.code === 'string' && /^\w{1,40}$/.test(error.code)) return error.code
  return 'cause' in error ? networkCode(error.cause) : null
}

const saidBy = (text: string, secrets: readonly string[]): string =>
  presentable(text.replace(/\bhttps?:\/\/\S+/gi, '…'), secrets)
