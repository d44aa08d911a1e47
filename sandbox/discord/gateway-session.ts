import type { WebSocket } from 'ws'
import type { Dispatch } from './dispatches.ts'
import { INTENTS } from './intents.ts'

/** Events kept for a client that resumes. */
const REPLAY_BOUND = 2000

export interface SessionSeed {
  readonly id: string
  readonly intents: number
  readonly shard: readonly [id: number, count: number]
}

interface SentEvent {
  readonly seq: number
  readonly text: string
}

/** One identified client of the main gateway: its events are numbered, sent and kept for a resume. */
export class GatewaySession {
  readonly id: string
  readonly intents: number
  readonly shard: readonly [id: number, count: number]
  #seq = 0
  #socket: WebSocket | null
  #sent: SentEvent[] = []

  constructor(seed: SessionSeed, socket: WebSocket) {
    this.id = seed.id
    this.intents = seed.intents
    this.shard = seed.shard
    this.#socket = socket
  }

  get isConnected(): boolean {
    return this.#socket !== null
  }

  get socket(): WebSocket | null {
    return this.#socket
  }

  /** "Sharding": a guild belongs to shard `(guild_id >> 22) % num_shards`; what has no guild to shard 0. */
  serves(guildId: string | null): boolean {
    const [id, count] = this.shard
    return guildId === null ? id === 0 : Number((BigInt(guildId) >> 22n) % BigInt(count)) === id
  }

  /** Sends the event if the client asked for its kind; without a connection it waits for the resume. */
  dispatch(dispatch: Dispatch): void {
    if (!this.serves(dispatch.guildId)) return
    if (dispatch.intents !== 0 && (dispatch.intents & this.intents) === 0) return
    const isFull = (this.intents & INTENTS.messageContent) !== 0
    this.send(dispatch.name, isFull ? dispatch.data : (dispatch.reduced ?? dispatch.data))
  }

  send(name: string, data: unknown): void {
    this.#seq += 1
    const text = JSON.stringify({ op: 0, t: name, s: this.#seq, d: data })
    this.#sent.push({ seq: this.#seq, text })
    if (this.#sent.length > REPLAY_BOUND) this.#sent = this.#sent.slice(-REPLAY_BOUND / 2)
    this.#socket?.send(text)
  }

  /** Takes a new connection and repeats what was sent after `seq`; false when that cannot be done without a hole. */
  resume(socket: WebSocket, seq: number): boolean {
    const oldest = this.#sent[0]?.seq ?? this.#seq + 1
    if (seq > this.#seq || seq < oldest - 1) return false
    this.#socket = socket
    for (const event of this.#sent) {
      if (event.seq > seq) socket.send(event.text)
    }
    this.send('RESUMED', {})
    return true
  }

  /** Forgets the connection if it is still this one. */
  disconnected(socket: WebSocket): boolean {
    if (this.#socket !== socket) return false
    this.#socket = null
    return true
  }
}
