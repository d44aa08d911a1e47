import type { SpeakerId } from '../../base/ids.ts'
import type { CaptionSink, Shut } from '../../session/ports.ts'
import { withoutVoice } from '../../session/record/unwanted-words.ts'
import type { LineId, OutgoingPost, PendingPost } from '../../session/store.ts'
import type { FinalTurn, Gap, OpenTurn } from '../../transcript/turn.ts'
import type { Words } from '../../wording/words.ts'
import type { CommandMentions } from '../command-mentions.ts'
import { CaptionDelivery, type CaptionDeliveryOptions } from './caption-delivery.ts'
import { CaptionIntake } from './caption-intake.ts'
import { CaptionLines, houseLine } from './caption-lines.ts'
import { type CaptionMessage, CaptionQueue, MESSAGE_LENGTH, type Paragraph } from './caption-queue.ts'
import { type Outcome, shutOf } from './caption-sender.ts'
import { smallPrint } from './caption-text.ts'
import type { LiveCaptions } from './live-captions.ts'
import { safeLines } from './markup.ts'
import type { PersonaMask } from './persona-mask.ts'
import type { PostBudget, Seat } from './post-budget.ts'
import type { PostPace } from './post-pace.ts'
import type { PostTimes } from './post-times.ts'

export interface CaptionPosterOptions extends Omit<CaptionDeliveryOptions, 'goesOn' | 'came'> {
  readonly budget: PostBudget
  readonly pace: PostPace
  readonly mask: PersonaMask
  /** Whether open turns are shown too, to begin with. */
  readonly live: boolean
  readonly makeLive: () => LiveCaptions
  /** In the language that the guild is written to. */
  readonly words: Words
  readonly mentions: CommandMentions
  /** Session time zero, in wall time. */
  readonly startedAt: number
  /** Called once when nothing can be shown there any more. */
  readonly shut: (why: Shut) => void
  readonly times: PostTimes
  /** Called for every message shown. */
  readonly shown: () => void
  /** Called once when the sink is closed. */
  readonly closed: () => void
}

type State =
  | { readonly kind: 'idle' }
  /** A message is on its way, or waits for its turn. */
  | { readonly kind: 'busy' }
  /** The channel is gone or closed to the bot: nothing more will be shown. */
  | { readonly kind: 'shut' }
  | { readonly kind: 'closed' }

/**
 * One channel's captions, one message after the other: takes everything at once, decides nothing but the order. What
 * goes into a message is the queue's to say, how it gets there the delivery's, when the budget's.
 *
 * Nothing is lost while the sink lives, but by overflow, which is said in the channel; what it leaves is in the
 * outbox.
 */
export class CaptionPoster implements CaptionSink {
  readonly #options: CaptionPosterOptions
  readonly #queue = new CaptionQueue()
  readonly #intake: CaptionIntake
  readonly #delivery: CaptionDelivery
  readonly #seat: Seat
  #live: LiveCaptions | null
  /** What an earlier sink left in doubt, oldest first. */
  #unsettled: PendingPost[] = []
  #state: State = { kind: 'idle' }
  #droppedTold = 0
  #flushed: (() => void)[] = []

  constructor(options: CaptionPosterOptions) {
    this.#options = options
    const { startedAt, words } = options
    this.#intake = new CaptionIntake(new CaptionLines(startedAt, words), (each) => this.#add(each))
    this.#delivery = new CaptionDelivery({
      ...options,
      goesOn: () => this.#state.kind === 'busy',
      came: (post, outcome) => this.#came(post, outcome),
    })
    this.#seat = options.budget.take()
    this.#live = options.live ? options.makeLive() : null
  }

  /** Paragraphs that wait to be posted, or are on their way. */
  get waiting(): number {
    const underWay = this.#state.kind === 'busy' ? 1 : 0
    return this.#queue.count + this.#unsettled.length + this.#intake.waiting + underWay
  }

  notice(text: string): void {
    this.#intake.notice(this.#options.mentions.in(safeLines(text), MESSAGE_LENGTH))
  }

  final(turn: FinalTurn, line: LineId): void {
    this.#live?.final(turn, line)
    this.#options.times.taken(line)
    this.#intake.final(turn, line)
  }

  gap(gap: Gap, line: LineId): void {
    this.#intake.gap(gap, line)
  }

  open(turn: OpenTurn): void {
    this.#live?.open(turn)
  }

  withdrawn(id: string): void {
    this.#live?.withdrawn(id)
  }

  showLive(live: boolean): void {
    if (this.#state.kind === 'shut' || this.#state.kind === 'closed' || live === (this.#live !== null)) return
    this.#live?.close()
    this.#live = live ? this.#options.makeLive() : null
  }

  hold(held: boolean): void {
    this.#options.pace.hold(held)
  }

  drop(speaker: SpeakerId): void {
    this.#live?.drop(speaker)
    this.#queue.drop(speaker)
    if (this.#state.kind === 'busy') this.#delivery.drop(speaker)
    this.#intake.drop(speaker)
    this.#unsettled = this.#unsettled.map((post) => withoutVoice(post, speaker))
  }

  async recover(): Promise<void> {
    this.#intake.hold()
    this.#live?.recover()
    try {
      await this.#takeOver()
    } finally {
      this.#intake.release()
      this.#work()
      if (this.#state.kind === 'idle') this.#settle(this.#state)
    }
  }

  flush(): Promise<void> {
    if (this.#state.kind !== 'busy' && !this.#intake.isHolding) return Promise.resolve()
    return new Promise((resolve) => this.#flushed.push(resolve))
  }

  /** The channel was deleted. */
  gone(): void {
    this.#shut(shutOf('gone'))
  }

  close(): void {
    if (this.#state.kind === 'closed') return
    const unsent = this.#queue.clear() + (this.#state.kind === 'busy' ? 1 : 0)
    if (unsent > 0) this.#options.log.warn('captions not posted', { paragraphs: unsent })
    this.#settle({ kind: 'closed' })
    this.#live?.close()
    this.#options.pace.stop()
    this.#options.budget.leave(this.#seat)
    this.#options.closed()
  }

  async #takeOver(): Promise<void> {
    const { desk, log, sender } = this.#options
    await sender.recall()
    const pending = await desk.pending()
    // At once: what is dropped from now on is dropped from these, too.
    this.#unsettled.push(...pending)
    const unposted = await desk.unposted()
    this.#intake.takeOver(unposted)
    if (pending.length + unposted.length > 0)
      log.info('captions taken over', { pending: pending.length, lines: unposted.length })
  }

  #add(paragraph: Paragraph): void {
    if (this.#state.kind === 'shut' || this.#state.kind === 'closed') return
    if (paragraph.pieces.every(({ text }) => text === '')) {
      this.#delivery.passOver(paragraph)
      return
    }
    this.#queue.add(paragraph)
    if (!this.#intake.isHolding) this.#work()
  }

  #work(): void {
    if (this.#state.kind !== 'idle' || (this.#queue.empty && this.#unsettled.length === 0)) return
    this.#state = { kind: 'busy' }
    this.#seat.pressing = true
    this.#postAll().catch((error: unknown) => {
      this.#options.log.error('captions stopped by a bug', error)
      this.#settle({ kind: 'shut' })
    })
  }

  async #postAll(): Promise<void> {
    const { budget, pace, mask } = this.#options
    while (this.#state.kind === 'busy') {
      const left = this.#unsettled.shift()
      if (left !== undefined) {
        await this.#delivery.settle(left)
        continue
      }
      // Looked at first: whoever waits for the last message need not wait for the budget of another.
      if (this.#queue.empty) return this.#settle({ kind: 'idle' })
      await pace.calm(budget)
      const persona = await mask.ready()
      const message =
        this.#overflow() ?? this.#queue.take({ free: budget.free, personas: persona?.free ?? 0 })
      if (message !== null) await this.#delivery.post(message, persona?.webhook ?? null)
    }
  }

  #came(post: OutgoingPost, outcome: Outcome): void {
    const { shown, times, words } = this.#options
    switch (outcome.kind) {
      case 'shown':
        shown()
        times.shown(post.parts)
        break
      case 'refused':
        // A server's AutoMod, for one, answers with a 400: leaves a trace.
        this.#insteadOf(post, words.posts.missing.refused)
        break
      case 'lost':
        this.#insteadOf(post, words.posts.missing.unknown)
        break
      case 'shut':
        this.#shut(outcome.why)
        return
      case 'unfit':
      case 'recalled':
      case 'stopped':
        return
    }
    this.#live?.shown(post.parts)
  }

  /** Says what became of a message; not of that saying itself. */
  #insteadOf({ content }: OutgoingPost, text: string): void {
    const trace = smallPrint(text)
    if (content !== trace) this.#queue.addFirst(houseLine(trace))
  }

  #shut(why: Shut): void {
    if (this.#state.kind === 'shut' || this.#state.kind === 'closed') return
    const paragraphs = this.#queue.clear()
    this.#options.log.warn('captions have no place', { kind: why.kind, paragraphs })
    this.#settle({ kind: 'shut' })
    this.#live?.close()
    this.#options.pace.stop()
    this.#options.shut(why)
  }

  /** What to say where paragraphs were given up, once. */
  #overflow(): CaptionMessage | null {
    const missing = this.#queue.dropped - this.#droppedTold
    if (missing === 0) return null
    this.#droppedTold = this.#queue.dropped
    this.#options.log.warn('captions dropped', { paragraphs: missing })
    const content = smallPrint(this.#options.words.posts.missing.overflow(missing))
    return { speaker: null, content, voices: [], parts: [], apart: [] }
  }

  #settle(state: State): void {
    this.#state = state
    this.#seat.pressing = false
    for (const resolve of this.#flushed.splice(0)) resolve()
  }
}
