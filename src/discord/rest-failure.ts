import { DiscordAPIError, HTTPError, RateLimitError, RESTJSONErrorCodes } from 'discord.js'
import type { LogFields } from '../base/log.ts'
import { UnreadableAnswer } from './captions/channel-messages.ts'

/**
 * What can be done about a request that failed:
 * - `again`: the network or Discord's servers; the same request can succeed later.
 * - `shut`: the place is gone or closed to the bot (401, 403, 404); no request there will succeed.
 * - `refused`: Discord does not take this one request (any other 4xx): a mistake of ours.
 */
export type RestFailure = 'again' | 'shut' | 'refused'

export function restFailure(error: unknown): RestFailure {
  if (error instanceof DiscordAPIError) {
    if (error.status === 401 || error.status === 403 || error.status === 404) return 'shut'
    return error.status === 429 ? 'again' : 'refused'
  }
  // HTTPError is what the library makes of a 5xx after its own attempts; the rest are sockets and time limits.
  if (error instanceof HTTPError || error instanceof RateLimitError) return 'again'
  return isNetworkError(error) ? 'again' : 'refused'
}

/**
 * What is known of a message whose request failed:
 * - `limited`: it was not shown; Discord takes no more for so long.
 * - `unsure`: nobody knows whether it is shown (the network failed, or Discord's servers, or the answer was cut).
 * - `no-webhook`: it was not shown, and the webhook is not there any more.
 * - `gone`, `closed`: it was not shown, and nothing will be: the place is not there, or not open to the bot.
 * - `refused`: it was not shown, and never will be; others will.
 */
export type PostFailure =
  | { readonly kind: 'limited'; readonly ms: number }
  | { readonly kind: 'unsure' | 'no-webhook' | 'gone' | 'closed' | 'refused' }

export function postFailure(error: unknown): PostFailure {
  if (error instanceof RateLimitError)
    return { kind: 'limited', ms: Math.max(error.retryAfter, error.timeToReset, 0) }
  if (!(error instanceof DiscordAPIError))
    return { kind: restFailure(error) === 'again' || isUnreadable(error) ? 'unsure' : 'refused' }
  switch (error.code) {
    case RESTJSONErrorCodes.UnknownWebhook:
    case RESTJSONErrorCodes.InvalidWebhookToken:
      return { kind: 'no-webhook' }
    case RESTJSONErrorCodes.InvalidActionOnArchivedThread:
    case RESTJSONErrorCodes.ThreadLocked:
      return { kind: 'closed' }
  }
  if (error.status === 429) return { kind: 'limited', ms: 1_000 }
  if (error.status === 404) return { kind: 'gone' }
  return { kind: error.status === 401 || error.status === 403 ? 'closed' : 'refused' }
}

/** Whether it is the name that Discord does not take: the answer says what is wrong field by field. */
export function refusesName(error: unknown): boolean {
  if (!(error instanceof DiscordAPIError) || error.code !== RESTJSONErrorCodes.InvalidFormBodyOrContentType)
    return false
  const { rawError } = error
  return 'errors' in rawError && typeof rawError.errors === 'object' && 'username' in rawError.errors
}

/** Discord's answer as numbers: a refusal that is to be expected needs no stack in the log. */
export const answerOf = (error: unknown): LogFields =>
  error instanceof DiscordAPIError ? { status: error.status, code: error.code } : {}

/** The library reads an answer as JSON, whatever is left of it. */
const isUnreadable = (error: unknown): boolean =>
  error instanceof SyntaxError || error instanceof UnreadableAnswer

/** Errors of sockets, of DNS and of undici carry a code in capitals; a request that took too long is an AbortError. */
function isNetworkError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  if ('name' in error && (error.name === 'AbortError' || error.name === 'TimeoutError')) return true
  if ('code' in error && typeof error.code === 'string' && /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(error.code))
    return true
  return 'cause' in error && isNetworkError(error.cause)
}
