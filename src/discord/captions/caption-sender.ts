import type { Clock } from '../../base/clock.ts'
import type { ChannelId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { Shut } from '../../session/ports.ts'
import type { OutgoingPost, PendingPost } from '../../session/store.ts'
import { answerOf, postFailure, refusesName, restFailure } from '../rest-failure.ts'
import type { ChannelMessages } from './channel-messages.ts'
import type { OutboxDesk, Ticket } from './outbox-desk.ts'
import { KNOWN, type OutboxLookup, type Sought } from './outbox-lookup.ts'
import { patiently } from './patience.ts'
import type { PersonaMask } from './persona-mask.ts'
import type { Personas } from './personas.ts'
import type { PostBudget } from './post-budget.ts'
import type { PostCounters } from './post-counters.ts'
import type { PostPace } from './post-pace.ts'

/** How long the nonce of a bot's message is surely remembered. Discord's documentation says "a few minutes". */
const NONCE_MS = 120_000
/** Pauses before the same message is tried again; the last one repeats. */
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const

/**
 * What came of a message. `lost`: nobody can know whether it is shown. `unfit`: it is not shown, and cannot be as it
 * is, under a persona or as one message; its words are to be posted otherwise. `recalled`: it is not shown, or not any
 * more, since somebody's words in it are not wanted. `stopped`: left in the outbox, because the sink was closed.
 */
export type Outcome =
  | { readonly kind: 'shown' | 'refused' | 'lost' | 'unfit' | 'recalled' | 'stopped' }
  | { readonly kind: 'shut'; readonly why: Shut }

export interface CaptionSenderOptions {
  readonly messages: ChannelMessages
  readonly personas: Personas
  /** The thread, where the channel is one. */
  readonly thread: ChannelId | null
  readonly desk: OutboxDesk
  readonly lookup: OutboxLookup
  readonly budget: PostBudget
  readonly pace: PostPace
  readonly mask: PersonaMask
  readonly counters: Pick<PostCounters, 'retries' | 'limited' | 'refused' | 'lost'>
  readonly clock: Clock
  readonly log: Log
}

export interface Sending {
  /** Where Discord does not take it as it is, its words can be posted otherwise. */
  readonly divisible: boolean
  /** Whether it is still to be shown: somebody may not want to be heard any more while it is under way. */
  readonly wanted: () => boolean
}

/** A message on its way; `unsure`: an attempt was made of which nobody knows what became. */
interface Errand {
  readonly post: Sought
  readonly ticket: Ticket
  /** Wall time of the first attempt. */
  readonly at: number
  readonly divisible: boolean
  readonly wanted: () => boolean
  unsure: boolean
}

/**
 * Gets one message into the channel, exactly once. The bot's own messages are repeated under their nonce as long as
 * Discord remembers it; any other is looked for in the channel before it is sent again. What is left in doubt when
 * the sink is closed stays pending in the outbox, for the next one to settle.
 */
export class CaptionSender {
  readonly #options: CaptionSenderOptions

  constructor(options: CaptionSenderOptions) {
    this.#options = options
  }

  /** Learns what stands in the channel already of what earlier sinks posted. To be called before anything is settled. */
  async recall(): Promise<void> {
    const { desk, lookup } = this.#options
    for (const message of await desk.shown(KNOWN)) lookup.know(message)
  }

  /** Sends a message that was never sent. What is not wanted any more by the time it is shown is taken back. */
  async send(post: OutgoingPost, sending: Sending): Promise<Outcome> {
    const { desk, clock, pace } = this.#options
    if (!(await this.#canMask(post))) return { kind: 'unfit' }
    const ticket = await desk.begin(post)
    if (pace.stopped) return this.#untouched(ticket)
    return this.#deliver({ post, ticket, at: clock.wall(), ...sending, unsure: false })
  }

  /**
   * Settles a message that an earlier sink left: nobody knows whether it is shown. What is not wanted is not sent
   * again, and taken back where it is there.
   */
  settle(post: PendingPost, wanted: () => boolean): Promise<Outcome> {
    return this.#deliver({ post, ticket: post.id, at: post.at, divisible: false, wanted, unsure: true })
  }

  async #deliver(errand: Errand): Promise<Outcome> {
    const { pace, log, counters } = this.#options
    for (let attempt = 0; !pace.stopped; attempt += 1) {
      const tried = await this.#attempt(errand)
      if (tried.kind !== 'again') return tried
      if (pace.stopped) break
      counters.retries += 1
      log.warn('caption delayed', { attempt, length: errand.post.content.length })
      await pace.pause(tried.inMs ?? RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0)
    }
    return errand.unsure ? { kind: 'stopped' } : this.#untouched(errand.ticket)
  }

  /** Begun, and certainly not sent. */
  async #untouched(ticket: Ticket): Promise<Outcome> {
    await this.#options.desk.withdrawn(ticket)
    return { kind: 'stopped' }
  }

  /** One request to send, after a look where that is needed. */
  async #attempt(errand: Errand): Promise<Outcome | Again> {
    const { clock } = this.#options
    const byNonce = errand.post.persona === null && clock.wall() - errand.at < NONCE_MS
    try {
      if (errand.unsure && !(byNonce && errand.wanted())) {
        const settled = await this.#look(errand)
        if (settled !== null) return settled
      }
      if (!(await this.#canMask(errand.post))) return this.#unfit(errand)
      const message = await this.#request(errand)
      if (message !== null) return await this.#shown(errand, message)
      return errand.unsure || errand.wanted() ? AGAIN : await this.#recalled(errand)
    } catch (error) {
      return this.#failed(errand, error)
    }
  }

  /** Null: it is certainly not shown. */
  async #look(errand: Errand): Promise<Outcome | null> {
    const { lookup, desk, log, counters } = this.#options
    const fate = await lookup.find(errand.post, errand.at)
    if (fate.kind === 'shown') return this.#shown(errand, fate.message)
    if (fate.kind === 'absent') {
      errand.unsure = false
      return null
    }
    // Nobody misses it. Should the bot be let look again, it is taken back then.
    if (errand.post.content === '') return { kind: 'stopped' }
    // Nothing can be said, and a line twice would be read as said twice.
    counters.lost += 1
    log.warn('caption lost in doubt', { length: errand.post.content.length })
    await desk.refused(errand.ticket)
    return { kind: 'lost' }
  }

  /** The message's id; null: closed, or not wanted any more, before it was sent. */
  async #request({ post, wanted }: Errand): Promise<string | null> {
    const { budget, pace, personas, messages, thread } = this.#options
    const { persona, content, nonce } = post
    await pace.affordable(budget)
    if (pace.stopped || !wanted()) return null
    const bound = persona === null ? null : personas.budget
    const ask = () =>
      pace.request((signal) =>
        persona === null
          ? messages.post({ content, nonce }, signal)
          : personas.post({ ...persona, content }, thread, signal),
      )
    return budget.spend(() => (bound === null ? ask() : bound.spend(ask)))
  }

  async #shown(errand: Errand, message: string): Promise<Outcome> {
    const { desk, lookup } = this.#options
    lookup.know(message)
    if (errand.wanted()) await desk.posted(errand.ticket, message)
    // Where it cannot be taken back it stays pending: the next sink tries again.
    return errand.wanted() || !(await this.#takeBack(errand.post, message))
      ? { kind: 'shown' }
      : this.#recalled(errand)
  }

  /** Whether it is gone. */
  async #takeBack({ persona }: OutgoingPost, message: string): Promise<boolean> {
    const { clock, messages, personas, thread, log } = this.#options
    try {
      await patiently(clock, async () => {
        const removed = persona !== null && (await personas.remove(persona.webhook, message, thread))
        if (!removed) await messages.remove(message)
      })
      log.info('caption taken back')
      return true
    } catch (error) {
      // Somebody was quicker.
      if (postFailure(error).kind === 'gone') return true
      log.warn('caption not taken back', { failure: restFailure(error), ...answerOf(error) })
      return false
    }
  }

  async #recalled(errand: Errand): Promise<Outcome> {
    await this.#options.desk.withdrawn(errand.ticket)
    return { kind: 'recalled' }
  }

  async #unfit(errand: Errand): Promise<Outcome> {
    await this.#options.desk.withdrawn(errand.ticket)
    return { kind: 'unfit' }
  }

  async #failed(errand: Errand, error: unknown): Promise<Outcome | Again> {
    const { log, desk, personas, budget, counters } = this.#options
    const { persona, content } = errand.post
    const failure = postFailure(error)
    switch (failure.kind) {
      case 'unsure':
        errand.unsure = true
        return AGAIN
      case 'limited':
        counters.limited += 1
        // Of a look, or of the bot's own message.
        if (errand.unsure || persona === null) {
          if (persona === null) budget.hold(failure.ms)
          return { kind: 'again', inMs: failure.ms }
        }
        // The bot's own messages are not under the limit on webhooks: nobody's words need wait for it.
        personas.budget.hold(failure.ms)
        return this.#unfit(errand)
      case 'no-webhook':
        if (persona !== null) personas.lost(persona.webhook)
        return this.#unfit(errand)
      case 'refused':
        counters.refused += 1
        log.error('caption refused', error, { length: content.length })
        if (persona !== null && refusesName(error)) personas.refuse(persona.name)
        // It may be the name or the picture that is not taken, or the words of one among several.
        if ((persona !== null || errand.divisible) && !errand.unsure) return this.#unfit(errand)
        await desk.refused(errand.ticket)
        return { kind: 'refused' }
      case 'gone':
      case 'closed':
        log.warn('channel closed to captions', { ...answerOf(error) })
        if (!errand.unsure) await desk.withdrawn(errand.ticket)
        return { kind: 'shut', why: shutOf(failure.kind) }
    }
  }

  async #canMask({ persona }: OutgoingPost): Promise<boolean> {
    return persona === null || this.#options.mask.fits(persona)
  }
}

/** To be tried again; null: after the pause that falls due. */
interface Again {
  readonly kind: 'again'
  readonly inMs: number | null
}

const AGAIN: Again = { kind: 'again', inMs: null }

export const shutOf = (kind: 'gone' | 'closed'): Shut =>
  kind === 'gone'
    ? { kind, reason: ({ posts }) => posts.shut.gone }
    : { kind, reason: ({ posts }) => posts.shut.closed }
