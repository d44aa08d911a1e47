import type { EngineError } from '../base/errors.ts'
import type { SessionMs, SpeakerId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { SpeechEngine } from '../speech/engine.ts'
import { causeWords, type FinalTurn, type Gap, type OpenTurn, type Speaker } from '../transcript/turn.ts'
import type { Saying } from '../wording/words.ts'
import { RecentEvents, type SessionEvent } from './recent-events.ts'
import { gapLine, type Line, turnLine } from './record/line.ts'
import { Lines, type OrderCounts } from './record/lines.ts'
import type { RecordWriter } from './record/record-writer.ts'
import type { TrackListener } from './speaker/speaker-track.ts'
import { Tally } from './tally.ts'
import type { Target } from './target.ts'

const RECOGNITION: Readonly<Record<'away' | 'back', Saying>> = {
  away: ({ session }) => session.events.recognitionAway,
  back: ({ session }) => session.events.recognitionBack,
}

export interface ChronicleOptions {
  readonly writer: RecordWriter
  readonly target: Target
  readonly nowMs: () => SessionMs
  /** Where the earliest speech began that may still become a line; null: all was told. */
  readonly unfinishedSinceMs: () => SessionMs | null
  readonly log: Log
}

/**
 * All that is told of a session: its turns and gaps, to the journal and the readers; what else happens, to those who
 * read its status; and how much it was.
 */
export class Chronicle implements TrackListener {
  readonly tally = new Tally()
  readonly #options: ChronicleOptions
  readonly #lines: Lines
  readonly #events = new RecentEvents()

  constructor(options: ChronicleOptions) {
    const { writer, target } = options
    this.#options = options
    this.#lines = new Lines({ ...options, record: writer, tell: (line, id) => target.line(line, id) })
  }

  open(turn: OpenTurn): void {
    this.#options.writer.openTurn(turn)
    this.#options.target.openTurn(turn)
  }

  withdrawn(id: string): void {
    this.#options.writer.withdrawn(id)
    this.#options.target.withdrawn(id)
  }

  final(turn: FinalTurn): void {
    this.#add(turnLine(turn))
  }

  gap(gap: Gap): void {
    const { speaker, startMs, endMs, cause } = gap
    this.#options.log.warn('gap', { speaker: speaker?.id, fromMs: startMs, toMs: endMs, cause })
    this.note(speaker, (words) => {
      const { nobodyHeard, notHeard } = words.session.events
      const length = words.measures.duration(Math.max(1_000, endMs - startMs))
      return (speaker === null ? nobodyHeard : notHeard)(length, causeWords(cause)(words))
    })
    this.#add(gapLine(gap))
  }

  failed(error: EngineError, engine: SpeechEngine): void {
    this.#options.log.error('speech stream failed', error, { engine: engine.name })
  }

  recognition(speaker: Speaker, news: 'away' | 'back'): void {
    this.note(speaker, RECOGNITION[news])
  }

  /** Something that a reader of the status should know; `speaker` null: it is about all of the session. */
  note(speaker: Speaker | null, what: Saying): void {
    this.#events.add({ atMs: this.#options.nowMs(), speaker, what })
  }

  /** To be called at every beat: tells the lines whose turn has come in the order of speech. */
  tick(): void {
    this.#lines.release()
  }

  /** Of what this person said, nothing is told that was not told by now. */
  drop(speaker: SpeakerId): void {
    for (const line of this.#lines.drop(speaker)) this.tally.drop(line)
    this.#options.target.drop(speaker)
    this.#options.writer.drop(speaker)
  }

  /** Nobody speaks any more: resolves when all lines are in the journal and with the target. */
  end(): Promise<void> {
    return this.#lines.end()
  }

  /** How lines came through the order of speech. */
  get order(): OrderCounts {
    return this.#lines.counts
  }

  /** The last ones, oldest first. */
  get events(): readonly SessionEvent[] {
    return this.#events.list
  }

  #add(line: Line): void {
    this.tally.add(line)
    this.#lines.add(line)
  }
}
