import type { ChannelId } from '../../base/ids.ts'
import { isContentOf } from '../../session/record/unwanted-words.ts'
import type { OutgoingPost, PendingPost } from '../../session/store.ts'
import { postFailure } from '../rest-failure.ts'
import { type ChannelMessages, type FoundMessage, PAGE } from './channel-messages.ts'
import type { Personas } from './personas.ts'
import type { PostBudget } from './post-budget.ts'
import type { PostPace } from './post-pace.ts'

/** What became of a post of which no answer came; `hidden`: the bot may not look. */
export type Fate =
  | { readonly kind: 'shown'; readonly message: string }
  | { readonly kind: 'absent' | 'hidden' }

/** Discord's clock and ours may differ by so much. */
const SKEW_MS = 15_000
/** How many pages are looked through: a message stands near the moment at which it was sent. */
const PAGES = 5
/** How many of the messages that were shown last must be known before a look: as many as it can show. */
export const KNOWN = PAGE * PAGES

export interface OutboxLookupOptions {
  readonly messages: ChannelMessages
  readonly personas: Personas
  /** The thread, where it is one. */
  readonly thread: ChannelId | null
  readonly bot: string
  /** What Discord takes of looks into this channel. */
  readonly looks: PostBudget
  readonly pace: PostPace
  /** Whether the bot may read what was posted before. */
  readonly mayLook: () => boolean
}

/** Of a post that lost some of its words, what was sent is known by its print alone. */
export type Sought = OutgoingPost & Partial<Pick<PendingPost, 'sent'>>

/** Looks whether a message is shown that was sent and not answered. */
export class OutboxLookup {
  readonly #options: OutboxLookupOptions
  /** Messages that are known to be other posts. */
  readonly #known = new Set<string>()

  constructor(options: OutboxLookupOptions) {
    this.#options = options
  }

  /** This message is a post's that was answered, and no other post's: what it says tells nothing of theirs. */
  know(message: string): void {
    this.#known.add(message)
    const [oldest] = this.#known
    if (this.#known.size > KNOWN && oldest !== undefined) this.#known.delete(oldest)
  }

  /**
   * Looks at what stands in the channel from `since` on (wall time, ms), but for what is known. Matches by who posted,
   * and by nonce or content where they can be read, else by name and time. Rejects as discord.js's REST does.
   */
  async find(post: Sought, since: number): Promise<Fate> {
    const { messages, mayLook } = this.#options
    if (!mayLook()) return { kind: 'hidden' }
    let place: string | number = Math.max(0, Math.floor(since - SKEW_MS))
    for (let page = 0; page < PAGES; page += 1) {
      const from = place
      const found: readonly FoundMessage[] = await this.#look(() => messages.after(from))
      for (const message of found) {
        if (await this.#is(message, post)) return { kind: 'shown', message: message.id }
      }
      const last = found.at(-1)
      if (last === undefined || found.length < PAGE) break
      place = last.id
    }
    return { kind: 'absent' }
  }

  async #is(message: FoundMessage, post: Sought): Promise<boolean> {
    if (this.#known.has(message.id)) return false
    const { persona, nonce } = post
    if (persona === null) {
      if (message.authorId !== this.#options.bot || message.webhook !== null) return false
      return message.nonce === null ? isContentOf(post, message.content) : message.nonce === nonce
    }
    if (message.webhook !== persona.webhook || message.authorName !== persona.name) return false
    if (message.content !== '') return isContentOf(post, message.content)
    const whole = await this.#whole(persona.webhook, message.id)
    return whole === null || isContentOf(post, whole.content)
  }

  /** The message with its content; null where that is out of reach, because the webhook or the message was deleted. */
  async #whole(webhook: string, message: string): Promise<FoundMessage | null> {
    const { personas, thread } = this.#options
    try {
      return await this.#look(() => personas.read(webhook, message, thread))
    } catch (error) {
      const { kind } = postFailure(error)
      if (kind === 'no-webhook' || kind === 'gone') return null
      throw error
    }
  }

  async #look<T>(look: () => Promise<T>): Promise<T> {
    const { looks, pace } = this.#options
    await pace.affordable(looks)
    return looks.spend(look)
  }
}
