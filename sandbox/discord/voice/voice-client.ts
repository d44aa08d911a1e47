import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { VoiceAdmission } from '../../ports.ts'
import type { DaveMember, DaveMessage } from './dave-message.ts'
import { uint16 } from './mls-wire.ts'
import type { Transport } from './transport.ts'

/** How many messages a client can miss and still resume. */
const JOURNAL_LIMIT = 1_000
const FLUSH_WAIT_MS = 1_000

type Line =
  | { readonly kind: 'attached'; readonly socket: WebSocket }
  /** The socket broke; the client may resume until the timer is out. */
  | { readonly kind: 'detached'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'closed' }

/** The way packets take to a client, known when it has selected a protocol. */
export interface MediaPath {
  readonly transport: Transport
  readonly address: string
  readonly port: number
}

/**
 * One voice session of a real client: its socket, which may break and be resumed, and its media path. What carries a
 * sequence number is kept until the client has acknowledged it.
 */
export class VoiceClient implements DaveMember {
  readonly admission: VoiceAdmission
  readonly token: string
  readonly ssrc: number
  media: MediaPath | undefined
  #line: Line = { kind: 'closed' }
  #journal: { readonly seq: number; readonly data: string | Buffer }[] = []
  #seq = 0
  /** By the mark in the ping. */
  readonly #flushes = new Map<string, () => void>()

  constructor(session: {
    readonly admission: VoiceAdmission
    readonly token: string
    readonly ssrc: number
    readonly socket: WebSocket
  }) {
    this.admission = session.admission
    this.token = session.token
    this.ssrc = session.ssrc
    this.#attach(session.socket)
  }

  get userId(): string {
    return this.admission.userId
  }

  /** Whether this socket is the one in use: an older one has no say any more. */
  isOn(socket: WebSocket): boolean {
    return this.#line.kind === 'attached' && this.#line.socket === socket
  }

  /** A message that is not kept: it has no meaning after a resume. */
  tell(op: number, d: unknown): void {
    this.#send(JSON.stringify({ op, d }))
  }

  /** A message with a sequence number, sent again after a resume. */
  notify(op: number, d: unknown): void {
    this.#keep((seq) => JSON.stringify({ op, d, seq }))
  }

  deliver(message: DaveMessage): void {
    switch (message.op) {
      case 21:
        this.notify(21, {
          transition_id: message.transitionId,
          protocol_version: message.protocolVersion,
        })
        break
      case 22:
        this.notify(22, { transition_id: message.transitionId })
        break
      case 24:
        this.notify(24, { epoch: message.epoch, protocol_version: message.protocolVersion })
        break
      case 25:
      case 27:
        this.#notifyBinary(message.op, message.payload)
        break
      case 29:
        this.#notifyBinary(29, uint16(message.transitionId), message.commit)
        break
      case 30:
        this.#notifyBinary(30, uint16(message.transitionId), message.welcome)
        break
    }
  }

  /** Opcode 3's `seq_ack`: what came before need not be kept. */
  acknowledge(seq: number): void {
    this.#journal = this.#journal.filter((entry) => entry.seq > seq)
  }

  /** Opcode 7: opcode 9 on the new socket, then what was missed. */
  resume(socket: WebSocket, seqAck: number): void {
    if (this.#line.kind === 'detached') clearTimeout(this.#line.timer)
    if (this.#line.kind === 'attached') this.#line.socket.terminate()
    this.#attach(socket)
    this.tell(9, null)
    this.acknowledge(seqAck)
    for (const { data } of this.#journal) this.#send(data)
  }

  /** The socket broke: keeps the session for a while. */
  detach(forMs: number, onGone: () => void): void {
    if (this.#line.kind !== 'attached') return
    this.#releaseFlushes()
    this.#line = { kind: 'detached', timer: setTimeout(onGone, forMs) }
  }

  /** Breaks the socket as a failing network or server would; the session stays as it is. */
  cut(code: number): void {
    if (this.#line.kind === 'attached') this.#line.socket.close(code)
  }

  /** Ends the session. */
  close(code: number): void {
    const line = this.#line
    this.#line = { kind: 'closed' }
    this.#releaseFlushes()
    if (line.kind === 'detached') clearTimeout(line.timer)
    if (line.kind === 'attached') line.socket.close(code)
  }

  /** Resolves when the client has read all that was sent so far (it answers a ping in order), or soon anyway. */
  async flushed(): Promise<void> {
    if (this.#line.kind !== 'attached') return
    const { socket } = this.#line
    if (socket.readyState !== socket.OPEN) return
    const mark = randomUUID()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#flushes.set(mark, resolve)
    const timer = setTimeout(resolve, FLUSH_WAIT_MS)
    socket.ping(mark)
    await promise
    clearTimeout(timer)
    this.#flushes.delete(mark)
  }

  #attach(socket: WebSocket): void {
    this.#line = { kind: 'attached', socket }
    socket.on('pong', (mark) => this.#flushes.get(mark.toString())?.())
  }

  #releaseFlushes(): void {
    for (const resolve of this.#flushes.values()) resolve()
  }

  #notifyBinary(op: number, ...parts: Buffer[]): void {
    this.#keep((seq) => Buffer.concat([uint16(seq % 2 ** 16), Buffer.from([op]), ...parts]))
  }

  #keep(message: (seq: number) => string | Buffer): void {
    this.#seq += 1
    const data = message(this.#seq)
    this.#journal.push({ seq: this.#seq, data })
    if (this.#journal.length > JOURNAL_LIMIT) this.#journal.shift()
    this.#send(data)
  }

  #send(data: string | Buffer): void {
    if (this.#line.kind !== 'attached') return
    const { socket } = this.#line
    if (socket.readyState === socket.OPEN) socket.send(data)
  }
}
