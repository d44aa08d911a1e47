import * as v from 'valibot'

const transition = v.object({ transition_id: v.number() })

/** What a client says in JSON, voice gateway version 8 (Discord's voice documentation). */
const clientMessage = v.variant('op', [
  v.object({
    op: v.literal(0),
    d: v.object({
      server_id: v.string(),
      user_id: v.string(),
      session_id: v.string(),
      token: v.string(),
      max_dave_protocol_version: v.optional(v.number(), 0),
    }),
  }),
  v.object({
    op: v.literal(1),
    d: v.object({
      protocol: v.string(),
      data: v.object({ address: v.string(), port: v.number(), mode: v.string() }),
    }),
  }),
  v.object({ op: v.literal(3), d: v.object({ t: v.number(), seq_ack: v.optional(v.number(), -1) }) }),
  v.object({ op: v.literal(5), d: v.object({ speaking: v.number(), ssrc: v.number() }) }),
  v.object({
    op: v.literal(7),
    d: v.object({
      server_id: v.string(),
      session_id: v.string(),
      token: v.string(),
      seq_ack: v.optional(v.number(), -1),
    }),
  }),
  v.object({ op: v.literal(23), d: transition }),
  v.object({ op: v.literal(31), d: transition }),
])

export type ClientMessage = v.InferOutput<typeof clientMessage>
export type Identify = Extract<ClientMessage, { op: 0 }>['d']
export type SelectProtocol = Extract<ClientMessage, { op: 1 }>['d']
export type Resume = Extract<ClientMessage, { op: 7 }>['d']

/** Undefined when it is no message of the protocol. */
export function parseClientMessage(text: string): ClientMessage | undefined {
  try {
    const parsed = v.safeParse(clientMessage, JSON.parse(text))
    return parsed.success ? parsed.output : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
