import { MessageFlags, type REST, Routes, SnowflakeUtil } from 'discord.js'
import type { ChannelId } from '../../base/ids.ts'

export interface NewMessage {
  readonly content: string
  /** A second message with the same nonce, within a few minutes, is answered with the first. */
  readonly nonce: string
  /** Nobody's client makes a sound for it. */
  readonly silent?: boolean
  /** Buttons under it. */
  readonly components?: readonly unknown[]
}

/** A message as it is found in a channel. */
export interface FoundMessage {
  readonly id: string
  readonly authorId: string
  readonly authorName: string
  readonly webhook: string | null
  /** Empty where the bot may not read it: without the intent for it, it reads its own messages only. */
  readonly content: string
  /** Only some answers hold it. */
  readonly nonce: string | null
}

/** The most that one look into a channel shows (Discord's documentation, "Get Channel Messages"). */
export const PAGE = 100

/** The bot's own messages in one channel: none of them can ping anybody, and no link in them grows a card. */
export class ChannelMessages {
  readonly #rest: REST
  readonly #channel: ChannelId

  constructor(rest: REST, channel: ChannelId) {
    this.#rest = rest
    this.#channel = channel
  }

  /** Resolves with the message's id; rejects as discord.js's REST does. */
  async post(
    { content, nonce, silent = false, components }: NewMessage,
    signal?: AbortSignal,
  ): Promise<string> {
    const quietly = silent ? MessageFlags.SuppressNotifications : 0
    const message = await this.#rest.post(Routes.channelMessages(this.#channel), {
      body: {
        content,
        nonce,
        enforce_nonce: true,
        allowed_mentions: { parse: [] },
        flags: MessageFlags.SuppressEmbeds | quietly,
        ...(components && { components }),
      },
      ...(signal && { signal }),
    })
    return idOf(message)
  }

  async edit(message: string, content: string): Promise<void> {
    await this.#rest.patch(Routes.channelMessage(this.#channel, message), {
      body: { content, allowed_mentions: { parse: [] } },
    })
  }

  /** Takes away its files; this is what it says instead. */
  async emptyOfFiles(message: string, content: string): Promise<void> {
    await this.#rest.patch(Routes.channelMessage(this.#channel, message), {
      body: { content, attachments: [], allowed_mentions: { parse: [] } },
    })
  }

  async remove(message: string): Promise<void> {
    await this.#rest.delete(Routes.channelMessage(this.#channel, message))
  }

  /** A message as it stands; null where it cannot be read. */
  async read(message: string): Promise<FoundMessage | null> {
    return readMessage(await this.#rest.get(Routes.channelMessage(this.#channel, message)))[0] ?? null
  }

  /**
   * At most `PAGE` messages, oldest first: the first ones after a message, or after a moment (ms since 1970).
   * Without the permission Read Message History there are none.
   */
  async after(place: string | number): Promise<FoundMessage[]> {
    const id = typeof place === 'string' ? place : beginningOf(place)
    return this.#list({ after: id })
  }

  /** The newest messages, at most `PAGE`, oldest first. */
  async last(): Promise<FoundMessage[]> {
    return this.#list({})
  }

  async #list(where: Readonly<Record<string, string>>): Promise<FoundMessage[]> {
    const query = new URLSearchParams({ ...where, limit: String(PAGE) })
    const answer = await this.#rest.get(Routes.channelMessages(this.#channel), { query })
    const found = Array.isArray(answer) ? answer.flatMap(readMessage) : []
    return found.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
  }
}

/** The id that a message would have that was made at the very beginning of this millisecond. */
const beginningOf = (wall: number): string =>
  SnowflakeUtil.generate({ timestamp: wall, increment: 0n, workerId: 0n, processId: 0n }).toString()

/** Reads a message; nothing where it is none. */
export function readMessage(message: unknown): FoundMessage[] {
  if (!isObject(message) || !isObject(message['author'])) return []
  const { id, content, nonce, webhook_id: webhook, author } = message
  const { id: authorId, username: authorName } = author
  if (typeof id !== 'string' || typeof authorId !== 'string' || typeof authorName !== 'string') return []
  return [
    {
      id,
      authorId,
      authorName,
      webhook: typeof webhook === 'string' ? webhook : null,
      content: typeof content === 'string' ? content : '',
      nonce: typeof nonce === 'string' ? nonce : null,
    },
  ]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** What came in answer to a new message is no message: nobody knows whether there is one. */
export class UnreadableAnswer extends Error {
  override name = 'UnreadableAnswer'

  constructor() {
    super('Discord answered a new message without an id')
  }
}

export function idOf(message: unknown): string {
  if (isObject(message) && typeof message['id'] === 'string') return message['id']
  throw new UnreadableAnswer()
}
