import { MessageFlags, type REST, Routes } from 'discord.js'
import type { Clock } from '../../base/clock.ts'
import type { ChannelId, MonotonicMs } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { answerOf, postFailure } from '../rest-failure.ts'
import { type FoundMessage, idOf, readMessage } from './channel-messages.ts'
import type { PostBudget } from './post-budget.ts'

/** What the webhook is called in the channel's settings. It is found again by who made it. */
const NAME = 'Hansard'
/** A webhook that somebody deletes is made again at most this often. */
const REMAKE_MS = 60_000
/** From one attempt to find or make one to the next, where the last one failed. */
const AGAIN_MS = 15_000
/** How many names are remembered that Discord refused. */
const MOST_REFUSED = 200

/** The token lets anybody post: it stays in memory, and in no log and no store. */
interface Webhook {
  readonly id: string
  readonly token: string
}

/** Words as their speaker's. */
export interface PersonaPost {
  readonly name: string
  readonly avatarUrl: string | null
  readonly content: string
}

type State =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'looking'; readonly done: Promise<void> }
  | { readonly kind: 'ready'; readonly webhook: Webhook }
  | { readonly kind: 'none'; readonly untilMs: MonotonicMs }

export interface PersonasOptions {
  readonly rest: REST
  /** The text channel; of a thread, the one it is in. */
  readonly channel: ChannelId
  readonly application: string
  /** What this channel takes of webhooks. */
  readonly budget: PostBudget
  readonly clock: Clock
  readonly log: Log
}

/** The webhook of one channel, through which the bot posts under speakers' names and with their pictures. */
export class Personas {
  readonly budget: PostBudget
  readonly #options: PersonasOptions
  #state: State = { kind: 'unknown' }
  #madeMs: MonotonicMs = Number.NEGATIVE_INFINITY
  readonly #refused = new Set<string>()

  constructor(options: PersonasOptions) {
    this.#options = options
    this.budget = options.budget
  }

  /** The webhook's id, found or made if need be; null where there is none now. Never rejects. */
  async webhook(): Promise<string | null> {
    const { clock } = this.#options
    if (this.#state.kind === 'none' && clock.now() >= this.#state.untilMs) this.#state = { kind: 'unknown' }
    if (this.#state.kind === 'unknown') this.#state = { kind: 'looking', done: this.#look() }
    if (this.#state.kind === 'looking') await this.#state.done
    return this.#id
  }

  get #id(): string | null {
    return this.#state.kind === 'ready' ? this.#state.webhook.id : null
  }

  /** The webhook is not there any more. */
  lost(webhook: string): void {
    if (this.#id === webhook) this.#state = { kind: 'none', untilMs: this.#madeMs + REMAKE_MS }
  }

  /** Discord takes no such name for a message: it is not tried again. */
  refuse(name: string): void {
    this.#refused.add(name)
    const [oldest] = this.#refused
    if (this.#refused.size > MOST_REFUSED && oldest !== undefined) this.#refused.delete(oldest)
  }

  takes(name: string): boolean {
    return !this.#refused.has(name)
  }

  /** Posts in the channel, or in a thread of it; resolves with the message's id, rejects as discord.js's REST does. */
  async post(post: PersonaPost, thread: ChannelId | null, signal: AbortSignal): Promise<string> {
    const { id, token } = this.#ready()
    const message = await this.#options.rest.post(Routes.webhook(id, token), {
      auth: false,
      query: queryOf({ wait: 'true' }, thread),
      body: {
        content: post.content,
        username: post.name,
        ...(post.avatarUrl !== null && { avatar_url: post.avatarUrl }),
        allowed_mentions: { parse: [] },
        flags: MessageFlags.SuppressEmbeds,
      },
      signal,
    })
    return idOf(message)
  }

  /**
   * A message of this webhook, with its content: asked with the webhook's own token, since the bot's shows none
   * without the intent for it (discord/discord-api-docs, issue 5411). Null where the webhook is another one.
   */
  async read(webhook: string, message: string, thread: ChannelId | null): Promise<FoundMessage | null> {
    if ((await this.webhook()) !== webhook) return null
    const route = Routes.webhookMessage(webhook, this.#ready().token, message)
    const answer = await this.#options.rest.get(route, { auth: false, query: queryOf({}, thread) })
    return readMessage(answer)[0] ?? null
  }

  /** Deletes a message of this webhook, which is not made anew for it; false where it is not there any more. */
  async remove(webhook: string, message: string, thread: ChannelId | null): Promise<boolean> {
    const ours = this.#state.kind === 'ready' ? this.#state.webhook : await this.#find()
    if (ours?.id !== webhook) return false
    await this.#options.rest.delete(Routes.webhookMessage(ours.id, ours.token, message), {
      auth: false,
      query: queryOf({}, thread),
    })
    return true
  }

  #ready(): Webhook {
    if (this.#state.kind !== 'ready') throw new Error('there is no webhook to post through')
    return this.#state.webhook
  }

  async #look(): Promise<void> {
    const { clock, log } = this.#options
    try {
      this.#state = { kind: 'ready', webhook: (await this.#find()) ?? (await this.#make()) }
    } catch (error) {
      const failure = postFailure(error)
      if (failure.kind === 'refused') log.error('no webhook for captions', error)
      else log.warn('no webhook for captions', { ...answerOf(error), failure: failure.kind })
      const forMs = failure.kind === 'limited' ? Math.max(failure.ms, AGAIN_MS) : AGAIN_MS
      this.#state = { kind: 'none', untilMs: clock.now() + (isForLong(failure.kind) ? REMAKE_MS : forMs) }
    }
  }

  async #find(): Promise<Webhook | null> {
    const { rest, channel, application } = this.#options
    const answer = await rest.get(Routes.channelWebhooks(channel))
    const all: readonly unknown[] = Array.isArray(answer) ? answer : []
    for (const each of all) {
      const webhook = readWebhook(each)
      if (webhook !== null && webhook.application === application) return webhook
    }
    return null
  }

  async #make(): Promise<Webhook> {
    const { rest, channel, clock, log } = this.#options
    this.#madeMs = clock.now()
    const made = readWebhook(await rest.post(Routes.channelWebhooks(channel), { body: { name: NAME } }))
    if (made === null) throw new TypeError('Discord answered a new webhook without an id or a token')
    log.info('webhook made', { webhook: made.id })
    return made
  }
}

/** Refusals that somebody has to mend: the channel has its 15 webhooks, or the bot may not. */
const isForLong = (kind: string): boolean => kind === 'refused' || kind === 'closed' || kind === 'gone'

function queryOf(base: Readonly<Record<string, string>>, thread: ChannelId | null): URLSearchParams {
  return new URLSearchParams(thread === null ? base : { ...base, thread_id: thread })
}

function readWebhook(value: unknown): (Webhook & { readonly application: unknown }) | null {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('token' in value)) return null
  const { id, token } = value
  if (typeof id !== 'string' || typeof token !== 'string') return null
  return { id, token, application: 'application_id' in value ? value.application_id : null }
}
