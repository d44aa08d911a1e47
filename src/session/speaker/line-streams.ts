import type {
  SpeechEngine,
  SpeechEvent,
  SpeechStream,
  StreamOptions,
  StreamUsage,
} from '../../speech/engine.ts'

/** A stream by its place in the order in which a speaker's streams were opened, from 1 on. */
export type StreamNumber = number

export interface NewStream {
  readonly engine: SpeechEngine
  readonly request: Pick<StreamOptions, 'label' | 'session' | 'tuning'>
  /** Told what the stream says, until all that there were are aborted. */
  readonly told: (event: SpeechEvent, stream: StreamNumber) => void
}

/**
 * Every stream that one speaker's line has opened: numbers them, knows which still finish, refuses what aborted ones
 * say, and keeps them for the bill.
 */
export class LineStreams {
  readonly #streams: { readonly engine: SpeechEngine; readonly stream: SpeechStream }[] = []
  readonly #finishing = new Set<Promise<void>>()
  /** Those that have not ended. */
  readonly #live = new Map<StreamNumber, SpeechStream>()
  /** Streams up to this one were aborted: whatever they still say is refused. */
  #refusedTo: StreamNumber = 0

  /** 0 before the first. */
  get newest(): StreamNumber {
    return this.#streams.length
  }

  get isFinishing(): boolean {
    return this.#finishing.size > 0
  }

  open({ engine, request, told }: NewStream): SpeechStream {
    const number = this.newest + 1
    const stream = engine.open({
      ...request,
      label: `${request.label}/${number}`,
      emit: (event) => {
        if (event.kind === 'ended') this.#live.delete(number)
        if (number > this.#refusedTo) told(event, number)
      },
    })
    this.#streams.push({ engine, stream })
    this.#live.set(number, stream)
    return stream
  }

  /** Lets a stream tell what it still has to tell, at the latest after `deadlineMs`. */
  finish(stream: SpeechStream, deadlineMs: number): void {
    const finishing = stream.finish(deadlineMs).then(() => {
      this.#finishing.delete(finishing)
    })
    this.#finishing.add(finishing)
  }

  /** Resolves when those that finish now have; others may have begun to meanwhile. */
  finished(): Promise<unknown> {
    return Promise.all(this.#finishing)
  }

  /** Every stream ends now, and nothing that any of them still says is told. */
  abort(): void {
    const streams = [...this.#live.values()]
    this.#live.clear()
    this.#refusedTo = this.newest
    for (const stream of streams) stream.abort()
  }

  /** What all streams have used so far, by engine. */
  usage(): ReadonlyMap<SpeechEngine, StreamUsage> {
    const sums = new Map<SpeechEngine, StreamUsage>()
    for (const { engine, stream } of this.#streams) {
      const sum = sums.get(engine)
      const { billedMs, connections, billing } = stream.usage()
      sums.set(engine, {
        billedMs: billedMs + (sum?.billedMs ?? 0),
        connections: connections + (sum?.connections ?? 0),
        billing: billing || (sum?.billing ?? false),
      })
    }
    return sums
  }
}
