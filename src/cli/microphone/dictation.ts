import { Chunker } from '../../audio/chunker.ts'
import { SAMPLES_PER_MS } from '../../audio/pcm.ts'
import type { EngineError } from '../../base/errors.ts'
import {
  PLAIN_TUNING,
  type SpeechEngine,
  type SpeechEvent,
  type SpeechStream,
  type Tuning,
} from '../../speech/engine.ts'
import { english } from '../../wording/english/english.ts'
import type { MicrophoneScreen } from './screen.ts'

const AWAY = 'The speech service is away; what you say is kept for it.'

/** What one person says, told to an engine as it comes, and shown as it is understood. */
export class Dictation {
  /** Resolves when the engine has ended it: with what was in the way, or with null when it was asked to. */
  readonly ended: Promise<EngineError | null>
  turns = 0
  words = 0
  readonly #screen: MicrophoneScreen
  readonly #stream: SpeechStream
  readonly #chunker: Chunker
  #end: (error: EngineError | null) => void = () => {}
  #began = false
  #refused = false

  constructor(engine: SpeechEngine, screen: MicrophoneScreen, tuning: Partial<Tuning>) {
    this.#screen = screen
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    this.#stream = engine.open({
      label: 'microphone',
      emit: (event) => this.#heard(event),
      tuning: { ...PLAIN_TUNING, ...tuning },
    })
    this.#chunker = new Chunker((chunk) => this.#stream.send(chunk))
  }

  /** How much sound was told, in ms. */
  get soundMs(): number {
    return this.#chunker.position / SAMPLES_PER_MS
  }

  /** What the service bills for, in ms. A connection that it refused was open for a moment, and costs nothing. */
  get billedMs(): number {
    return this.#refused ? 0 : this.#stream.usage().billedMs
  }

  /** The next sound, 16 kHz mono. */
  tell(samples: Int16Array): void {
    this.#chunker.write(samples)
  }

  /** No more comes: resolves when the last words are there, at the latest after `deadlineMs`. */
  async finish(deadlineMs: number): Promise<void> {
    this.#chunker.flush()
    await this.#stream.finish(deadlineMs)
    this.#screen.clear()
  }

  #heard(event: SpeechEvent): void {
    switch (event.kind) {
      case 'open':
        this.#screen.draw(event.turn.text)
        break
      case 'final':
        this.turns += 1
        this.words += event.turn.text.split(/\s+/).filter((word) => word !== '').length
        this.#screen.keep(event.turn.startMs, event.turn.text)
        break
      case 'withdrawn':
        this.#screen.clear()
        break
      case 'gap':
        this.#screen.keep(event.fromMs, `[not heard: ${english.measures.length(event.toMs - event.fromMs)}]`)
        break
      case 'health':
        if (event.state === 'live') this.#began = true
        if (event.state === 'waiting') this.#screen.draw(AWAY)
        break
      case 'ended':
        this.#refused = event.error !== null && !this.#began
        this.#end(event.error)
    }
  }
}
