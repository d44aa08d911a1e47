import { EngineError } from '../../../base/errors.ts'
import { presentable } from '../refusal.ts'

/** Only a person can mend it, or the same file will always fail. */
const fatal = (message: string, code?: number): EngineError =>
  new EngineError(message, { retryable: false, code })

const passing = (message: string, code?: number): EngineError =>
  new EngineError(message, { retryable: true, code })

/** What an HTTP status other than 2xx means; `text` is the service's own, which may quote what it was sent. */
export function httpFailure(status: number, text: string, secrets: readonly string[]): EngineError {
  const said = sentence(text, secrets)
  if (status === 401 || status === 403)
    return fatal(
      `AssemblyAI refused the key with HTTP ${status}. Check ASSEMBLYAI_API_KEY and ASSEMBLYAI_API_URL.`,
      status,
    )
  if (status === 404 || status < 400)
    return fatal(
      `AssemblyAI's files are not at the address set: it answered with HTTP ${status}. Check ASSEMBLYAI_API_URL.`,
      status,
    )
  if (status === 413) return tooLarge(413)
  if (status === 429) return passing('AssemblyAI takes no more files now (HTTP 429).', 429)
  if (status >= 500) return passing(`AssemblyAI answered with HTTP ${status}.`, status)
  return fatal(`AssemblyAI refused the file or a setting (HTTP ${status})${said}`, status)
}

/** A job that the service took and could not do. Its server errors pass; the rest is the file's or a setting's fault. */
export function jobFailure(text: string, secrets: readonly string[]): EngineError {
  const message = `AssemblyAI could not transcribe the file${sentence(text, secrets)}`
  return /server error|internal error|try again/i.test(text) ? passing(message) : fatal(message)
}

/** The network failed; of the error only the system's code is used, for its text may hold an address. */
export function networkFailure(error: unknown): EngineError {
  return passing(`AssemblyAI could not be reached (${networkCode(error) ?? 'network'}).`)
}

export const tooLarge = (code?: number): EngineError =>
  fatal('The file is larger than AssemblyAI takes.', code)

export const tooSlow = (seconds: number): EngineError =>
  passing(`AssemblyAI did not answer within ${seconds} s.`)

export const notUnderstood = (what: string): EngineError =>
  passing(`AssemblyAI's answer was not understood (${what}).`)

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

function sentence(text: string, secrets: readonly string[]): string {
  const said = presentable(text.replace(/\bhttps?:\/\/\S+/gi, '…'), secrets)
  return said === '' ? '.' : `: ${said}`
}
