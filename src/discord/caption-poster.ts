import type { Cancel, Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { CaptionSink } from '../session/ports.ts'
import type { FinalTurn, Gap, OpenTurn } from '../transcript/turn.ts'
import { CaptionQueue } from './caption-queue.ts'
import { nameOf, safeLines, safeText } from './markup.ts'
import type { PostBudget, Seat } from './post-budget.ts'
import { answerOf, restFailure } from './rest-failure.ts'

/** One message on its way. */
export interface Post {
  readonly content: string
  /** Discord answers a second post with the same nonce, within a few minutes, with the first message. */
  readonly nonce: string
}

export interface CaptionPosterOptions {
  /** Makes a message in the channel; rejects as discord.js's REST does. */
  readonly send: (post: Post, signal: AbortSignal) => Promise<void>
  readonly budget: PostBudget
  /** Called once when the channel turns out to be gone or closed to the bot. */
  readonly shut: () => void
  /** Unique in the bot's life; the nonces begin with it. At most 16 characters. */
  readonly label: string
  readonly clock: Clock
  /** Names the channel. */
  readonly log: Log
}

/** Pauses before the same message is tried again; the last one repeats. */
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const

/** Stands where a message would have been. */
const REFUSED = '-# A message is missing here: Discord refused it.'

type State =
  | { readonly kind: 'idle' }
  /** A message is on its way, or waits for its turn. */
  | { readonly kind: 'busy' }
  /** The channel is gone or closed to the bot: nothing more will be shown. */
  | { readonly kind: 'shut' }
  | { readonly kind: 'closed' }

/**
 * Captions as plain messages `**Name**: text`, one after the other, within the channel's budget.
 *
 * A message that the network or Discord's servers fail is tried again, under the same nonce, until it is shown or
 * the poster is closed; meanwhile what follows waits and then shares messages. So nothing is lost while the sink
 * lives, but by overflow, which is said in the channel.
 */
export class CaptionPoster implements CaptionSink {
  readonly #options: CaptionPosterOptions
  readonly #queue = new CaptionQueue()
  readonly #abort = new AbortController()
  readonly #seat: Seat
  #state: State = { kind: 'idle' }
  #wake: (() => void) | null = null
  #posted = 0
  #droppedTold = 0
  #flushed: (() => void)[] = []

  constructor(options: CaptionPosterOptions) {
    this.#options = options
    this.#seat = options.budget.take()
  }

  notice(text: string): void {
    this.#add(null, '', safeLines(text))
  }

  final(turn: FinalTurn): void {
    this.#add(turn.speaker.id, `**${nameOf(turn.speaker)}**: `, safeText(turn.text))
  }

  gap(gap: Gap): void {
    const seconds = Math.max(1, Math.round((gap.endMs - gap.startMs) / 1000))
    this.#add(null, '', `-# ${nameOf(gap.speaker)} was not heard for ${seconds} s: ${safeText(gap.cause)}`)
  }

  /** Open turns are for live captions; here a turn is shown when it is final. */
  open(_turn: OpenTurn): void {}
  withdrawn(_id: string): void {}

  flush(): Promise<void> {
    if (this.#state.kind !== 'busy') return Promise.resolve()
    return new Promise((resolve) => this.#flushed.push(resolve))
  }

  close(): void {
    if (this.#state.kind === 'closed') return
    const unsent = this.#queue.clear() + (this.#state.kind === 'busy' ? 1 : 0)
    if (unsent > 0) this.#options.log.warn('captions not posted', { paragraphs: unsent })
    this.#abort.abort()
    this.#settle({ kind: 'closed' })
    this.#options.budget.leave(this.#seat)
    this.#wake?.()
  }

  #add(key: string | null, head: string, body: string): void {
    if (body === '') return
    if (this.#state.kind === 'shut' || this.#state.kind === 'closed') return
    this.#queue.add({ key, head, body })
    if (this.#state.kind === 'busy') return
    this.#state = { kind: 'busy' }
    this.#seat.pressing = true
    this.#postAll().catch((error: unknown) => {
      this.#options.log.error('captions stopped by a bug', error)
      this.#settle({ kind: 'shut' })
    })
  }

  async #postAll(): Promise<void> {
    while (this.#state.kind === 'busy') {
      // Looked at first: whoever waits for the last message need not wait for the budget of another.
      if (this.#queue.empty) return this.#settle({ kind: 'idle' })
      await this.#affordable()
      const content = this.#overflow() ?? this.#queue.take(this.#options.budget.free)
      if (content !== null) await this.#post(content)
    }
  }

  /** Resolves when the budget has room for a message, or the poster is closed. */
  async #affordable(): Promise<void> {
    const { budget } = this.#options
    while (this.#state.kind === 'busy' && budget.waitMs > 0) await this.#pause(Math.min(budget.waitMs, 1_000))
  }

  /** Resolves when the message is shown, or can never be. */
  async #post(content: string): Promise<void> {
    const { send, budget, label, log } = this.#options
    const nonce = `${label}-${this.#posted++}`
    for (let attempt = 0; this.#state.kind === 'busy'; attempt += 1) {
      try {
        return await budget.spend(() => send({ content, nonce }, this.#abort.signal))
      } catch (error) {
        if (this.#state.kind !== 'busy') return
        const failure = restFailure(error)
        if (failure === 'shut') this.#shut(error)
        else if (failure === 'refused') this.#refused(content, error)
        if (failure !== 'again') return
        log.warn('caption delayed', { attempt, length: content.length })
        await this.#pause(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0)
        await this.#affordable()
      }
    }
  }

  /** Discord takes anything else, but not this (a server's AutoMod, for one, answers with a 400): leaves a trace. */
  #refused(content: string, error: unknown): void {
    this.#options.log.error('caption refused', error, { length: content.length })
    if (content !== REFUSED) this.#queue.addFirst({ key: null, head: '', body: REFUSED })
  }

  #shut(error: unknown): void {
    const paragraphs = this.#queue.clear() + 1
    this.#options.log.warn('channel closed to captions', { ...answerOf(error), paragraphs })
    this.#settle({ kind: 'shut' })
    this.#options.shut()
  }

  /** What to say where paragraphs were given up, once. */
  #overflow(): string | null {
    const missing = this.#queue.dropped - this.#droppedTold
    if (missing === 0) return null
    this.#droppedTold = this.#queue.dropped
    this.#options.log.warn('captions dropped', { paragraphs: missing })
    return `-# ${missing} lines are missing here: for too long no messages could be posted.`
  }

  #settle(state: State): void {
    this.#state = state
    this.#seat.pressing = false
    for (const resolve of this.#flushed.splice(0)) resolve()
  }

  /** Waits `ms`, or until the poster is closed. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      let cancel: Cancel = () => {}
      this.#wake = () => {
        cancel()
        this.#wake = null
        resolve()
      }
      cancel = this.#options.clock.after(ms, this.#wake)
    })
  }
}
