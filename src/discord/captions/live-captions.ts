import type { Clock } from '../../base/clock.ts'
import type { MonotonicMs, SpeakerId } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { LineId, PostPart } from '../../session/store.ts'
import type { FinalTurn, OpenTurn } from '../../transcript/turn.ts'
import type { Words } from '../../wording/words.ts'
import { answerOf, restFailure } from '../rest-failure.ts'
import type { ChannelMessages } from './channel-messages.ts'
import { isLive, type LiveTurn, liveText } from './live-text.ts'
import type { PostBudget } from './post-budget.ts'
import type { PostPace } from './post-pace.ts'

/** From one request to the next. */
const PACE_MS = 1_500
/** Of a channel's five messages in five seconds, those that are left to finals when the live message is posted. */
const LEFT_TO_FINALS = 2
/** From one post of the live message to the next: finals push it up all the time. */
const REPOST_MS = 6_000
const LOOK_MS = 250

export interface LiveCaptionsOptions {
  readonly messages: ChannelMessages
  readonly bot: string
  /** What the channel takes of messages, and of edits. */
  readonly budget: PostBudget
  readonly edits: PostBudget
  readonly pace: PostPace
  /** In the language that the guild is written to. */
  readonly words: Words
  /** Unique in the bot's life; the nonces begin with it. At most 16 characters. */
  readonly label: string
  readonly clock: Clock
  /** Names the channel. */
  readonly log: Log
}

type State = 'idle' | 'busy' | 'closed'
type Due = 'nothing' | 'sweep' | 'post' | 'edit' | 'remove'

interface Shown {
  readonly message: string
  readonly content: string
  readonly atMs: MonotonicMs
  /** Finals were posted below it. */
  pushed: boolean
}

/**
 * The open turns of a session in one message at the end of the channel, edited as words come. A turn leaves it when
 * its final is shown. It uses what finals leave over, is in no outbox, and goes when nobody speaks; what a crash
 * leaves of it, `recover` takes away.
 */
export class LiveCaptions {
  readonly #options: LiveCaptionsOptions
  readonly #entries = new Map<string, LiveTurn>()
  /** The lines that wait to be shown, by turn, in the order in which they will be. */
  readonly #finals = new Map<string, LineId>()
  #shown: Shown | null = null
  /** A process before this one may have left its message. */
  #haunted = false
  #lastMs: MonotonicMs = Number.NEGATIVE_INFINITY
  #posts = 0
  #state: State = 'idle'

  constructor(options: LiveCaptionsOptions) {
    this.#options = options
  }

  open({ id, speaker, text }: OpenTurn): void {
    this.#entries.set(id, { speaker, text })
    this.#work()
  }

  withdrawn(id: string): void {
    this.#entries.delete(id)
    this.#work()
  }

  /** Nothing of this person's is to be seen here any more. */
  drop(speaker: SpeakerId): void {
    for (const [id, entry] of this.#entries) if (entry.speaker.id === speaker) this.#entries.delete(id)
    this.#work()
  }

  /** Stays to be seen until `shown`. */
  final({ id, speaker, text }: FinalTurn, line: LineId): void {
    if (!this.#entries.has(id)) return
    this.#entries.set(id, { speaker, text })
    this.#finals.set(id, line)
  }

  /** These parts of lines stand in the channel now, or never will; what waited before them was given up. */
  shown(parts: readonly PostPart[]): void {
    if (this.#shown !== null) this.#shown.pushed = true
    const lines = new Set(parts.map(({ line }) => line))
    const waiting = [...this.#finals]
    for (const [id] of waiting.slice(0, waiting.findLastIndex(([, line]) => lines.has(line)) + 1)) {
      this.#entries.delete(id)
      this.#finals.delete(id)
    }
    this.#work()
  }

  /** Takes away what a process before left. */
  recover(): void {
    this.#haunted = true
    this.#work()
  }

  /** Takes the message away. A second call is fine. */
  close(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#entries.clear()
    this.#remove().catch((error: unknown) => this.#failed(error))
  }

  get #isClosed(): boolean {
    return this.#state === 'closed'
  }

  #work(): void {
    if (this.#state !== 'idle') return
    this.#state = 'busy'
    this.#follow()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        if (this.#state === 'busy') this.#state = 'idle'
      })
  }

  /** Brings the message up to date until it is. */
  async #follow(): Promise<void> {
    const { clock, pace } = this.#options
    while (this.#state === 'busy' && this.#due() !== 'nothing') {
      const waitMs = this.#lastMs + PACE_MS - clock.now()
      if (waitMs > 0) await pace.pause(waitMs)
      else if (!this.#mayAsk(this.#due())) await pace.pause(LOOK_MS)
      else await this.#update()
      if (pace.stopped) return
    }
  }

  #due(): Due {
    if (this.#haunted) return 'sweep'
    const content = liveText([...this.#entries.values()], this.#options.words)
    const shown = this.#shown
    if (content === null) return shown === null ? 'nothing' : 'remove'
    if (shown === null) return 'post'
    if (shown.pushed && this.#options.clock.now() - shown.atMs >= REPOST_MS && this.#mayAsk('post'))
      return 'post'
    return content === shown.content ? 'nothing' : 'edit'
  }

  #mayAsk(what: Due): boolean {
    const { budget, edits, pace } = this.#options
    if (pace.held && (what === 'post' || what === 'edit')) return false
    // Discord counts edits and deletions apart from messages: they take no final's place.
    if (what === 'post') return !budget.pressed && budget.free > LEFT_TO_FINALS
    return what !== 'edit' || edits.free > 0
  }

  async #update(): Promise<void> {
    const due = this.#due()
    const content = liveText([...this.#entries.values()], this.#options.words)
    try {
      if (due === 'sweep') await this.#sweep()
      else if (due === 'remove' || content === null) await this.#remove()
      else if (due === 'post') await this.#repost(content)
      else if (due === 'edit') await this.#edit(content)
    } finally {
      this.#lastMs = this.#options.clock.now()
    }
  }

  async #repost(content: string): Promise<void> {
    const { messages, budget, clock, label } = this.#options
    await this.#remove()
    if (this.#isClosed) return
    const nonce = `${label}-live${this.#posts++}`
    const message = await budget.spend(() => messages.post({ content, nonce, silent: true }))
    this.#shown = { message, content, atMs: clock.now(), pushed: false }
    // Closed in the meantime: nobody else will take it away.
    if (this.#isClosed) await this.#remove()
  }

  async #edit(content: string): Promise<void> {
    const { messages, edits } = this.#options
    const shown = this.#shown
    if (shown === null) return
    try {
      await edits.spend(() => messages.edit(shown.message, content))
    } catch (error) {
      // Somebody deleted it: the next words make a new one.
      if (restFailure(error) === 'shut' && this.#shown === shown) this.#shown = null
      throw error
    }
    if (this.#shown === shown) this.#shown = { ...shown, content, pushed: shown.pushed }
  }

  async #remove(): Promise<void> {
    const shown = this.#shown
    this.#shown = null
    if (shown !== null) await this.#options.messages.remove(shown.message)
  }

  async #sweep(): Promise<void> {
    const { messages, bot } = this.#options
    for (const { id, authorId, webhook, content } of await messages.last()) {
      if (authorId === bot && webhook === null && isLive(content)) await messages.remove(id)
    }
    this.#haunted = false
  }

  /** Live captions are an extra: what fails is tried again with the next words. */
  #failed(error: unknown): void {
    const { log } = this.#options
    if (restFailure(error) === 'refused') log.error('live captions failed', error)
    else log.warn('live captions delayed', { ...answerOf(error) })
  }
}
