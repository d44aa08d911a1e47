import type { Clock } from '../../base/clock.ts'
import type { ChannelId, SpeakerId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { CaptionSink, Shut } from '../../session/ports.ts'
import type { LineId, OutgoingPost, PendingPost } from '../../session/store.ts'
import type { FinalTurn, Gap, OpenTurn } from '../../transcript/turn.ts'
import type { Words } from '../../wording/words.ts'
import type { CommandMentions } from '../command-mentions.ts'
import { CaptionLines, houseLine } from './caption-lines.ts'
import { type CaptionMessage, CaptionQueue, MESSAGE_LENGTH, type Paragraph } from './caption-queue.ts'
import type { CaptionSender, Outcome } from './caption-sender.ts'
import { shutOf } from './caption-sender.ts'
import { smallPrint, unmasked } from './caption-text.ts'
import type { LiveCaptions } from './live-captions.ts'
import { safeLines } from './markup.ts'
import type { OutboxDesk } from './outbox-desk.ts'
import type { PersonaMask } from './persona-mask.ts'
import { personaOf } from './persona-name.ts'
import type { PostBudget, Seat } from './post-budget.ts'
import type { PostPace } from './post-pace.ts'
import type { PostTimes } from './post-times.ts'

export interface CaptionPosterOptions {
  readonly channel: ChannelId
  readonly sender: CaptionSender
  readonly desk: OutboxDesk
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
  /** Called when a message was taken back because this person's words stood in it. */
  readonly recalled: (speaker: SpeakerId) => void
  /** Called once when the sink is closed. */
  readonly closed: () => void
  /** Unique in the bot's life; the nonces begin with it. At most 16 characters. */
  readonly label: string
  readonly clock: Clock
  /** Names the channel. */
  readonly log: Log
}

/** Something that came while the outbox was being read; `speaker` is whose words it is. */
interface Held {
  readonly speaker: SpeakerId | null
  readonly take: () => void
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
 * goes into a message is the queue's to say, how it gets there the sender's, when the budget's.
 *
 * Nothing is lost while the sink lives, but by overflow, which is said in the channel; what it leaves is in the
 * outbox.
 */
export class CaptionPoster implements CaptionSink {
  readonly #options: CaptionPosterOptions
  readonly #queue = new CaptionQueue()
  readonly #lines: CaptionLines
  readonly #seat: Seat
  #live: LiveCaptions | null
  /** What an earlier sink left in doubt, oldest first. */
  readonly #unsettled: PendingPost[] = []
  /** Lines of an earlier sink that this one has taken over. */
  readonly #recovered = new Set<LineId>()
  /** Whose words were dropped since the message that is under way was made. */
  readonly #dropped = new Set<SpeakerId>()
  /** What comes while the outbox is being read; null: it is not. */
  #held: Held[] | null = null
  #state: State = { kind: 'idle' }
  #posted = 0
  #droppedTold = 0
  #flushed: (() => void)[] = []

  constructor(options: CaptionPosterOptions) {
    this.#options = options
    this.#lines = new CaptionLines(options.startedAt, options.words)
    this.#seat = options.budget.take()
    this.#live = options.live ? options.makeLive() : null
  }

  /** Paragraphs that wait to be posted, or are on their way. */
  get waiting(): number {
    const underWay = this.#state.kind === 'busy' ? 1 : 0
    return this.#queue.count + this.#unsettled.length + (this.#held?.length ?? 0) + underWay
  }

  notice(text: string): void {
    const linked = this.#options.mentions.in(safeLines(text), MESSAGE_LENGTH)
    this.#inOrder(null, () => this.#add(houseLine(linked)))
  }

  final(turn: FinalTurn, line: LineId): void {
    this.#live?.final(turn, line)
    this.#options.times.taken(line)
    this.#inOrder(turn.speaker.id, () => {
      if (!this.#recovered.has(line)) this.#add(this.#lines.final(turn, line))
    })
  }

  gap(gap: Gap, line: LineId): void {
    this.#inOrder(null, () => {
      if (!this.#recovered.has(line)) this.#add(this.#lines.gap(gap, line))
    })
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
    // What is on its way cannot be held: it is taken back as soon as it is there.
    if (this.#state.kind === 'busy') this.#dropped.add(speaker)
    this.#held = this.#held?.filter((held) => held.speaker !== speaker) ?? null
  }

  async recover(): Promise<void> {
    this.#held = []
    this.#live?.recover()
    try {
      await this.#takeOver()
    } finally {
      const held = this.#held
      this.#held = null
      for (const { take } of held) take()
      this.#work()
      if (this.#state.kind === 'idle') this.#settle(this.#state)
    }
  }

  flush(): Promise<void> {
    if (this.#state.kind !== 'busy' && this.#held === null) return Promise.resolve()
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
    const unposted = await desk.unposted()
    this.#unsettled.push(...pending)
    for (const left of unposted) {
      this.#recovered.add(left.line)
      this.#add(this.#lines.takenOver(left))
    }
    if (pending.length + unposted.length > 0)
      log.info('captions taken over', { pending: pending.length, lines: unposted.length })
  }

  #inOrder(speaker: SpeakerId | null, take: () => void): void {
    if (this.#held === null) take()
    else this.#held.push({ speaker, take })
  }

  #add(paragraph: Paragraph): void {
    if (this.#state.kind === 'shut' || this.#state.kind === 'closed') return
    if (paragraph.pieces.every(({ text }) => text === '')) {
      this.#passOver(paragraph)
      return
    }
    this.#queue.add(paragraph)
    if (this.#held === null) this.#work()
  }

  /** Words of which nothing can be seen: there is nothing to post, now or after a restart. */
  #passOver({ pieces }: Paragraph): void {
    const { desk, log } = this.#options
    const parts = pieces.flatMap(({ line, from }) =>
      line === null ? [] : [{ line, from, to: Number.MAX_SAFE_INTEGER }],
    )
    if (parts.length === 0) return
    desk
      .begin(this.#outgoing({ content: '', parts, persona: null }))
      .then((ticket) => desk.refused(ticket))
      .catch((error: unknown) => log.error('outbox failed', error))
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
        await this.#settleLeft(left)
        continue
      }
      // Looked at first: whoever waits for the last message need not wait for the budget of another.
      if (this.#queue.empty) return this.#settle({ kind: 'idle' })
      await pace.calm(budget)
      const persona = await mask.ready()
      this.#dropped.clear()
      const message =
        this.#overflow() ?? this.#queue.take({ free: budget.free, personas: persona?.free ?? 0 })
      if (message !== null) await this.#post(message, persona?.webhook ?? null)
    }
  }

  async #post(message: CaptionMessage, webhook: string | null): Promise<void> {
    const { sender } = this.#options
    const { speaker, voices } = message
    const persona =
      speaker === null || webhook === null
        ? null
        : { webhook, name: personaOf(speaker), avatarUrl: speaker.avatarUrl }
    const post = this.#outgoing({ ...message, persona })
    const instead =
      speaker === null ? message.apart : [{ ...message, content: unmasked(message.content, speaker) }]
    const wanted = () => this.#areWanted(voices)
    const outcome = await sender.send(post, { divisible: instead.length > 0, wanted })
    if (outcome.kind === 'recalled') this.#tellRecalled(voices)
    else if (outcome.kind !== 'unfit') return this.#came(post, outcome)
    // What comes of one does not keep the others from being read.
    for (const each of instead)
      if (this.#state.kind === 'busy' && this.#areWanted(each.voices)) await this.#postBare(each)
  }

  #areWanted(voices: readonly SpeakerId[]): boolean {
    return !voices.some((voice) => this.#dropped.has(voice))
  }

  #tellRecalled(voices: readonly SpeakerId[]): void {
    for (const voice of voices) if (this.#dropped.has(voice)) this.#options.recalled(voice)
  }

  async #settleLeft(post: PendingPost): Promise<void> {
    const outcome = await this.#options.sender.settle(post)
    if (outcome.kind !== 'unfit') return this.#came(post, outcome)
    const { persona, content, parts } = post
    const bare = persona === null ? content : unmasked(content, { id: '', name: persona.name })
    await this.#postBare({ content: bare, voices: [], parts })
  }

  /** As the bot's own message what could not be shown in another way. */
  async #postBare(message: Pick<CaptionMessage, 'content' | 'voices' | 'parts'>): Promise<void> {
    const { content, voices, parts } = message
    const post = this.#outgoing({ content, parts, persona: null })
    const wanted = () => this.#areWanted(voices)
    const outcome = await this.#options.sender.send(post, { divisible: false, wanted })
    if (outcome.kind === 'recalled') this.#tellRecalled(voices)
    else await this.#came(post, outcome)
  }

  #outgoing({ content, parts, persona }: Pick<OutgoingPost, 'content' | 'parts' | 'persona'>): OutgoingPost {
    const { channel, label } = this.#options
    return { channel, nonce: `${label}-${this.#posted++}`, persona, content, parts }
  }

  async #came(post: OutgoingPost, outcome: Outcome): Promise<void> {
    const { shown, times } = this.#options
    const live = this.#live
    switch (outcome.kind) {
      case 'shown':
        shown()
        times.shown(post.parts)
        live?.shown(post.parts)
        return
      case 'refused':
        // A server's AutoMod, for one, answers with a 400: leaves a trace.
        this.#insteadOf(post, this.#options.words.posts.missing.refused)
        live?.shown(post.parts)
        return
      case 'lost':
        this.#insteadOf(post, this.#options.words.posts.missing.unknown)
        live?.shown(post.parts)
        return
      case 'shut':
        return this.#shut(outcome.why)
      case 'unfit':
      case 'recalled':
      case 'stopped':
        return
    }
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
