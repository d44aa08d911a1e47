import { openChannel, requireAwake, requireDeletable, requirePermissions, requireSending } from '../access.ts'
import { tooOldToBulkDelete, unknownMessage, wrongAuthor } from '../api-error.ts'
import { type Composer, type MessageSpot, memberAuthor } from '../composer.ts'
import { Form } from '../form.ts'
import { type Json, listOf } from '../json.ts'
import type { SandboxMessage } from '../message.ts'
import { readMessage } from '../message-form.ts'
import { messagePayload, withoutContent } from '../message-payload.ts'
import type { Nonces } from '../nonces.ts'
import { type Answer, type Call, noContent, ok, type Route } from '../route.ts'
import { compareIds, isSnowflake, snowflakeTime } from '../snowflake.ts'
import type { World } from '../world.ts'

/** Five messages in five seconds per channel; edits have a bucket of their own, and so do deletions. */
const FIVE_PER_FIVE = { count: 5, perMs: 5000 }

export interface MessageRouteParts {
  readonly world: World
  readonly composer: Composer
  readonly nonces: Nonces
  /** Whether the application was granted the Message Content intent. */
  readonly readsContent: boolean
}

/** "Message Resource": messages of the bot's own. */
export function messageRoutes(parts: MessageRouteParts): readonly Route[] {
  const { world } = parts
  const all = '/channels/:channel/messages'
  const one = `${all}/:message`
  return [
    {
      method: 'POST',
      path: all,
      auth: 'bot',
      limit: FIVE_PER_FIVE,
      handle: (call) => ok(create(parts, call)),
    },
    {
      method: 'PATCH',
      path: one,
      auth: 'bot',
      limit: FIVE_PER_FIVE,
      handle: (call) => ok(edit(parts, call)),
    },
    { method: 'GET', path: all, auth: 'bot', limit: FIVE_PER_FIVE, handle: (call) => ok(list(parts, call)) },
    {
      method: 'GET',
      path: one,
      auth: 'bot',
      limit: FIVE_PER_FIVE,
      handle(call) {
        const place = openChannel(world, call.param('channel'))
        requirePermissions(place, 'ReadMessageHistory')
        return ok(readable(parts, place, find(place.channel.message(call.param('message')))))
      },
    },
    {
      method: 'DELETE',
      path: one,
      auth: 'bot',
      limit: { count: 5, perMs: 1000 },
      handle(call) {
        const place = openChannel(world, call.param('channel'))
        const message = find(place.channel.message(call.param('message')))
        if (message.authorId !== world.bot.id) requirePermissions(place, 'ManageMessages')
        requireDeletable(place)
        place.channel.remove(message.id)
        return noContent
      },
    },
    {
      method: 'POST',
      path: `${all}/bulk-delete`,
      auth: 'bot',
      limit: { count: 1, perMs: 1000 },
      handle: (call) => bulkDelete(world, call),
    },
    {
      method: 'POST',
      path: '/channels/:channel/typing',
      auth: 'bot',
      limit: FIVE_PER_FIVE,
      handle(call) {
        requirePermissions(openChannel(world, call.param('channel')), 'SendMessages')
        return noContent
      },
    },
  ]
}

function create({ world, composer, nonces }: MessageRouteParts, call: Call): unknown {
  const place = openChannel(world, call.param('channel'))
  const draft = readMessage(call.body, call.files)
  requireSending(place, draft)
  const twin =
    draft.enforceNonce && draft.nonce !== null ? nonces.find(place.channel.id, draft.nonce) : undefined
  const before = twin === undefined ? undefined : place.channel.message(twin)
  if (before !== undefined) return messagePayload(before, place.guild)
  const message = composer.compose(botSpot(world, place), draft)
  place.channel.put(message)
  nonces.keep(message)
  return messagePayload(message, place.guild)
}

function edit({ world, composer }: MessageRouteParts, call: Call): unknown {
  const place = openChannel(world, call.param('channel'))
  const message = find(place.channel.message(call.param('message')))
  if (message.authorId !== world.bot.id) throw wrongAuthor()
  requireAwake(place)
  const edited = composer.amend(botSpot(world, place), message, readMessage(call.body, call.files))
  place.channel.put(edited)
  return messagePayload(edited, place.guild)
}

/** "Get Channel Messages": newest first; without Read Message History there are none. */
function list(parts: MessageRouteParts, call: Call): unknown {
  const { world } = parts
  const place = openChannel(world, call.param('channel'))
  if (place.guild !== null && !place.guild.can(place.guild.bot, 'ReadMessageHistory', place.channel))
    return []
  const limit = Math.min(Math.max(Number(call.query.get('limit') ?? 50), 1), 100)
  const chosen = choose(place.channel.messages, call.query, limit)
  return chosen.toReversed().map((message) => readable(parts, place, message))
}

/**
 * A message as the bot reads it: without the intent for it, it sees the content of its own messages only, and of those
 * that mention it. A webhook's are not its own, even where it made the webhook (discord/discord-api-docs, issue 5411).
 */
function readable(
  { world, readsContent }: MessageRouteParts,
  { guild }: Pick<MessageSpot, 'guild'>,
  message: SandboxMessage,
): Json {
  const payload = messagePayload(message, guild)
  const isOpen = message.authorId === world.bot.id || message.pings.users.includes(world.bot.id)
  return readsContent || isOpen || guild === null ? payload : withoutContent(payload)
}

/** At most `limit` messages, oldest first: those before, after or around an id, else the last. */
function choose(
  messages: readonly SandboxMessage[],
  query: URLSearchParams,
  limit: number,
): readonly SandboxMessage[] {
  const after = query.get('after')
  const before = query.get('before')
  const around = query.get('around')
  if (around !== null) {
    const middle = messages.findIndex(({ id }) => compareIds(id, around) >= 0)
    const start = Math.max((middle === -1 ? messages.length : middle) - Math.floor(limit / 2), 0)
    return messages.slice(start, start + limit)
  }
  if (after !== null) return messages.filter(({ id }) => compareIds(id, after) > 0).slice(0, limit)
  if (before !== null) return messages.filter(({ id }) => compareIds(id, before) < 0).slice(-limit)
  return messages.slice(-limit)
}

const BULK_MAX_AGE_MS = 14 * 24 * 3_600_000

/** "Bulk Delete Messages": 2 to 100 ids, none older than two weeks; unknown ones are passed over. */
function bulkDelete(world: World, call: Call): Answer {
  const place = openChannel(world, call.param('channel'))
  const form = Form.read(call.body)
  const ids = listOf(form.fields['messages']).filter(isSnowflake)
  if (ids.length < 2 || ids.length > 100) {
    form.refuse('messages', 'BASE_TYPE_BAD_LENGTH', 'Must be between 2 and 100 in length.')
  }
  form.check()
  requirePermissions(place, 'ManageMessages')
  if (ids.some((id) => snowflakeTime(id) < Date.now() - BULK_MAX_AGE_MS)) throw tooOldToBulkDelete()
  for (const id of ids) place.channel.remove(id)
  return noContent
}

function find(message: SandboxMessage | undefined): SandboxMessage {
  if (message === undefined) throw unknownMessage()
  return message
}

function botSpot(world: World, place: Pick<MessageSpot, 'guild' | 'channel'>): MessageSpot {
  const bot = place.guild?.bot ?? world.findUser(world.bot.id)
  if (bot === null) throw unknownMessage()
  return { ...place, author: memberAuthor(place.guild, place.channel, bot) }
}
