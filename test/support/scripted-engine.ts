import type { PcmChunk } from '../../src/audio/pcm.ts'
import { EngineError } from '../../src/base/errors.ts'
import type { TurnPreset } from '../../src/config/turn-presets.ts'
import type {
  Billing,
  SpeechEngine,
  SpeechEvent,
  SpeechStream,
  StreamHealth,
  StreamOptions,
  StreamUsage,
  Tuning,
} from '../../src/speech/engine.ts'

import { type Saying, verbatim } from '../../src/wording/words.ts'

/** A stream that says what a test tells it to say. */
export class ScriptedStream implements SpeechStream {
  readonly options: StreamOptions
  readonly chunks: PcmChunk[] = []
  endings = 0
  rests = 0
  readonly tunings: Tuning[] = []
  /** `surrender` gives back what was sent of the time after this. */
  coveredMs = 0
  state: 'open' | 'finished' | 'aborted' = 'open'
  /** Said when the stream is finished, before it ends. */
  lastWords: SpeechEvent[] = []

  constructor(options: StreamOptions) {
    this.options = options
  }

  send(chunk: PcmChunk): void {
    this.chunks.push(chunk)
  }

  endTurn(): void {
    this.endings += 1
  }

  async finish(): Promise<void> {
    if (this.state !== 'open') return
    this.state = 'finished'
    for (const event of this.lastWords) this.options.emit(event)
    this.options.emit({ kind: 'ended', error: null })
  }

  abort(): void {
    this.state = 'aborted'
    this.options.emit({ kind: 'ended', error: null })
  }

  rest(): void {
    this.rests += 1
  }

  tune(tuning: Tuning): void {
    this.tunings.push(tuning)
  }

  surrender(): readonly PcmChunk[] {
    this.abort()
    return this.chunks.filter(({ atMs }) => atMs >= this.coveredMs)
  }

  usage(): StreamUsage {
    return { billedMs: 1_000, connections: 1, billing: false }
  }

  health(state: StreamHealth): void {
    this.options.emit({ kind: 'health', state })
  }

  /** Breaks down, for the time being or for good. */
  fail(sentence: string, retryable = false): void {
    this.options.emit({ kind: 'ended', error: new EngineError(verbatim(sentence), { retryable }) })
  }

  /** Says a final turn of these words, 200 ms each. */
  say(text: string, startMs: number, key = startMs): void {
    this.options.emit(finalEvent(text, startMs, key))
  }
}

export function finalEvent(text: string, startMs: number, key = startMs): SpeechEvent {
  const words = text.split(' ').map((word, i) => ({
    text: word,
    startMs: startMs + i * 200,
    endMs: startMs + (i + 1) * 200,
    confidence: null,
  }))
  return { kind: 'final', turn: { key, text, words, startMs, endMs: startMs + words.length * 200 } }
}

export interface ScriptedEngineOptions {
  readonly name?: string
  readonly description?: string
  readonly place?: SpeechEngine['place']
  readonly billing?: Billing
}

/** An engine whose streams are in the test's hands. */
export class ScriptedEngine implements SpeechEngine {
  readonly name: string
  readonly description: Saying
  readonly place: SpeechEngine['place']
  readonly billing: Billing
  restAfterMs: number | null = null
  readonly keyTermsCostExtra = false
  trouble: Saying | null = null
  checkedMs = 0
  readonly graceMs = 3_000
  readonly streams: ScriptedStream[] = []
  /** What `check` rejects with; null: it works. */
  refusal: EngineError | null = null
  /** How often `check` was called. */
  checks = 0
  closed = false

  constructor(options: ScriptedEngineOptions = {}) {
    this.name = options.name ?? 'scripted'
    this.description = verbatim(options.description ?? 'a script')
    this.place = options.place ?? 'here'
    this.billing = options.billing ?? { by: 'nothing', pricePerHour: 0 }
  }

  tailMs(_preset: TurnPreset | null): number {
    return 1_000
  }

  async check(): Promise<void> {
    this.checks += 1
    if (this.refusal) throw this.refusal
  }

  open(options: StreamOptions): ScriptedStream {
    const stream = new ScriptedStream(options)
    this.streams.push(stream)
    return stream
  }

  async close(): Promise<void> {
    this.closed = true
  }

  /** Says that `check` is refused from now on. */
  refuse(sentence: string, retryable = false): void {
    this.refusal = new EngineError(verbatim(sentence), { retryable })
  }
}
