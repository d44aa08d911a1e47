import * as v from 'valibot'

/** What the measuring process and the speakers' process say to one another. */

/** One voice channel of the sandbox, in a guild of its own. */
const place = v.object({ guildId: v.string(), channelId: v.string(), textId: v.string() })
export type Place = v.InferOutput<typeof place>

const person = v.object({ userId: v.string(), ssrc: v.number() })
export type Person = v.InferOutput<typeof person>

export const request = v.variant('kind', [
  /** People enter the call with this index, and get keys. */
  v.object({ kind: v.literal('fill'), id: v.number(), call: v.number(), people: v.number() }),
  /** A bot that has no main gateway wants to join the call. */
  v.object({ kind: v.literal('admit'), id: v.number(), call: v.number(), userId: v.string() }),
  /** The privacy codes of the calls' groups, in order; '' while not all who talk there have the same. */
  v.object({ kind: v.literal('codes'), id: v.number() }),
  /** The first `people` of all calls talk for so long, and only the bot with this id hears them; '' for all bots. */
  v.object({
    kind: v.literal('talk'),
    id: v.number(),
    people: v.number(),
    ms: v.number(),
    listener: v.string(),
  }),
])
export type Request = v.InferOutput<typeof request>

export const answer = v.variant('kind', [
  v.object({
    kind: v.literal('ready'),
    certificate: v.string(),
    token: v.string(),
    apiUrl: v.string(),
    botId: v.string(),
    /** A WebSocket server that throws away what it is sent. */
    sinkUrl: v.string(),
    places: v.array(place),
  }),
  v.object({ kind: v.literal('filled'), id: v.number(), people: v.array(person) }),
  v.object({ kind: v.literal('admitted'), id: v.number(), token: v.string(), endpoint: v.string() }),
  v.object({ kind: v.literal('codes'), id: v.number(), codes: v.array(v.string()) }),
  /** All have said all. */
  v.object({ kind: v.literal('silent'), id: v.number() }),
])
export type Answer = v.InferOutput<typeof answer>
