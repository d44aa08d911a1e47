import * as v from 'valibot'

/** One word of a turn; times are milliseconds of the audio sent in this socket's life, not of the clock. */
export interface ServerWord {
  readonly text: string
  readonly startMs: number
  readonly endMs: number
  readonly confidence: number | null
  /** False for the newest word, which may still change and which `transcript` may leave out. */
  readonly settled: boolean
}

/** A turn as told so far; each message with the same `order` replaces the one before. */
export interface ServerTurn {
  /** Counts from 0 in each socket's life. */
  readonly order: number
  readonly over: boolean
  readonly formatted: boolean
  readonly transcript: string
  readonly words: readonly ServerWord[]
}

/** What the server said, as far as we use it. */
export type ServerMessage =
  | {
      readonly kind: 'begin'
      readonly id: string
      readonly expiresAtSeconds: number
      readonly model: string | null
    }
  | { readonly kind: 'turn'; readonly turn: ServerTurn }
  | { readonly kind: 'heartbeat' }
  /** `sessionSeconds` is what the session is billed for; null if the server does not say. */
  | { readonly kind: 'termination'; readonly sessionSeconds: number | null }
  | { readonly kind: 'error'; readonly code: number | null; readonly text: string }
  | { readonly kind: 'warning'; readonly code: number | null }
  /** A type we do not know: new ones appear without notice and are to be ignored. */
  | { readonly kind: 'unknown'; readonly type: string }
  /** Not JSON, not an object, or a known type without what it must hold. `problem` quotes nothing of it. */
  | { readonly kind: 'invalid'; readonly problem: string }

export const FORCE_ENDPOINT = JSON.stringify({ type: 'ForceEndpoint' })
export const TERMINATE = JSON.stringify({ type: 'Terminate' })

/** What tells one message from another, of whatever kind. */
const Envelope = v.object({
  type: v.optional(v.unknown()),
  error: v.optional(v.unknown()),
  error_code: v.optional(v.unknown()),
})

const Begin = v.object({
  id: v.string(),
  expires_at: v.number(),
  configuration: v.nullish(v.object({ model: v.nullish(v.string()) })),
})

const Turn = v.object({
  turn_order: v.pipe(v.number(), v.integer(), v.minValue(0)),
  end_of_turn: v.boolean(),
  turn_is_formatted: v.optional(v.boolean(), false),
  transcript: v.string(),
  words: v.optional(
    v.array(
      v.object({
        text: v.string(),
        start: v.number(),
        end: v.number(),
        confidence: v.nullish(v.number()),
        word_is_final: v.optional(v.boolean(), true),
      }),
    ),
    [],
  ),
})

const Termination = v.object({
  session_duration_seconds: v.nullish(v.pipe(v.number(), v.minValue(0))),
})

const Warning = v.object({ warning_code: v.nullish(v.number()) })

/** Reads one message; never throws. A binary message, which the server has no reason to send, is `null`. */
export function parseMessage(text: string | null): ServerMessage {
  if (text === null) return { kind: 'invalid', problem: 'a binary message' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'invalid', problem: 'not JSON' }
  }
  const envelope = v.safeParse(Envelope, value)
  if (!envelope.success) return { kind: 'invalid', problem: 'no type' }
  // Errors come with and without a `type`; the vendor's own client goes by the key `error` alone.
  if ('error' in envelope.output) return failed(envelope.output)
  const { type } = envelope.output
  switch (type) {
    case 'Begin':
      return read(Begin, value, (begin) => ({
        kind: 'begin',
        id: begin.id,
        expiresAtSeconds: begin.expires_at,
        model: begin.configuration?.model ?? null,
      }))
    case 'Turn':
      return read(Turn, value, turnMessage)
    case 'Heartbeat':
      return { kind: 'heartbeat' }
    case 'Termination':
      return read(Termination, value, (end) => ({
        kind: 'termination',
        sessionSeconds: end.session_duration_seconds ?? null,
      }))
    case 'Warning':
      return read(Warning, value, ({ warning_code }) => ({ kind: 'warning', code: warning_code ?? null }))
    default:
      if (typeof type !== 'string') return { kind: 'invalid', problem: 'no type' }
      // The type goes into the log, so it must look like one.
      return { kind: 'unknown', type: /^\w{1,40}$/.test(type) ? type : 'unreadable' }
  }
}

function failed({ error, error_code }: v.InferOutput<typeof Envelope>): ServerMessage {
  return {
    kind: 'error',
    code: typeof error_code === 'number' ? error_code : null,
    text: typeof error === 'string' ? error : '',
  }
}

function turnMessage(turn: v.InferOutput<typeof Turn>): ServerMessage {
  return {
    kind: 'turn',
    turn: {
      order: turn.turn_order,
      over: turn.end_of_turn,
      formatted: turn.turn_is_formatted,
      transcript: turn.transcript,
      words: turn.words.map((word) => ({
        text: word.text,
        startMs: word.start,
        endMs: word.end,
        confidence: word.confidence ?? null,
        settled: word.word_is_final,
      })),
    },
  }
}

function read<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  known: (output: v.InferOutput<Schema>) => ServerMessage,
): ServerMessage {
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return known(parsed.output)
  // Where it went wrong, not what stood there: that may be speech.
  return { kind: 'invalid', problem: `bad ${v.getDotPath(parsed.issues[0]) ?? 'message'}` }
}
