import { type REST, Routes } from 'discord.js'
import type { Clock } from '../../base/clock.ts'
import type { ChannelId } from '../../base/ids.ts'
import { postFailure } from '../rest-failure.ts'
import { patiently } from './patience.ts'
import type { Personas } from './personas.ts'
import type { ThreadWaking } from './thread-waking.ts'

/** A message of the bot's own, or of its webhook's. */
export interface Removable {
  readonly message: string
  readonly channel: ChannelId
  /** The channel, where it is a thread. */
  readonly thread: ChannelId | null
  /** Through which it may have been posted; null: the bot may delete anybody's messages there. */
  readonly personas: Personas | null
}

/** Deletes one message after the other, as fast as Discord lets it. */
export class MessageRemoval {
  readonly #rest: REST
  readonly #clock: Clock
  readonly #waking: ThreadWaking

  constructor(rest: REST, clock: Clock, waking: ThreadWaking) {
    this.#rest = rest
    this.#clock = clock
    this.#waking = waking
  }

  /** Whether it is gone: deleted now, or before. Never rejects. */
  async remove({ message, channel, thread, personas }: Removable): Promise<boolean> {
    // Asked first with the webhook's token: to the bot alone its messages are somebody else's, and too many
    // requests for those get a bot banned for a while.
    const webhook = (await personas?.webhook()) ?? null
    if (personas !== null && webhook !== null) {
      const answer = await this.#ask(thread, () => personas.remove(webhook, message, thread))
      if (answer === 'done') return true
      if (answer === 'failed') return false
    }
    const route = Routes.channelMessage(channel, message)
    const answer = await this.#ask(thread, () => this.#rest.delete(route))
    return answer !== 'failed'
  }

  /** `absent`: there is no such message, or not there. */
  async #ask(
    thread: ChannelId | null,
    request: () => Promise<unknown>,
  ): Promise<'done' | 'absent' | 'failed'> {
    try {
      await patiently(this.#clock, () => this.#waking.during(thread, request))
      return 'done'
    } catch (error) {
      const { kind } = postFailure(error)
      return kind === 'gone' || kind === 'no-webhook' ? 'absent' : 'failed'
    }
  }
}
