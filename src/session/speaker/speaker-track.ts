import { type DecodeTimes, Intake, type IntakeCounters } from '../../audio/intake.ts'
import type { PcmChunk } from '../../audio/pcm.ts'
import type { EngineError } from '../../base/errors.ts'
import type { Histogram } from '../../base/histogram.ts'
import type { MonotonicMs, SessionMs } from '../../base/ids.ts'
import type { EngineChain } from '../../speech/chain.ts'
import type { SpeechEngine, StreamUsage, Tuning } from '../../speech/engine.ts'
import { engineTag } from '../../speech/engine-label.ts'
import type { Gap, Speaker } from '../../transcript/turn.ts'
import type { PacketInlet } from '../ports.ts'
import { Endpointing } from './endpointing.ts'
import { Gate } from './gate.ts'
import { MissingSound } from './missing-sound.ts'
import { RecognitionWatch } from './recognition-watch.ts'
import { SpeakerGaps } from './speaker-gaps.ts'
import type { TrackHealth } from './speaker-state.ts'
import { SpeakerTurns, type TurnListener } from './speaker-turns.ts'
import { type LineEvent, SpeechLine } from './speech-line.ts'
import { noLoss, type TrackLoss } from './track-loss.ts'
import { WireTimes } from './wire-times.ts'

/** A first partial comes about this long after the first sound: until then speech may be a turn. */
const FIRST_WORD_MS = 2_000

export interface TrackListener extends TurnListener {
  gap(gap: Gap): void
  /** The stream ended before it was asked to. The chain knows, and tells if no engine is left. */
  failed(error: EngineError, engine: SpeechEngine): void
  /** Speech recognition of this speaker went away, or came back. */
  recognition(speaker: Speaker, news: 'away' | 'back'): void
}

export interface TrackOptions {
  readonly speaker: Speaker
  /** Chosen; it outlives the track. */
  readonly chain: EngineChain
  readonly tuning: Tuning
  /** How often a process has taken the session up, 1 from the start: no two runs have a turn's id in common. */
  readonly run: number
  readonly longTurnMs: number
  /** The session's zero on the monotonic clock. */
  readonly startedMs: MonotonicMs
  /** The clock, for timing the decoder now and then. */
  readonly now?: () => MonotonicMs
  readonly listener: TrackListener
}

export interface TrackUsage {
  readonly spokenMs: number
  readonly billedMs: number
  /** Connections to speech services, ever. */
  readonly connections: number
  readonly byEngine: ReadonlyMap<SpeechEngine, StreamUsage>
}

/**
 * One person's line from packet to turn. Who it is was settled when the track was made: a turn takes its name
 * from here and from nowhere else.
 */
export class SpeakerTrack {
  readonly speaker: Speaker
  /** Where this speaker's packets go. */
  readonly accept: PacketInlet
  readonly #options: TrackOptions
  readonly #intake: Intake
  readonly #endpointing: Endpointing
  readonly #turns: SpeakerTurns
  readonly #line: SpeechLine
  readonly #watch = new RecognitionWatch()
  readonly #gate = new Gate()
  readonly #missing = new MissingSound()
  readonly #gaps: SpeakerGaps
  readonly #wireTimes: WireTimes | null
  readonly #lostMs = noLoss()
  #tuning: Tuning
  /** The engine that the tail of silence is made for; null: it is to be made anew. */
  #suited: SpeechEngine | null = null
  #nowMs: SessionMs = 0

  constructor(options: TrackOptions) {
    const { speaker, chain, tuning, run, longTurnMs, startedMs, now, listener } = options
    this.#options = options
    this.#tuning = tuning
    this.speaker = speaker
    this.#wireTimes = now === undefined ? null : new WireTimes(now)
    this.#turns = new SpeakerTurns({ speaker, run, listener })
    this.#gaps = new SpeakerGaps((loss) => listener.gap({ speaker, ...loss }))
    this.#line = new SpeechLine({
      chain,
      label: speaker.id,
      tuning,
      listener: {
        told: (event, stream, engine) => this.#told(event, stream, engine),
        lost: ({ fromMs, toMs, cause }) => {
          this.#lostMs[cause] += toMs - fromMs
          this.#watch.givenUp(toMs)
          this.#endpointing.lost(fromMs, toMs)
          this.#gaps.add({ startMs: fromMs, endMs: toMs, cause }, this.#nowMs)
        },
        ended: (stream) => this.#turns.ended(stream),
        broke: (error, engine) => this.#broke(error, engine),
      },
    })
    this.#endpointing = new Endpointing({ longTurnMs, graceMs: chain.current.graceMs })
    this.#intake = new Intake({
      startedMs,
      tailMs: chain.current.tailMs(tuning.preset),
      emit: (chunk) => this.#hear(chunk),
      now,
      lost: (fromMs, toMs) => {
        const missing = this.#missing.add(fromMs, toMs)
        if (missing === null) return
        this.#lostMs.network += missing.lostMs
        this.#gaps.add({ startMs: missing.fromMs, endMs: missing.toMs, cause: 'not-arrived' }, this.#nowMs)
      },
    })
    this.accept = (packet) => this.#intake.accept(packet)
  }

  /** Where the earliest speech began that may still become a turn; null when all was told. For the order of turns. */
  unfinishedSinceMs(nowMs: SessionMs): SessionMs | null {
    const openMs = this.#turns.openSinceMs
    const heardMs = this.#endpointing.unfinishedSinceMs
    if (openMs === null && heardMs !== null && nowMs - heardMs < FIRST_WORD_MS) return heardMs
    return openMs
  }

  /** Where the earliest sound of speech began that no final covers; null: there is none. What a crash would lose. */
  get uncoveredSinceMs(): SessionMs | null {
    const { unfinishedSinceMs } = this.#endpointing
    const since = [this.#turns.openSinceMs, unfinishedSinceMs, this.#gaps.sinceMs].filter((ms) => ms !== null)
    return since.length === 0 ? null : Math.min(...since)
  }

  get usage(): TrackUsage {
    const byEngine = this.#line.usage()
    const uses = [...byEngine.values()]
    const billedMs = uses.reduce((sum, use) => sum + use.billedMs, 0)
    const connections = uses.reduce((sum, use) => sum + use.connections, 0)
    return { spokenMs: this.#intake.spokenMs, billedMs, connections, byEngine }
  }

  get health(): TrackHealth {
    return this.#watch.health
  }

  get counters(): Readonly<IntakeCounters> {
    return this.#intake.counters
  }

  get decodeTimes(): Readonly<DecodeTimes> {
    return this.#intake.decodeTimes
  }

  /** From packets to the speech stream; null where there is no clock to time it by. */
  get wireTimes(): Histogram | null {
    return this.#wireTimes?.histogram ?? null
  }

  /** What of their speech was lost, in ms of session time, by cause. */
  get lostMs(): Readonly<Record<TrackLoss, number>> {
    return this.#lostMs
  }

  /** Whether a stream of recognition is open. */
  get recognising(): boolean {
    return this.#line.isOpen
  }

  /** Takes over other words to expect, or another preset, from now on. */
  tune(tuning: Tuning): void {
    this.#tuning = tuning
    this.#suited = null
    this.#line.tune(tuning)
  }

  tick(now: MonotonicMs): void {
    this.#nowMs = now - this.#options.startedMs
    this.#suit(this.#line.engine)
    this.#intake.tick(now)
    const settled = this.#intake.phase.kind === 'quiet' && this.#endpointing.unfinishedSinceMs === null
    this.#reportOutage()
    this.#line.tick(this.#nowMs, settled)
    this.#gaps.tick(this.#nowMs)
    if (!this.#line.isOpen) {
      if (this.#line.isIdle) this.#nothingWaits()
      return
    }
    if (!this.#watch.isThere) this.#endpointing.suspend()
    else if (this.#endpointing.decide(this.#nowMs, this.#intake.phase)) this.#line.endTurn()
    if (this.#gate.decide(this.#nowMs, this.#line.engine, settled)) this.#line.rest()
  }

  /**
   * The speaker left: their last turn is told, at the latest after `deadlineMs`. Heard again, they start anew on
   * another stream, which need not wait for this one.
   */
  left(deadlineMs: number): Promise<void> {
    return this.#finish('none', deadlineMs)
  }

  /** The session is over: tells the last turn, at the latest after `deadlineMs`; what still arrives is ignored. */
  close(deadlineMs: number): Promise<void> {
    return this.#finish('closed', deadlineMs)
  }

  /**
   * They are not to be heard, or what they say is not to be kept: all that is not told yet is dropped, from packets
   * to turns that are still finishing, and no gap tells of it. Packets that come later begin anew on another stream.
   */
  abort(): void {
    this.#intake.drop()
    this.#endpointing.settle()
    this.#line.abort()
    this.#turns.drop()
    this.#gaps.drop()
    this.#missing.drop()
    this.#tellNews(this.#watch.reset())
  }

  async #finish(next: 'none' | 'closed', deadlineMs: number): Promise<void> {
    this.#intake.end()
    this.#watch.reset()
    await this.#line.finish(next, deadlineMs)
    this.#gaps.flush()
  }

  /** Engines differ in how much silence they need to find a turn's end. */
  #suit(engine: SpeechEngine): void {
    if (engine === this.#suited) return
    this.#suited = engine
    this.#intake.tailMs = engine.tailMs(this.#tuning.preset)
    this.#endpointing.graceMs = engine.graceMs
  }

  #hear(chunk: PcmChunk): void {
    this.#endpointing.heard(chunk)
    this.#watch.heard(chunk)
    this.#gate.heard(chunk)
    this.#line.send(chunk)
    // What waits for a stream that is being opened, or is away, is not under way.
    if (this.#watch.isThere && this.#line.isOpen) this.#wireTimes?.sent(this.#intake.playingMs)
  }

  #told(event: LineEvent, stream: number, engine: SpeechEngine): void {
    switch (event.kind) {
      case 'open':
        this.#watch.recognised(event.turn.endMs, this.#nowMs)
        this.#turns.open(event.turn, { stream, engine: engineTag(engine) })
        break
      case 'withdrawn':
        this.#turns.withdrawn(event.key, stream)
        break
      case 'final':
        this.#watch.recognised(event.turn.endMs, this.#nowMs)
        this.#endpointing.finished(event.turn.endMs)
        this.#line.covered(event.turn.endMs)
        // Words lie between what was lost before them and after them.
        this.#gaps.flush()
        this.#turns.final(event.turn, { stream, engine: engineTag(engine) })
        break
      case 'health':
        // What an earlier stream, which still finishes, says of itself is not how this speaker is heard now.
        if (stream < this.#line.newest) break
        if (event.state === 'live') this.#gate.opened(this.#nowMs)
        this.#tellNews(this.#watch.state(event.state, this.#waitingSinceMs))
        break
    }
  }

  #reportOutage(): void {
    const { chain, startedMs } = this.#options
    if (this.#watch.tick(this.#nowMs, this.#line.newest)) chain.well(this.#line.engine)
    const { outageSinceMs } = this.#watch
    if (outageSinceMs !== null && this.#line.isOpen) chain.away(this.#line.engine, startedMs + outageSinceMs)
  }

  #broke(error: EngineError, engine: SpeechEngine): void {
    // With another engine at hand nobody need wait, and the next stream says how it is.
    if (this.#line.isResting) this.#tellNews(this.#watch.away(this.#waitingSinceMs))
    this.#options.listener.failed(error, engine)
  }

  #nothingWaits(): void {
    this.#endpointing.settle()
    this.#tellNews(this.#watch.reset())
  }

  get #waitingSinceMs(): SessionMs {
    return this.#endpointing.unfinishedSinceMs ?? this.#nowMs
  }

  #tellNews(news: 'away' | 'back' | null): void {
    if (news !== null) this.#options.listener.recognition(this.speaker, news)
  }
}
