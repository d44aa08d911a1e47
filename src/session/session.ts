import type { Cancel, Clock } from '../base/clock.ts'
import type { EngineError } from '../base/errors.ts'
import type { ChannelId, MonotonicMs, SessionId, SessionMs, SpeakerId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { SpeechEngine } from '../speech/engine.ts'
import { Ordering } from '../transcript/ordering.ts'
import type { FinalTurn, Speaker } from '../transcript/turn.ts'
import type {
  CaptionSink,
  PacketInlet,
  RoomHearing,
  RoomRef,
  SessionSummary,
  VoiceListener,
  VoiceRoom,
} from './ports.ts'
import { RecentEvents } from './recent-events.ts'
import { meterSession, type SessionMeters } from './session-meters.ts'
import { SpeakerRoll } from './speaker-roll.ts'
import { SpeakerTrack, type TrackListener } from './speaker-track.ts'
import type { SessionStatus, StatusBoard } from './status.ts'
import { duration } from './summary.ts'

/** The one beat that drives all that depends on time. */
const TICK_MS = 50
/** Of the time for draining, what the last turns may take; the rest is for posting them. */
const FINALS_SHARE = 0.6
/** A shorter outage, such as a change of the voice server, is not worth a line in the channel. */
const OUTAGE_MS = 2_000
/** How long a turn waits for an earlier one of somebody else. */
const HOLD_MS = 1_500
/** How often the status is looked at, in ticks: every second. */
const STATUS_TICKS = 20

const RECOGNITION = {
  away: 'speech recognition is away; what is said waits for it',
  back: 'speech recognition is back',
} as const

export interface SessionOptions {
  readonly id: SessionId
  readonly ref: RoomRef
  readonly channel: ChannelId
  readonly engine: SpeechEngine
  readonly sink: CaptionSink
  readonly clock: Clock
  readonly log: Log
  readonly keyTerms: readonly string[]
  readonly longTurnMs: number
  /** How long the last turns are waited for. */
  readonly drainMs: number
  /** The session cannot go on; told once, with the reason in plain words. Whoever gets it stops the session. */
  readonly onDead: (reason: string) => void
}

/** One listening period in one room. */
export class Session implements VoiceListener {
  readonly id: SessionId
  readonly ref: RoomRef
  readonly channel: ChannelId
  readonly sink: CaptionSink
  readonly #options: SessionOptions
  readonly #startedMs: MonotonicMs
  readonly #startedAt: number
  readonly #tracks = new Map<SpeakerId, SpeakerTrack>()
  readonly #roll = new SpeakerRoll()
  readonly #events = new RecentEvents()
  readonly #ordering = new Ordering(HOLD_MS)
  readonly #stopTicking: Cancel
  /** The finishing of those who left in mid-session. */
  readonly #leaving = new Set<Promise<void>>()
  readonly #told = { turns: 0, words: 0, gaps: 0, speakers: new Set<SpeakerId>() }
  #state: 'listening' | 'dead' | 'stopped' = 'listening'
  #room: VoiceRoom | null = null
  #board: StatusBoard | null = null
  #ticks = 0
  #stoppedMs: SessionMs | null = null

  constructor(options: SessionOptions) {
    this.#options = options
    this.id = options.id
    this.ref = options.ref
    this.channel = options.channel
    this.sink = options.sink
    this.#startedMs = options.clock.now()
    this.#startedAt = options.clock.wall()
    this.#stopTicking = options.clock.every(TICK_MS, () => this.#tick())
  }

  meet(speaker: Speaker): PacketInlet | null {
    if (speaker.bot || this.#state === 'stopped') return null
    const known = this.#tracks.get(speaker.id)
    if (known) return known.accept
    const track = new SpeakerTrack({
      speaker,
      engine: this.#options.engine,
      keyTerms: this.#options.keyTerms,
      longTurnMs: this.#options.longTurnMs,
      startedMs: this.#startedMs,
      now: () => this.#options.clock.now(),
      listener: this.#trackListener,
    })
    this.#tracks.set(speaker.id, track)
    this.#note(speaker, 'heard for the first time')
    this.#options.log.info('speaker met', { speaker: speaker.id, tracks: this.#tracks.size })
    return track.accept
  }

  left(speaker: SpeakerId): void {
    this.#roll.left(speaker, this.#nowMs())
    const leaving = this.#tracks.get(speaker)?.left(this.#options.drainMs)
    if (!leaving) return
    this.#leaving.add(leaving)
    leaving.finally(() => this.#leaving.delete(leaving))
  }

  lost(reason: string): void {
    this.#die(reason)
  }

  event(text: string): void {
    this.#note(null, text)
  }

  unheard(speaker: SpeakerId | null, fromMs: MonotonicMs, toMs: MonotonicMs, cause: string): void {
    const track = speaker === null ? undefined : this.#tracks.get(speaker)
    const startMs = Math.max(0, fromMs - this.#startedMs)
    if (track)
      this.#trackListener.gap({ speaker: track.speaker, startMs, endMs: toMs - this.#startedMs, cause })
    else if (speaker === null && toMs - fromMs >= OUTAGE_MS)
      this.sink.notice(`For ${duration(toMs - fromMs)} I heard nobody: ${cause}.`)
  }

  /** The room was joined. From now on its hearing is part of the status, which the board, if there is one, shows. */
  entered(room: VoiceRoom, board: StatusBoard | null): void {
    this.#room = room
    this.#board = board
    board?.show(this.status())
  }

  /** Lets the board show how the session ended; resolves when it has. */
  async closeBoard(): Promise<void> {
    await this.#board?.close(this.status())
  }

  /** What the room knows of its ear; null before it was joined. */
  get hearing(): RoomHearing | null {
    return this.#room?.hearing() ?? null
  }

  /** Speech streams that are open. */
  get openStreams(): number {
    return [...this.#tracks.values()].filter(({ recognising }) => recognising).length
  }

  meters(): SessionMeters {
    return meterSession({
      ear: this.hearing?.counters ?? null,
      tracks: [...this.#tracks.values()],
      told: this.#told,
    })
  }

  status(): SessionStatus {
    const hearing = this.hearing
    const nowMs = this.#nowMs()
    return {
      ...this.#stage(hearing),
      startedAt: this.#startedAt,
      room: this.ref,
      channel: this.channel,
      engine: this.#options.engine.name,
      speakers: this.#roll.statuses([...this.#tracks.values()], {
        hearing,
        startedMs: this.#startedMs,
        nowMs,
      }),
      unnamed: hearing?.unnamed ?? 0,
      events: this.#events.list,
      listenedMs: this.#stoppedMs ?? nowMs,
    }
  }

  /** Ends the input, hands the last turns to the sink and leaves the room. */
  async stop(): Promise<SessionSummary> {
    this.#state = 'stopped'
    const { clock, log, drainMs } = this.#options
    const listenedMs = clock.now() - this.#startedMs
    this.#stoppedMs = listenedMs
    await Promise.all([
      ...this.#leaving,
      ...[...this.#tracks.values()].map((track) => track.close(drainMs * FINALS_SHARE)),
    ])
    this.#stopTicking()
    for (const turn of this.#ordering.release(Number.POSITIVE_INFINITY, null)) this.#tell(turn)
    await this.#room?.leave()
    const summary = this.#summary(listenedMs)
    log.info('session stopped', { ...summary })
    return summary
  }

  /** Gives up a session that never began to listen. */
  discard(): void {
    this.#state = 'stopped'
    this.#stopTicking()
  }

  readonly #trackListener: TrackListener = {
    open: (turn) => this.sink.open(turn),
    withdrawn: (id) => this.sink.withdrawn(id),
    final: (turn) => this.#ordering.hold(turn, this.#nowMs()),
    gap: (gap) => {
      this.#options.log.warn('gap', {
        speaker: gap.speaker.id,
        fromMs: gap.startMs,
        toMs: gap.endMs,
        cause: gap.cause,
      })
      this.#told.gaps += 1
      this.#note(
        gap.speaker,
        `not heard for ${duration(Math.max(1_000, gap.endMs - gap.startMs))}: ${gap.cause}`,
      )
      this.sink.gap(gap)
    },
    failed: (error) => this.#failed(error),
    recognition: (speaker, news) => this.#note(speaker, RECOGNITION[news]),
  }

  #tick(): void {
    const now = this.#options.clock.now()
    for (const track of this.#tracks.values()) track.tick(now)
    this.#release()
    this.#ticks += 1
    if (this.#ticks % STATUS_TICKS === 0) this.#board?.show(this.status())
  }

  #stage(hearing: RoomHearing | null): Pick<SessionStatus, 'state' | 'sinceMs'> {
    if (this.#stoppedMs !== null) return { state: 'stopped', sinceMs: this.#stoppedMs }
    if (hearing?.state === 'rejoining')
      return { state: 'rejoining', sinceMs: hearing.sinceMs - this.#startedMs }
    return { state: 'listening', sinceMs: hearing ? Math.max(0, hearing.sinceMs - this.#startedMs) : 0 }
  }

  #note(speaker: Speaker | null, text: string): void {
    this.#events.add({ atMs: this.#nowMs(), speaker, text })
  }

  #release(): void {
    const nowMs = this.#nowMs()
    let unfinishedSinceMs: SessionMs | null = null
    for (const track of this.#tracks.values()) {
      const sinceMs = track.unfinishedSinceMs(nowMs)
      if (sinceMs !== null && (unfinishedSinceMs === null || sinceMs < unfinishedSinceMs))
        unfinishedSinceMs = sinceMs
    }
    for (const turn of this.#ordering.release(nowMs, unfinishedSinceMs)) this.#tell(turn)
  }

  #tell(turn: FinalTurn): void {
    this.#told.turns += 1
    this.#told.words += turn.words.length
    this.#told.speakers.add(turn.speaker.id)
    this.sink.final(turn)
  }

  #failed(error: EngineError): void {
    this.#options.log.error('speech stream failed', error, { engine: this.#options.engine.name })
    // What a person must mend will not mend itself for the next speaker either.
    if (!error.retryable) this.#die(error.message)
  }

  #die(reason: string): void {
    if (this.#state !== 'listening') return
    this.#state = 'dead'
    this.#options.onDead(reason)
  }

  #summary(listenedMs: number): SessionSummary {
    const usage = [...this.#tracks.values()].map((track) => track.usage)
    return {
      listenedMs: Math.round(listenedMs),
      turns: this.#told.turns,
      speakers: this.#told.speakers.size,
      words: this.#told.words,
      billedMs: Math.round(usage.reduce((sum, { billedMs }) => sum + billedMs, 0)),
      spokenMs: Math.round(usage.reduce((sum, { spokenMs }) => sum + spokenMs, 0)),
    }
  }

  #nowMs(): SessionMs {
    return this.#options.clock.now() - this.#startedMs
  }
}
