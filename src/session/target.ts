import { UserError } from '../base/errors.ts'
import type { ChannelId, SpeakerId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { OpenTurn } from '../transcript/turn.ts'
import type { Saying } from '../wording/words.ts'
import type { CaptionSink, Shut } from './ports.ts'
import { HeldLines } from './posting/held-lines.ts'
import { Reopening } from './posting/reopening.ts'
import { SinkOpener, type SinkOpenerOptions } from './posting/sink-opener.ts'
import { type TargetListener, TargetNews } from './posting/target-news.ts'
import { closedSentence, MOVES, type MoveReason } from './posting/target-notices.ts'
import { sinkOf, type TargetState } from './posting/target-state.ts'
import { type Line, show } from './record/line.ts'
import type { LineId } from './store.ts'

export interface TargetOptions extends SinkOpenerOptions {
  readonly channel: ChannelId
  /** The voice channel's own chat, where it goes on when the channel is gone. */
  readonly chat: ChannelId
  readonly log: Log
}

/**
 * Where a session's lines are posted: a sink, and what becomes of it. A channel that is closed is tried again while
 * the journal has the lines; where it is deleted, the voice channel's own chat takes its place.
 */
export class Target {
  readonly #options: TargetOptions
  readonly #held = new HeldLines()
  readonly #news = new TargetNews()
  readonly #opener: SinkOpener
  #channel: ChannelId
  #isHeld = false
  #state: TargetState = { kind: 'moving' }
  #settled: Promise<void> = Promise.resolve()

  /** Opens the channel; holds what it is given until `begin`. Rejects with a UserError where the bot may not post. */
  static async open(options: TargetOptions): Promise<Target> {
    const target = new Target(options)
    await target.#open(options.channel)
    return target
  }

  private constructor(options: TargetOptions) {
    this.#options = options
    this.#channel = options.channel
    this.#opener = new SinkOpener({ ...options, outbox: this.#held.watch(options.outbox) }, this.#news)
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
    this.#news.begin(listener)
    if (this.#state.kind !== 'settling') return
    if (run === 'later') await this.#settle(this.#state.sink)
    else this.#goOn(this.#state.sink)
  }

  notice(text: string): void {
    if (this.#state.kind === 'open') this.#state.sink.notice(text)
    else if (this.#state.kind !== 'over') this.#held.notice(text)
  }

  line(line: Line, id: LineId): void {
    if (this.#state.kind === 'open') show(this.#state.sink, line, id)
    else if (this.#state.kind !== 'over') this.#held.line(line, id)
  }

  openTurn(turn: OpenTurn): void {
    if (this.#state.kind === 'open') this.#state.sink.open(turn)
  }

  withdrawn(id: string): void {
    if (this.#state.kind === 'open') this.#state.sink.withdrawn(id)
  }

  /** From now on open turns are shown too, or no more. */
  showLive(live: boolean): void {
    this.#opener.showLive(live)
    sinkOf(this.#state)?.showLive?.(live)
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
    sinkOf(this.#state)?.hold?.(held)
  }

  /** Its channel is read by people who cannot see the room: not a line more there. */
  leaked(): void {
    const { chat } = this.#options
    if (this.#channel === chat || this.#state.kind === 'over' || this.#state.kind === 'moving') return
    // Whatever becomes of it: nothing of this session is posted there again, by no process.
    const from = this.#channel
    this.#channel = chat
    this.#news.tell((listener) => listener.moved(chat, 'readers'))
    this.#leave('readers', from)
  }

  /** What was not shown of this person's words is not to be. */
  drop(speaker: SpeakerId): void {
    sinkOf(this.#state)?.drop(speaker)
    if (this.#state.kind !== 'open') this.#held.drop(speaker)
  }

  /** The channel was deleted, or what the bot may do there has changed. */
  changed(channel: ChannelId, how: 'deleted' | 'changed'): void {
    if (channel !== this.#channel) return
    const { kind } = this.#state
    if (how === 'changed') this.#retry()
    else if (kind !== 'over' && kind !== 'moving') this.#gone()
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
    const sink = sinkOf(this.#state)
    this.#enter({ kind: 'over' })
    this.#held.clear()
    sink?.close()
  }

  /** Opens a sink that is to take over; it is not begun. */
  async #open(channel: ChannelId): Promise<CaptionSink> {
    const opening = this.#opener.open(channel)
    const sink = await opening.sink
    if (this.#state.kind === 'over') {
      sink.close()
      throw new UserError(({ session }) => session.target.over)
    }
    this.#channel = channel
    this.#enter({ kind: 'settling', sink })
    if (this.#isHeld) sink.hold?.(true)
    opening.onShut((why) => this.#shut(sink, why))
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
    this.#enter({ kind: 'open', sink })
    this.#held.release(sink)
  }

  #shut(sink: CaptionSink, { kind, reason }: Shut): void {
    if (sinkOf(this.#state) !== sink) return
    if (kind === 'gone') {
      this.#gone()
      return
    }
    sink.close()
    this.#options.log.warn('text channel closed', { channel: this.#channel })
    const reopening = new Reopening({
      clock: this.#options.clock,
      open: () => this.#open(this.#channel).catch(this.#notOpened),
      opened: (reopened) => this.#settle(reopened),
      gaveUp: () => this.#lost(reason),
    })
    this.#enter({ kind: 'closed', reason, reopening })
    const sentence = closedSentence(this.#channel, reason)
    this.#news.tell((listener) => listener.closed(sentence))
  }

  #retry(): void {
    if (this.#state.kind === 'closed') void this.#state.reopening.try()
  }

  #gone(): void {
    if (this.#channel !== this.#options.chat) {
      this.#leave('deleted', this.#channel)
      return
    }
    this.#free()
    this.#lost(({ session }) => session.target.deleted)
  }

  #leave(why: MoveReason, from: ChannelId): void {
    this.#free()
    this.#options.log.warn('text channel left', { channel: from, why })
    this.#settled = this.#moveToChat(why)
  }

  #free(): void {
    sinkOf(this.#state)?.close()
    this.#enter({ kind: 'moving' })
  }

  async #moveToChat(why: MoveReason): Promise<void> {
    const { chat } = this.#options
    const sink = await this.#open(chat).catch(this.#notOpened)
    if (sink === null) return this.#lost(MOVES[why].lost)
    if (why === 'deleted') this.#news.tell((listener) => listener.moved(chat, why))
    await this.#settle(sink)
    this.notice(MOVES[why].notice(this.#options.words))
  }

  async #tellChat(text: string): Promise<void> {
    const sink = await this.#open(this.#options.chat).catch(this.#notOpened)
    if (sink === null) return
    this.#enter({ kind: 'open', sink })
    this.#held.clear()
    sink.notice(text)
  }

  #lost(reason: Saying): void {
    if (this.#state.kind !== 'over') this.#news.tell((listener) => listener.lost(reason))
  }

  /** What is closed is tried no more once it is anything else. */
  #enter(state: TargetState): void {
    if (this.#state.kind === 'closed') this.#state.reopening.stop()
    this.#state = state
  }

  readonly #notOpened = (error: unknown): null => {
    if (!(error instanceof UserError)) this.#options.log.error('text channel not opened', error)
    return null
  }
}
