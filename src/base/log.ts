import { type DestinationStream, pino } from 'pino'
import { ConfigError, EngineError, StoreError, UserError } from './errors.ts'

/**
 * One JSON line per event. Fields are ids, counts, lengths and states: the type has no room for a body or an
 * object, so speech, names and secrets have to be put in on purpose to get in at all.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  /** For what should not have happened; `error` goes through the one serializer. */
  error(event: string, error: unknown, fields?: LogFields): void
  /** A log whose every line carries these fields. */
  with(fields: LogFields): Log
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** What of an error may be written down. */
export interface SafeError {
  readonly name: string
  readonly message?: string
  readonly code?: string | number
  readonly status?: number
  readonly stack?: string
  readonly cause?: SafeError
}

/** A line of a stack that names a place, which a line of a message cannot pass for by accident. */
const PLACE = /^ {4}at .*:\d+:\d+\)?$/

/**
 * An error without anything it may quote: a DiscordAPIError carries the message's text and the webhook's token
 * in its URL, a SyntaxError of JSON.parse quotes the input, a system error the address. Only our own classes
 * keep their message; all keep their name, codes and the places in the stack.
 */
export function safeError(error: unknown): SafeError {
  if (!(error instanceof Error)) return { name: typeof error }
  const own =
    error instanceof UserError ||
    error instanceof EngineError ||
    error instanceof ConfigError ||
    error instanceof StoreError
  const code = 'code' in error ? error.code : undefined
  const status = 'status' in error ? error.status : undefined
  const places = error.stack?.split('\n').filter((line) => PLACE.test(line))
  return {
    name: error.name,
    ...(own && { message: error.message }),
    ...((typeof code === 'number' || (typeof code === 'string' && /^\w{1,60}$/.test(code))) && { code }),
    ...(typeof status === 'number' && { status }),
    ...(!own && places !== undefined && { stack: places.join('\n') }),
    ...(error.cause !== undefined && { cause: safeError(error.cause) }),
  }
}

/** Writes to standard output unless another destination is given. */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = { level, base: null, messageKey: 'event' }
  return wrap(destination ? pino(options, destination) : pino(options))
}

function wrap(logger: ReturnType<typeof pino>): Log {
  return {
    debug: (event, fields) => logger.debug(fields ?? {}, event),
    info: (event, fields) => logger.info(fields ?? {}, event),
    warn: (event, fields) => logger.warn(fields ?? {}, event),
    error: (event, error, fields) => logger.error({ ...fields, error: safeError(error) }, event),
    with: (fields) => wrap(logger.child(fields)),
  }
}
