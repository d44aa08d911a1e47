import { types } from 'node:util'
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
  /** SQLite's extended result code. */
  readonly errcode?: number
  /** What the system was asked to do, such as `connect`. */
  readonly syscall?: string
  readonly stack?: string
  readonly cause?: SafeError
}

/** A line of a stack, and one that names a place. */
const STEP = /^ {4}at /
const PLACE = /^ {4}at .*:\d+:\d+\)?$/
/** Names and codes of errors, such as `DiscordAPIError[50035]`: a single word, which no sentence can pass for. */
const WORD = /^[\w.[\]-]{1,60}$/
/** A cause may lead back to its error. */
const MOST_CAUSES = 5

/**
 * An error without anything it may quote: a DiscordAPIError carries the message's text and the webhook's token
 * in its URL, a SyntaxError of JSON.parse quotes the input, a system error the address. Only our own classes
 * keep their message; all keep their name, codes and the places in the stack.
 */
export function safeError(error: unknown): SafeError {
  try {
    return safely(error, MOST_CAUSES)
  } catch {
    // A getter or a proxy that throws, for anything can be thrown: telling of it must not be what breaks.
    return { name: 'unreadable' }
  }
}

function safely(error: unknown, causes: number): SafeError {
  if (!isError(error)) return { name: typeof error }
  // Whatever their types say, each can have been set to anything.
  const {
    name,
    cause,
    stack,
    message,
  }: { readonly [part in 'name' | 'stack' | 'message' | 'cause']?: unknown } = error
  const own = isOwn(error)
  return {
    name: typeof name === 'string' && WORD.test(name) ? name : 'Error',
    ...(own && { message: error.message }),
    ...codesOf(error),
    ...(!own && typeof stack === 'string' && { stack: placesOf(stack, String(message)) }),
    ...(cause !== undefined && causes > 0 && { cause: safely(cause, causes - 1) }),
  }
}

/** Also one that was made in another realm, as Node's own are where code runs in a context of its own. */
const isError = (error: unknown): error is Error => error instanceof Error || types.isNativeError(error)

const isOwn = (error: Error): boolean =>
  [UserError, EngineError, ConfigError, StoreError].some((kind) => error instanceof kind)

function codesOf(error: Error): Pick<SafeError, 'code' | 'status' | 'errcode' | 'syscall'> {
  const code = 'code' in error ? error.code : undefined
  const status = 'status' in error ? error.status : undefined
  const errcode = 'errcode' in error ? error.errcode : undefined
  const syscall = 'syscall' in error ? error.syscall : undefined
  return {
    ...((typeof code === 'number' || (typeof code === 'string' && WORD.test(code))) && { code }),
    ...(typeof status === 'number' && { status }),
    ...(typeof errcode === 'number' && { errcode }),
    ...(typeof syscall === 'string' && WORD.test(syscall) && { syscall }),
  }
}

/**
 * The places of a stack. It begins with the message, which may hold a line that looks like a place: so that is taken
 * away, and of what is left, should the message have been another one when the stack was made, the end is kept.
 */
function placesOf(stack: string, message: string): string {
  const at = message === '' ? -1 : stack.indexOf(message)
  const lines = (at === -1 ? stack : stack.slice(at + message.length)).split('\n')
  return lines
    .slice(lines.findLastIndex((line) => !STEP.test(line)) + 1)
    .filter((line) => PLACE.test(line))
    .join('\n')
}

/**
 * Writes to standard output unless another destination is given: each line before the call returns, since what is
 * written behind the scenes is overtaken by later lines, or lost, when the process exits or is killed. Where they
 * cannot be written (a full disk, a reader that is gone), lines are lost, and whoever logs goes on.
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = { level, base: null, messageKey: 'event' }
  return wrap(pino(options, destination ?? standardOutput()))
}

function standardOutput(): DestinationStream {
  let isCut = false
  const open = () => {
    const output = pino.destination({ dest: 1, sync: true })
    // Without a listener it throws, at whoever happens to log. What it holds back is lost with it: it has no bound of
    // its own that it would ever get over.
    output.on('error', () => {
      isCut = true
      current = open()
    })
    return output
  }
  let current = open()
  return {
    write(line) {
      // The last one may have come half.
      const begin = isCut ? '\n' : ''
      isCut = false
      current.write(begin + line)
    },
  }
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
