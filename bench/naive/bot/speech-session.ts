import * as v from 'valibot'
import { WebSocket } from 'ws'

export interface SpeechSettings {
  readonly url: string
  readonly apiKey: string
}

export interface SpeechListener {
  final(text: string): void
  closed(): void
}

/** As the service's own example asks for it. */
const PARAMETERS = 'speech_model=universal-streaming-english&sample_rate=16000&format_turns=true'
/** The service takes no less than 50 ms at a time. */
const CHUNK_BYTES = 1_600
const CLOSE_MS = 5_000

const message = v.object({
  type: v.string(),
  transcript: v.optional(v.string()),
  end_of_turn: v.optional(v.boolean()),
  turn_is_formatted: v.optional(v.boolean()),
})

/** One WebSocket to the service, open from a speaker's first word to the end. */
export class SpeechSession {
  readonly #socket: WebSocket
  readonly #closed: Promise<void>
  /** What was said before the socket was open. */
  #early: (Buffer | string)[] | null = []
  #rest: Buffer = Buffer.alloc(0)

  constructor({ url, apiKey }: SpeechSettings, listener: SpeechListener) {
    this.#socket = new WebSocket(`${url}/v3/ws?${PARAMETERS}`, { headers: { authorization: apiKey } })
    this.#socket.on('open', () => {
      for (const early of this.#early ?? []) this.#socket.send(early)
      this.#early = null
    })
    this.#socket.on('message', (data) => {
      const { type, transcript, end_of_turn, turn_is_formatted } = v.parse(message, JSON.parse(String(data)))
      if (type === 'Turn' && end_of_turn && turn_is_formatted && transcript) listener.final(transcript)
    })
    this.#socket.on('error', (error) => console.error(error.message))
    this.#closed = new Promise((resolve) => {
      this.#socket.on('close', () => {
        listener.closed()
        resolve()
      })
    })
  }

  send(pcm: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, pcm])
    while (this.#rest.length >= CHUNK_BYTES) {
      this.#send(this.#rest.subarray(0, CHUNK_BYTES))
      this.#rest = this.#rest.subarray(CHUNK_BYTES)
    }
  }

  /** The speaker pauses. Discord sends nothing then, and without sound the service does not see a turn end. */
  endTurn(): void {
    this.#send(JSON.stringify({ type: 'ForceEndpoint' }))
  }

  async close(): Promise<void> {
    this.#send(JSON.stringify({ type: 'Terminate' }))
    const timer = setTimeout(() => this.#socket.terminate(), CLOSE_MS)
    await this.#closed
    clearTimeout(timer)
  }

  #send(data: Buffer | string): void {
    if (this.#early !== null) this.#early.push(data)
    else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data)
  }
}
