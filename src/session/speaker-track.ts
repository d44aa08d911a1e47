import { type DecodeTimes, Intake, type IntakeCounters } from '../audio/intake.ts'
import type { PcmChunk } from '../audio/pcm.ts'
import { CHUNK_MS } from '../audio/pcm.ts'
import type { EngineError } from '../base/errors.ts'
import type { MonotonicMs, SessionMs } from '../base/ids.ts'
import type { GapCause, SpeechEngine, SpeechEvent, SpeechStream, SpokenTurn } from '../speech/engine.ts'
import type { FinalTurn, Gap, OpenTurn, Speaker } from '../transcript/turn.ts'
import { Endpointing } from './endpointing.ts'
import type { PacketInlet } from './ports.ts'
import { RecognitionWatch } from './recognition-watch.ts'
import type { TrackHealth } from './speaker-state.ts'

/** How long a speaker whose stream broke waits before another is opened. */
const REST_MS = 15_000
/** A shorter loss is concealed, or a missing syllable: not worth a line. */
const LOST_MS = 1_000
/** A first partial comes about this long after the first sound: until then speech may be a turn. */
const FIRST_WORD_MS = 2_000

const CAUSES: Record<GapCause, string> = {
  'engine-unavailable': 'speech recognition could not be reached',
  'engine-overloaded': 'speech recognition fell behind',
  'buffer-overflow': 'speech recognition was away for too long',
}

export interface TrackListener {
  open(turn: OpenTurn): void
  withdrawn(id: string): void
  final(turn: FinalTurn): void
  gap(gap: Gap): void
  /** The stream ended before it was asked to. */
  failed(error: EngineError): void
  /** Speech recognition of this speaker went away, or came back. */
  recognition(speaker: Speaker, news: 'away' | 'back'): void
}

export interface TrackOptions {
  readonly speaker: Speaker
  readonly engine: SpeechEngine
  readonly keyTerms: readonly string[]
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
  /** Connections to a speech service, ever. */
  readonly connections: number
}

type Recognition =
  | { readonly kind: 'none' }
  | { readonly kind: 'open'; readonly stream: SpeechStream }
  /** The last stream broke: nothing is recognised until then, and what is said becomes a gap. */
  | {
      readonly kind: 'resting'
      readonly untilMs: SessionMs
      lostFromMs: SessionMs | null
      lostToMs: SessionMs
    }
  /** The session is over: whatever still arrives is not for us. */
  | { readonly kind: 'closed' }

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
  readonly #openTurns = new Map<string, OpenTurn>()
  readonly #watch = new RecognitionWatch()
  #recognition: Recognition = { kind: 'none' }
  /** Every stream so far, for the bill; a new one only after a leave or a failure. */
  readonly #streams: SpeechStream[] = []
  #nowMs: SessionMs = 0

  constructor(options: TrackOptions) {
    this.#options = options
    this.speaker = options.speaker
    this.#endpointing = new Endpointing({ longTurnMs: options.longTurnMs, graceMs: options.engine.graceMs })
    this.#intake = new Intake({
      startedMs: options.startedMs,
      tailMs: options.engine.tailMs,
      emit: (chunk) => this.#hear(chunk),
      now: options.now,
      lost: (fromMs, toMs) => {
        if (toMs - fromMs >= LOST_MS) this.#tellGap(fromMs, toMs, 'the sound did not come over the network')
      },
    })
    this.accept = (packet) => this.#intake.accept(packet)
  }

  /** Where the earliest speech began that may still become a turn; null when all was told. */
  unfinishedSinceMs(nowMs: SessionMs): SessionMs | null {
    let earliest: SessionMs | null = null
    for (const turn of this.#openTurns.values()) {
      if (earliest === null || turn.startMs < earliest) earliest = turn.startMs
    }
    const heardMs = this.#endpointing.unfinishedSinceMs
    if (earliest === null && heardMs !== null && nowMs - heardMs < FIRST_WORD_MS) return heardMs
    return earliest
  }

  get usage(): TrackUsage {
    const usage = this.#streams.map((stream) => stream.usage())
    return {
      spokenMs: this.#intake.spokenMs,
      billedMs: usage.reduce((sum, { billedMs }) => sum + billedMs, 0),
      connections: usage.reduce((sum, { connections }) => sum + connections, 0),
    }
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

  /** Whether a stream of recognition is open. */
  get recognising(): boolean {
    return this.#recognition.kind === 'open'
  }

  tick(now: MonotonicMs): void {
    this.#nowMs = now - this.#options.startedMs
    this.#intake.tick(now)
    if (this.#recognition.kind !== 'open') return
    if (this.#endpointing.decide(this.#nowMs, this.#intake.phase)) this.#recognition.stream.endTurn()
  }

  /**
   * The speaker left: their last turn is told, at the latest after `deadlineMs`. Heard again, they start anew on
   * another stream, which need not wait for this one.
   */
  left(deadlineMs: number): Promise<void> {
    return this.#finish({ kind: 'none' }, deadlineMs)
  }

  /** The session is over: tells the last turn, at the latest after `deadlineMs`; what still arrives is ignored. */
  close(deadlineMs: number): Promise<void> {
    return this.#finish({ kind: 'closed' }, deadlineMs)
  }

  async #finish(next: Recognition, deadlineMs: number): Promise<void> {
    this.#intake.end()
    const recognition = this.#recognition
    this.#recognition = next
    this.#watch.reset()
    if (recognition.kind === 'resting') this.#tellLost(recognition)
    if (recognition.kind === 'open') await recognition.stream.finish(deadlineMs)
  }

  #hear(chunk: PcmChunk): void {
    this.#endpointing.heard(chunk)
    this.#watch.heard(chunk)
    const recognition = this.#recognition
    switch (recognition.kind) {
      case 'open':
        recognition.stream.send(chunk)
        break
      case 'none':
        this.#openStream().send(chunk)
        break
      case 'resting':
        if (chunk.atMs >= recognition.untilMs) {
          this.#tellLost(recognition)
          this.#openStream().send(chunk)
        } else {
          recognition.lostFromMs ??= chunk.atMs
          recognition.lostToMs = chunk.atMs + CHUNK_MS
        }
        break
      case 'closed':
        break
    }
  }

  #openStream(): SpeechStream {
    const number = this.#streams.length + 1
    const stream = this.#options.engine.open({
      label: `${this.speaker.id}/${number}`,
      keyTerms: this.#options.keyTerms,
      emit: (event) => this.#told(event, number),
    })
    this.#streams.push(stream)
    this.#recognition = { kind: 'open', stream }
    return stream
  }

  #told(event: SpeechEvent, stream: number): void {
    const { listener } = this.#options
    switch (event.kind) {
      case 'open': {
        const turn = this.#attribute(event.turn, stream)
        this.#openTurns.set(turn.id, turn)
        this.#watch.recognised(turn.endMs, this.#nowMs)
        listener.open(turn)
        break
      }
      case 'withdrawn': {
        const id = this.#turnId(event.key, stream)
        this.#openTurns.delete(id)
        listener.withdrawn(id)
        break
      }
      case 'final': {
        const turn = this.#attribute(event.turn, stream)
        this.#openTurns.delete(turn.id)
        this.#endpointing.finished(turn.endMs)
        this.#watch.recognised(turn.endMs, this.#nowMs)
        listener.final({ ...turn, words: event.turn.words })
        break
      }
      case 'gap':
        this.#watch.givenUp(event.toMs)
        this.#tellGap(event.fromMs, event.toMs, CAUSES[event.cause])
        break
      case 'ended':
        this.#ended(event.error, stream)
        break
      case 'health':
        // What an earlier stream, which still finishes, says of itself is not how this speaker is heard now.
        if (stream >= this.#streams.length)
          this.#tellNews(this.#watch.state(event.state, this.#waitingSinceMs))
        break
    }
  }

  get #waitingSinceMs(): SessionMs {
    return this.#endpointing.unfinishedSinceMs ?? this.#nowMs
  }

  #tellNews(news: 'away' | 'back' | null): void {
    if (news !== null) this.#options.listener.recognition(this.speaker, news)
  }

  #ended(error: EngineError | null, stream: number): void {
    for (const id of this.#openTurns.keys()) {
      if (!id.startsWith(this.#turnId('', stream))) continue
      this.#openTurns.delete(id)
      this.#options.listener.withdrawn(id)
    }
    if (error === null || this.#recognition.kind !== 'open' || stream !== this.#streams.length) return
    this.#recognition = { kind: 'resting', untilMs: this.#nowMs + REST_MS, lostFromMs: null, lostToMs: 0 }
    this.#tellNews(this.#watch.away(this.#waitingSinceMs))
    this.#options.listener.failed(error)
  }

  #tellLost(resting: { lostFromMs: SessionMs | null; lostToMs: SessionMs }): void {
    if (resting.lostFromMs !== null) {
      this.#watch.givenUp(resting.lostToMs)
      this.#tellGap(resting.lostFromMs, resting.lostToMs, CAUSES['engine-unavailable'])
    }
    resting.lostFromMs = null
  }

  #tellGap(startMs: SessionMs, endMs: SessionMs, cause: string): void {
    this.#options.listener.gap({ speaker: this.speaker, startMs, endMs, cause })
  }

  #attribute(turn: SpokenTurn, stream: number): OpenTurn {
    return {
      id: this.#turnId(turn.key, stream),
      speaker: this.speaker,
      startMs: turn.startMs,
      endMs: turn.endMs,
      text: turn.text,
    }
  }

  #turnId(key: number | '', stream: number): string {
    return `${this.speaker.id}/${stream}/${key}`
  }
}
