import type { PcmChunk } from '../../src/audio/pcm.ts'
import { EngineError } from '../../src/base/errors.ts'
import type { SpeechEngine, SpeechEvent, SpeechStream, StreamOptions } from '../../src/speech/engine.ts'

/** A stream that says what a test tells it to say. */
export class ScriptedStream implements SpeechStream {
  readonly options: StreamOptions
  readonly chunks: PcmChunk[] = []
  endings = 0
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

  usage(): { billedMs: number; connections: number } {
    return { billedMs: 1_000, connections: 1 }
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

/** An engine whose streams are in the test's hands. */
export class ScriptedEngine implements SpeechEngine {
  readonly name = 'scripted'
  readonly description = 'a script'
  readonly tailMs = 1_000
  readonly graceMs = 3_000
  readonly streams: ScriptedStream[] = []
  /** What `check` rejects with; null: it works. */
  refusal: EngineError | null = null
  closed = false

  async check(): Promise<void> {
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

  /** Says that `check` and streams are refused from now on. */
  refuse(sentence: string): void {
    this.refusal = new EngineError(sentence, { retryable: false })
  }
}
