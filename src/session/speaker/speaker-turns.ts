import type { SessionMs } from '../../base/ids.ts'
import type { SpokenTurn } from '../../speech/engine.ts'
import type { FinalTurn, OpenTurn, Speaker } from '../../transcript/turn.ts'

export interface TurnListener {
  open(turn: OpenTurn): void
  withdrawn(id: string): void
  final(turn: FinalTurn): void
}

/** Whose words a turn's are: which of the speaker's streams told it, and the tag of its engine. */
export interface TurnSource {
  readonly stream: number
  readonly engine: string
}

export interface SpeakerTurnsOptions {
  readonly speaker: Speaker
  /** How often a process has taken the session up: turns of several must not have the same id. */
  readonly run: number
  readonly listener: TurnListener
}

/** Puts one speaker's name on the turns of their streams, and knows which of them are open. */
export class SpeakerTurns {
  readonly #options: SpeakerTurnsOptions
  readonly #open = new Map<string, OpenTurn>()

  constructor(options: SpeakerTurnsOptions) {
    this.#options = options
  }

  /** Where the earliest open turn began; null: none is open. */
  get openSinceMs(): SessionMs | null {
    let earliest: SessionMs | null = null
    for (const { startMs } of this.#open.values())
      if (earliest === null || startMs < earliest) earliest = startMs
    return earliest
  }

  open(spoken: SpokenTurn, source: TurnSource): void {
    const turn = this.#attribute(spoken, source)
    this.#open.set(turn.id, turn)
    this.#options.listener.open(turn)
  }

  final(spoken: SpokenTurn, source: TurnSource): void {
    const turn = this.#attribute(spoken, source)
    this.#open.delete(turn.id)
    this.#options.listener.final(spoken.cut ? { ...turn, cut: true } : turn)
  }

  withdrawn(key: number, stream: number): void {
    this.#withdraw(this.#id(key, stream))
  }

  /** A stream has ended: what it left open comes to nothing. */
  ended(stream: number): void {
    const prefix = this.#id('', stream)
    for (const id of [...this.#open.keys()]) if (id.startsWith(prefix)) this.#withdraw(id)
  }

  /** Nothing that is open is to be told. */
  drop(): void {
    for (const id of [...this.#open.keys()]) this.#withdraw(id)
  }

  #withdraw(id: string): void {
    this.#open.delete(id)
    this.#options.listener.withdrawn(id)
  }

  #attribute({ key, startMs, endMs, text, words }: SpokenTurn, { stream, engine }: TurnSource): OpenTurn {
    const { speaker } = this.#options
    return { id: this.#id(key, stream), speaker, startMs, endMs, text, words, engine }
  }

  #id(key: number | '', stream: number): string {
    return `${this.#options.speaker.id}/${this.#options.run}.${stream}/${key}`
  }
}
