import type { Clock } from '../base/clock.ts'
import type { MonotonicMs, SessionMs, SpeakerId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { EngineChain } from '../speech/chain.ts'
import type { Gap, Speaker } from '../transcript/turn.ts'
import { Attendance } from './attendance.ts'
import type { PacketInlet, RoomHearing, VoiceListener } from './ports.ts'
import { RecentEvents } from './recent-events.ts'
import { gapLine, type Line, turnLine } from './record/line.ts'
import { Lines } from './record/lines.ts'
import type { RecordWriter } from './record/record-writer.ts'
import { SpeakerRoll } from './speaker/speaker-roll.ts'
import type { TrackListener } from './speaker/speaker-track.ts'
import { Tracks } from './speaker/tracks.ts'
import type { SpeakerStatus } from './status.ts'
import { duration } from './summary.ts'
import { Tally } from './tally.ts'
import type { Target } from './target.ts'
import { Retuning, type TuningOptions } from './tuning.ts'

/** A shorter outage, such as a change of the voice server, is not worth a line in the channel. */
const OUTAGE_MS = 2_000

const RECOGNITION = {
  away: 'speech recognition is away; what is said waits for it',
  back: 'speech recognition is back',
} as const

export interface ListeningOptions {
  /** Session time zero on the monotonic clock. */
  readonly startedMs: MonotonicMs
  /** Which process of those that have taken up the session this is, from 1 on. */
  readonly run: number
  /** Who was in the room when the run before this one last looked. */
  readonly here: readonly Speaker[]
  readonly chain: EngineChain
  readonly writer: RecordWriter
  readonly target: Target
  readonly clock: Clock
  readonly log: Log
  readonly tuning: TuningOptions
  readonly longTurnMs: number
  /** How long the last turn of somebody who left is waited for. */
  readonly drainMs: number
  /** The room is lost. */
  readonly lost: (reason: string) => void
}

/** What comes of a room: from people and their packets to lines of the transcript. */
export class Listening implements VoiceListener {
  readonly tracks: Tracks
  readonly tally = new Tally()
  readonly #options: ListeningOptions
  readonly #lines: Lines
  readonly #attendance: Attendance
  readonly #retuning: Retuning
  readonly #roll = new SpeakerRoll()
  readonly #events = new RecentEvents()
  #over = false

  constructor(options: ListeningOptions) {
    const { startedMs, run, here, chain, writer, target, clock, tuning, longTurnMs } = options
    this.#options = options
    this.#attendance = new Attendance(here)
    this.#retuning = new Retuning(tuning)
    this.#lines = new Lines(writer, (line, id) => target.line(line, id))
    this.tracks = new Tracks({
      chain,
      tuning: this.#retuning.tuning([], chain.current),
      longTurnMs,
      startedMs,
      run,
      clock,
      listener: this.#trackListener,
    })
  }

  meet(speaker: Speaker): PacketInlet | null {
    if (speaker.bot || this.#over) return null
    const known = this.tracks.of(speaker.id)
    if (known) return known.accept
    this.joined(speaker)
    const track = this.tracks.make(speaker)
    this.#retuning.soon(this.#nowMs)
    this.note(speaker, 'heard for the first time')
    this.#options.log.info('speaker met', { speaker: speaker.id, tracks: this.tracks.all.length })
    return track.accept
  }

  joined(speaker: Speaker): void {
    if (!this.#attendance.came(speaker)) return
    this.#options.writer.presence({ speaker, kind: 'joined', atMs: this.#nowMs })
  }

  left(id: SpeakerId): void {
    const nowMs = this.#nowMs
    const speaker = this.#attendance.went(id)
    if (speaker) this.#options.writer.presence({ speaker, kind: 'left', atMs: nowMs })
    this.#roll.left(id, nowMs)
    this.tracks.left(id, this.#options.drainMs)
    this.#retuning.soon(nowMs)
  }

  /** Those who were here when the run before this one looked, and are not among these, have left in the meantime. */
  compare(people: readonly Speaker[]): void {
    const here = new Set(people.map(({ id }) => id))
    for (const { id } of this.#attendance.here) if (!here.has(id)) this.left(id)
  }

  lost(reason: string): void {
    this.#options.lost(reason)
  }

  event(text: string): void {
    this.note(null, text)
  }

  unheard(speaker: SpeakerId | null, fromMs: MonotonicMs, toMs: MonotonicMs, cause: string): void {
    const { startedMs } = this.#options
    const track = speaker === null ? undefined : this.tracks.of(speaker)
    const startMs = Math.max(0, fromMs - startedMs)
    if (track) this.#gap({ speaker: track.speaker, startMs, endMs: toMs - startedMs, cause })
    else if (speaker === null && toMs - fromMs >= OUTAGE_MS)
      this.#gap({ speaker: null, startMs, endMs: toMs - startedMs, cause })
  }

  /** To be called at every beat of the session. */
  tick(): void {
    const { clock, writer, chain } = this.#options
    const nowMs = this.#nowMs
    this.tracks.tick(clock.now())
    writer.tick(clock.now())
    this.#lines.release(nowMs, this.tracks.unfinishedSinceMs(nowMs))
    if (this.#retuning.isDue(nowMs)) this.tracks.tune(this.#retuning.tuning(this.#heardHere, chain.current))
  }

  /** New sound goes to another engine. */
  retune(): void {
    this.#retuning.soon(this.#nowMs)
  }

  /** Something that a reader of the status should know. */
  note(speaker: Speaker | null, text: string): void {
    this.#events.add({ atMs: this.#nowMs, speaker, text })
  }

  get events() {
    return this.#events.list
  }

  speakers(hearing: RoomHearing | null): SpeakerStatus[] {
    const { startedMs } = this.#options
    return this.#roll.statuses(this.tracks.all, { hearing, startedMs, nowMs: this.#nowMs })
  }

  /** Nobody is heard any more: resolves when the last turns are in the journal and with the target. */
  async end(deadlineMs: number): Promise<void> {
    this.#over = true
    await this.tracks.close(deadlineMs)
    await this.#lines.end()
  }

  readonly #trackListener: TrackListener = {
    open: (turn) => {
      this.#options.writer.openTurn(turn)
      this.#options.target.openTurn(turn)
    },
    withdrawn: (id) => {
      this.#options.writer.withdrawn(id)
      this.#options.target.withdrawn(id)
    },
    final: (turn) => this.#add(turnLine(turn)),
    gap: (gap) => this.#gap(gap),
    failed: (error, engine) =>
      this.#options.log.error('speech stream failed', error, { engine: engine.name }),
    recognition: (speaker, news) => this.note(speaker, RECOGNITION[news]),
  }

  #gap(gap: Gap): void {
    const { speaker, startMs, endMs, cause } = gap
    this.#options.log.warn('gap', { speaker: speaker?.id, fromMs: startMs, toMs: endMs, cause })
    const unheard = `${speaker === null ? 'nobody was' : 'not'} heard for`
    this.note(speaker, `${unheard} ${duration(Math.max(1_000, endMs - startMs))}: ${cause}`)
    this.#add(gapLine(gap))
  }

  #add(line: Line): void {
    this.tally.add(line)
    this.#lines.add(line, this.#nowMs)
  }

  get #heardHere(): readonly Speaker[] {
    const here = new Set(this.#attendance.here.map(({ id }) => id))
    return this.tracks.all.map(({ speaker }) => speaker).filter(({ id }) => here.has(id))
  }

  get #nowMs(): SessionMs {
    return this.#options.clock.now() - this.#options.startedMs
  }
}
