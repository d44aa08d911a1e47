import { type Cancel, type Clock, within } from '../base/clock.ts'
import { UserError } from '../base/errors.ts'
import type { ChannelId, MonotonicMs, SessionId, SpeakerId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { OpenTurn } from '../transcript/turn.ts'
import type { Saying, Words } from '../wording/words.ts'
import type { CaptionSink, CaptionStyle, OpenSink, Shut } from './ports.ts'
import { type Line, show } from './record/line.ts'
import { watchOutbox } from './record/watched-outbox.ts'
import type { LineId, Outbox } from './store.ts'

/** How often a channel that is closed to the bot is tried again, and for how long. */
const RETRY_MS = 10_000
const PATIENCE_MS = 5 * 60_000
/** What is said of each reason for which it is not posted in a channel any more. */
const MOVES = {
  deleted: {
    notice: ({ session }: Words) => session.target.goOnHere,
    lost: ({ session }: Words) => session.target.deletedWithoutChat,
  },
  readers: {
    notice: ({ session }: Words) => session.target.readersGoOnHere,
    lost: ({ session }: Words) => session.target.readersWithoutChat,
  },
} as const

/** What those in the room are told where others read along in the text channel. */
export const READERS_NOTICE = MOVES.readers.notice

/** How long opening a channel may take: what nobody can read is still being paid for. */
const OPEN_MS = 20_000
/** Lines that wait for a channel; beyond them the journal alone has them, and they are posted from there. */
const MOST_HELD = 1_000

export interface TargetOptions {
  /** For log lines of the sink. */
  readonly session?: SessionId
  readonly channel: ChannelId
  /** The voice channel's own chat, where it goes on when the channel is gone. */
  readonly chat: ChannelId
  readonly outbox: Outbox
  /** How lines are to look; left out: as the adapter is set. */
  readonly style?: CaptionStyle | undefined
  /** In the language that the guild is written to. */
  readonly words: Words
  /** Session time zero as a date, in milliseconds since 1970. */
  readonly startedAt: number
  readonly openSink: OpenSink
  readonly clock: Clock
  readonly log: Log
}

export interface TargetListener {
  /** Something that a reader of the status should know, in plain words. */
  event(what: Saying): void
  /** A message with this person's dropped words was taken back: what stood in it is not posted any more. */
  recalled?(speaker: SpeakerId): void
  /** From now on it is posted there. */
  moved(channel: ChannelId, why: keyof typeof MOVES): void
  /** The channel is closed to the bot for now: a sentence for whoever started the session. */
  closed(sentence: Saying): void
  /** There is no place to post any more; told once. */
  lost(reason: Saying): void
}

type State =
  /** Lines wait until the sink was begun, or has settled what one before it left. */
  | { readonly kind: 'settling'; readonly sink: CaptionSink }
  | { readonly kind: 'open'; readonly sink: CaptionSink }
  /** It may open again. */
  | { readonly kind: 'closed'; readonly sinceMs: MonotonicMs; readonly reason: Saying; trying: boolean }
  | { readonly kind: 'moving' }
  | { readonly kind: 'over' }

type Held =
  | { readonly kind: 'line'; readonly line: Line; readonly id: LineId }
  | { readonly kind: 'notice'; readonly text: string }

/**
 * Where a session's lines are posted: a sink, and what becomes of it. A channel that is closed is tried again while
 * the journal has the lines; where it is deleted, the voice channel's own chat takes its place.
 */
export class Target {
  readonly #options: TargetOptions
  /** What a sink that settled found to post, so that it is not given to it a second time. */
  readonly #found = new Set<LineId>()
  #channel: ChannelId
  #style: CaptionStyle | undefined
  #isHeld = false
  #state: State = { kind: 'moving' }
  #held: Held[] = []
  #cancelRetry: Cancel = () => {}
  #settled: Promise<void> = Promise.resolve()
  #listener: TargetListener | null = null
  /** What there was to tell before anybody listened. */
  readonly #early: ((listener: TargetListener) => void)[] = []

  /** Opens the channel; holds what it is given until `begin`. Rejects with a UserError where the bot may not post. */
  static async open(options: TargetOptions): Promise<Target> {
    const target = new Target(options)
    await target.#open(options.channel)
    return target
  }

  private constructor(options: TargetOptions) {
    this.#options = options
    this.#channel = options.channel
    this.#style = options.style
  }

  get channel(): ChannelId {
    return this.#channel
  }

  /** Why nothing can be read just now, as a sentence; null: it can. */
  get trouble(): Saying | null {
    return this.#state.kind === 'closed' ? closedSentence(this.#channel, this.#state.reason) : null
  }

  /** Another channel instead, before anything is posted. Rejects with a UserError, and keeps the one it has. */
  async relocate(channel: ChannelId): Promise<void> {
    const before = this.#state
    await this.#open(channel)
    if (before.kind === 'settling') before.sink.close()
  }

  /** Lines go through from now on; where an earlier run of the session posted, what it left is settled first. */
  async begin(run: 'first' | 'later', listener: TargetListener): Promise<void> {
    this.#listener = listener
    for (const tell of this.#early.splice(0)) tell(listener)
    if (this.#state.kind !== 'settling') return
    if (run === 'later') await this.#settle(this.#state.sink)
    else this.#goOn(this.#state.sink)
  }

  notice(text: string): void {
    if (this.#state.kind === 'open') this.#state.sink.notice(text)
    else this.#hold({ kind: 'notice', text })
  }

  line(line: Line, id: LineId): void {
    if (this.#state.kind === 'open') show(this.#state.sink, line, id)
    else this.#hold({ kind: 'line', line, id })
  }

  openTurn(turn: OpenTurn): void {
    if (this.#state.kind === 'open') this.#state.sink.open(turn)
  }

  withdrawn(id: string): void {
    if (this.#state.kind === 'open') this.#state.sink.withdrawn(id)
  }

  /** From now on open turns are shown too, or no more. */
  showLive(live: boolean): void {
    if (this.#style !== undefined) this.#style = { ...this.#style, live }
    if (this.#state.kind === 'open' || this.#state.kind === 'settling') this.#state.sink.showLive?.(live)
  }

  /** Whether nothing is posted just now, until it is known who reads along. */
  get isHeld(): boolean {
    return this.#isHeld
  }

  /** Where something can be told that only those may read who see the room: not where it is looked who reads. */
  get safeChannel(): ChannelId {
    return this.#isHeld ? this.#options.chat : this.#channel
  }

  /** Nothing is posted until it is let go. */
  hold(held: boolean): void {
    this.#isHeld = held
    if (this.#state.kind === 'open' || this.#state.kind === 'settling') this.#state.sink.hold?.(held)
  }

  /** Its channel is read by people who cannot see the room: not a line more there. */
  leaked(): void {
    const { chat } = this.#options
    if (this.#channel === chat || this.#state.kind === 'over' || this.#state.kind === 'moving') return
    // Whatever becomes of it: nothing of this session is posted there again, by no process.
    const from = this.#channel
    this.#channel = chat
    this.#tell((listener) => listener.moved(chat, 'readers'))
    this.#leave('readers', from)
  }

  /** What was not shown of this person's words is not to be. */
  drop(speaker: SpeakerId): void {
    if (this.#state.kind === 'open' || this.#state.kind === 'settling') this.#state.sink.drop(speaker)
    this.#held = this.#held.filter((held) => {
      const line = held.kind === 'line' ? held.line : null
      return line?.kind !== 'turn' || line.turn.speaker.id !== speaker
    })
  }

  /** The channel was deleted, or what the bot may do there has changed. */
  changed(channel: ChannelId, how: 'deleted' | 'changed'): void {
    if (channel !== this.#channel) return
    if (how === 'changed') void this.#retry()
    else if (this.#state.kind !== 'over' && this.#state.kind !== 'moving') this.#gone()
  }

  /** The last word: where the channel is closed, those who talk are told in the room's own chat, if that is open. */
  async farewell(text: string): Promise<void> {
    await this.#settled
    if (this.#state.kind === 'open') this.#state.sink.notice(text)
    else if (this.#channel !== this.#options.chat) await this.#tellChat(text)
  }

  /** Resolves when all that was taken has been shown or was given up; at once where nothing can be. */
  async flush(): Promise<void> {
    const settled = this.#settled
    await settled
    if (this.#state.kind === 'open') await this.#state.sink.flush()
    // It has moved in the meantime: the rest is posted there.
    if (this.#settled !== settled) await this.flush()
  }

  /** Frees the sink; a second call is fine. */
  close(): void {
    this.#cancelRetry()
    const state = this.#state
    this.#state = { kind: 'over' }
    this.#held = []
    if (state.kind === 'open' || state.kind === 'settling') state.sink.close()
  }

  /** Opens a sink that is to take over; it is not begun. */
  async #open(channel: ChannelId): Promise<CaptionSink> {
    const { clock, openSink, outbox, startedAt, words, session } = this.#options
    /** A sink may be shut before it is known. */
    const opened: { sink: CaptionSink | null; shut: Shut | null } = { sink: null, shut: null }
    const opening = openSink({
      channel,
      words,
      outbox: watchOutbox(outbox, this.#found),
      startedAt,
      ...(session !== undefined && { session }),
      ...(this.#style !== undefined && { style: this.#style }),
      event: (what) => this.#tell((listener) => listener.event(what)),
      recalled: (speaker) => this.#tell((listener) => listener.recalled?.(speaker)),
      shut: (why) => {
        if (opened.sink === null) opened.shut ??= why
        else this.#shut(opened.sink, why)
      },
    })
    let late = false
    // A sink that comes too late belongs to nobody.
    void opening.then(
      (sink) => late && sink.close(),
      () => {},
    )
    const sink = await within(clock, OPEN_MS, opening, () => {
      late = true
      throw new UserError(({ session }) => session.target.silent(`<#${channel}>`))
    })
    if (this.#state.kind === 'over') {
      sink.close()
      throw new UserError(({ session }) => session.target.over)
    }
    this.#channel = channel
    this.#state = { kind: 'settling', sink }
    opened.sink = sink
    if (this.#isHeld) sink.hold?.(true)
    if (opened.shut !== null) this.#shut(sink, opened.shut)
    return sink
  }

  #settle(sink: CaptionSink): Promise<void> {
    this.#settled = sink
      .recover()
      .catch((error: unknown) => this.#options.log.error('what was left could not be posted', error))
      .then(() => this.#goOn(sink))
    return this.#settled
  }

  #goOn(sink: CaptionSink): void {
    if (this.#state.kind !== 'settling' || this.#state.sink !== sink) return
    this.#state = { kind: 'open', sink }
    for (const held of this.#held.splice(0)) {
      if (held.kind === 'notice') sink.notice(held.text)
      else if (!this.#found.has(held.id)) show(sink, held.line, held.id)
    }
    this.#found.clear()
  }

  #hold(held: Held): void {
    if (this.#state.kind !== 'over' && this.#held.length < MOST_HELD) this.#held.push(held)
  }

  #shut(sink: CaptionSink, { kind, reason }: Shut): void {
    const state = this.#state
    if ((state.kind !== 'open' && state.kind !== 'settling') || state.sink !== sink) return
    if (kind === 'gone') {
      this.#gone()
      return
    }
    sink.close()
    this.#options.log.warn('text channel closed', { channel: this.#channel })
    this.#state = { kind: 'closed', sinceMs: this.#options.clock.now(), reason, trying: false }
    const sentence = closedSentence(this.#channel, reason)
    this.#tell((listener) => listener.closed(sentence))
    this.#cancelRetry = this.#options.clock.every(RETRY_MS, () => void this.#retry())
  }

  async #retry(): Promise<void> {
    const { clock } = this.#options
    const state = this.#state
    if (state.kind !== 'closed' || state.trying) return
    if (clock.now() - state.sinceMs >= PATIENCE_MS) {
      this.#cancelRetry()
      this.#lost(state.reason)
      return
    }
    state.trying = true
    const sink = await this.#open(this.#channel).catch(this.#notOpened)
    state.trying = false
    if (sink === null) return
    this.#cancelRetry()
    await this.#settle(sink)
  }

  #gone(): void {
    if (this.#channel !== this.#options.chat) {
      this.#leave('deleted', this.#channel)
      return
    }
    this.#free()
    this.#lost(({ session }) => session.target.deleted)
  }

  #leave(why: keyof typeof MOVES, from: ChannelId): void {
    this.#free()
    this.#options.log.warn('text channel left', { channel: from, why })
    this.#settled = this.#moveToChat(why)
  }

  #free(): void {
    const state = this.#state
    if (state.kind === 'open' || state.kind === 'settling') state.sink.close()
    this.#cancelRetry()
    this.#state = { kind: 'moving' }
  }

  async #moveToChat(why: keyof typeof MOVES): Promise<void> {
    const { chat } = this.#options
    const sink = await this.#open(chat).catch(this.#notOpened)
    if (sink === null) return this.#lost(MOVES[why].lost)
    if (why === 'deleted') this.#tell((listener) => listener.moved(chat, why))
    await this.#settle(sink)
    this.notice(MOVES[why].notice(this.#options.words))
  }

  async #tellChat(text: string): Promise<void> {
    const sink = await this.#open(this.#options.chat).catch(this.#notOpened)
    if (sink === null) return
    this.#state = { kind: 'open', sink }
    this.#held = []
    sink.notice(text)
  }

  #lost(reason: Saying): void {
    if (this.#state.kind !== 'over') this.#tell((listener) => listener.lost(reason))
  }

  #tell(tell: (listener: TargetListener) => void): void {
    if (this.#listener === null) this.#early.push(tell)
    else tell(this.#listener)
  }

  readonly #notOpened = (error: unknown): null => {
    if (!(error instanceof UserError)) this.#options.log.error('text channel not opened', error)
    return null
  }
}

const closedSentence =
  (channel: ChannelId, reason: Saying): Saying =>
  (words) =>
    words.session.target.closed(`<#${channel}>`, reason(words))
