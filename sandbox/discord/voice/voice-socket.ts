import type { RawData, WebSocket } from 'ws'
import {
  type ClientMessage,
  type Identify,
  parseClientMessage,
  type Resume,
  type SelectProtocol,
} from './client-message.ts'
import { VOICE_CLOSE } from './close-codes.ts'
import type { VoiceClient } from './voice-client.ts'

const KEY_PACKAGE = 26
const COMMIT_WELCOME = 28

/** What a client's requests lead to; a number is the close code of a refusal. */
export interface VoiceDesk {
  readonly heartbeatIntervalMs: number
  identify(socket: WebSocket, identify: Identify): VoiceClient | number | 'no answer'
  resume(socket: WebSocket, resume: Resume): VoiceClient | number
  selectProtocol(client: VoiceClient, selection: SelectProtocol): number | undefined
  acceptKeyPackage(client: VoiceClient, keyPackage: Buffer): void
  acceptCommit(client: VoiceClient, commitWelcome: Buffer): void
  acceptReady(client: VoiceClient, transitionId: number): void
  acceptInvalid(client: VoiceClient): void
  /** The client closed its socket with this code, or it broke (1006). */
  lost(client: VoiceClient, code: number): void
}

type Speaker =
  | { readonly kind: 'stranger' }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'known'; readonly client: VoiceClient }

/** The conversation on one socket of the voice gateway, version 8. */
export class VoiceSocket {
  readonly #socket: WebSocket
  readonly #desk: VoiceDesk
  #speaker: Speaker = { kind: 'stranger' }

  constructor(socket: WebSocket, desk: VoiceDesk) {
    this.#socket = socket
    this.#desk = desk
    socket.on('message', (data, isBinary) => this.#hear(data, isBinary))
    socket.on('close', (code) => this.#closed(code))
    // A socket that breaks says so by 'close' as well.
    socket.on('error', () => socket.terminate())
    socket.send(JSON.stringify({ op: 8, d: { v: 8, heartbeat_interval: desk.heartbeatIntervalMs } }))
  }

  #hear(data: RawData, isBinary: boolean): void {
    // `ws` hands over Buffers, unless told otherwise.
    if (!Buffer.isBuffer(data)) throw new TypeError('a message that is no Buffer')
    if (this.#isStale()) return
    if (isBinary) this.#hearBinary(data)
    else this.#hearText(data.toString())
  }

  #hearText(text: string): void {
    const message = parseClientMessage(text)
    if (!message) this.#socket.close(VOICE_CLOSE.failedToDecode)
    else if (this.#speaker.kind === 'known') this.#serve(this.#speaker.client, message)
    else if (this.#speaker.kind === 'stranger') this.#introduce(message)
  }

  #introduce(message: ClientMessage): void {
    switch (message.op) {
      case 0:
        this.#admit(this.#desk.identify(this.#socket, message.d))
        break
      case 3:
        this.#answerHeartbeat(message.d.t)
        break
      case 7:
        this.#admit(this.#desk.resume(this.#socket, message.d))
        break
      default:
        this.#socket.close(VOICE_CLOSE.notAuthenticated)
        break
    }
  }

  #admit(answer: VoiceClient | number | 'no answer'): void {
    if (answer === 'no answer') this.#speaker = { kind: 'ignored' }
    else if (typeof answer === 'number') this.#socket.close(answer)
    else this.#speaker = { kind: 'known', client: answer }
  }

  #serve(client: VoiceClient, message: ClientMessage): void {
    switch (message.op) {
      case 0:
      case 7:
        this.#socket.close(VOICE_CLOSE.alreadyAuthenticated)
        break
      case 1: {
        const refusal = this.#desk.selectProtocol(client, message.d)
        if (refusal !== undefined) this.#socket.close(refusal)
        break
      }
      case 3:
        client.acknowledge(message.d.seq_ack)
        this.#answerHeartbeat(message.d.t)
        break
      case 5:
        break
      case 23:
        this.#desk.acceptReady(client, message.d.transition_id)
        break
      case 31:
        this.#desk.acceptInvalid(client)
        break
    }
  }

  #hearBinary(bytes: Buffer): void {
    if (this.#speaker.kind !== 'known') {
      this.#socket.close(VOICE_CLOSE.notAuthenticated)
      return
    }
    const { client } = this.#speaker
    const payload = bytes.subarray(1)
    try {
      if (bytes[0] === KEY_PACKAGE) this.#desk.acceptKeyPackage(client, payload)
      else if (bytes[0] === COMMIT_WELCOME) this.#desk.acceptCommit(client, payload)
      else this.#socket.close(VOICE_CLOSE.failedToDecode)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.#socket.close(VOICE_CLOSE.failedToDecode)
    }
  }

  /** The session has ended, or goes on over another socket. */
  #isStale(): boolean {
    return this.#speaker.kind === 'known' && !this.#speaker.client.isOn(this.#socket)
  }

  #answerHeartbeat(t: number): void {
    this.#socket.send(JSON.stringify({ op: 6, d: { t } }))
  }

  #closed(code: number): void {
    if (this.#speaker.kind === 'known' && !this.#isStale()) this.#desk.lost(this.#speaker.client, code)
  }
}
