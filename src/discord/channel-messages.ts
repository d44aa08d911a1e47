import { MessageFlags, type REST, Routes } from 'discord.js'
import type { ChannelId } from '../base/ids.ts'

export interface NewMessage {
  readonly content: string
  /** A second message with the same nonce, within a few minutes, is answered with the first. */
  readonly nonce: string
  /** Nobody's client makes a sound for it. */
  readonly silent?: boolean
}

/** The bot's own messages in one channel: none of them can ping anybody, and no link in them grows a card. */
export class ChannelMessages {
  readonly #rest: REST
  readonly #channel: ChannelId

  constructor(rest: REST, channel: ChannelId) {
    this.#rest = rest
    this.#channel = channel
  }

  /** Resolves with the message's id; rejects as discord.js's REST does. */
  async post({ content, nonce, silent = false }: NewMessage, signal?: AbortSignal): Promise<string> {
    const quietly = silent ? MessageFlags.SuppressNotifications : 0
    const message = await this.#rest.post(Routes.channelMessages(this.#channel), {
      body: {
        content,
        nonce,
        enforce_nonce: true,
        allowed_mentions: { parse: [] },
        flags: MessageFlags.SuppressEmbeds | quietly,
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
}

function idOf(message: unknown): string {
  if (typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'string')
    return message.id
  throw new TypeError('Discord answered a new message without an id')
}
