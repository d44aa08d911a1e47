import type { PcmChunk } from '../../audio/pcm.ts'
import { type Cancel, type Clock, within } from '../../base/clock.ts'
import type { EngineError } from '../../base/errors.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { SpeechEvent, SpeechStream, StreamUsage } from '../engine.ts'
import { Dialogue } from './dialogue.ts'
import type { Answer, DialogueInput, DialogueOptions } from './dialogue-input.ts'
import { type SocketAddress, SpeechSocket } from './socket.ts'

/** Of the time to finish, what closing the last socket may take. */
const FREEING_MS = 50

/** What all streams of an engine share: whether the service has refused us for good. */
export interface Admission {
  readonly refusal: EngineError | null
  /** The service let a session begin. */
  admitted(): void
  refused(error: EngineError): void
}

export interface StreamParts {
  readonly address: SocketAddress
  readonly dialogue: DialogueOptions
  readonly admission: Admission
  readonly emit: (event: SpeechEvent) => void
  /** The stream has ended and its last socket is gone. */
  readonly freed: () => void
  readonly clock: Clock
  readonly log: Log
}

/** Carries out a dialogue's answers on sockets and a clock. */
export class AssemblyAiStream implements SpeechStream {
  readonly #parts: StreamParts
  readonly #dialogue: Dialogue
  readonly #freed: Promise<void>
  readonly #answers: Answer[] = []
  /** When each open socket was opened; null before its upgrade. */
  readonly #sockets = new Map<SpeechSocket, MonotonicMs | null>()
  #socket: SpeechSocket | null = null
  #resolveFreed: () => void = () => {}
  #answering = false
  #ended = false
  #cancelWake: Cancel = () => {}
  #billedMs = 0
  #connections = 0

  constructor(parts: StreamParts) {
    this.#parts = parts
    this.#dialogue = new Dialogue(parts.dialogue)
    this.#freed = new Promise((resolve) => {
      this.#resolveFreed = resolve
    })
  }

  send(chunk: PcmChunk): void {
    this.#handle({ kind: 'audio', chunk })
  }

  endTurn(): void {
    this.#handle({ kind: 'end-turn' })
  }

  finish(deadlineMs: number): Promise<void> {
    const { clock } = this.#parts
    this.#handle({ kind: 'finish', byMs: clock.now() + Math.max(0, deadlineMs - FREEING_MS) })
    return within(clock, deadlineMs, this.#freed, () => {})
  }

  abort(): void {
    // What was decided but not said yet is in flight too.
    if (!this.#ended) this.#answers.splice(0, this.#answers.length, ...this.#answers.filter(isNotSaid))
    this.#handle({ kind: 'abort' })
  }

  usage(): StreamUsage {
    const now = this.#parts.clock.now()
    let billedMs = this.#billedMs
    for (const openedAt of this.#sockets.values()) if (openedAt !== null) billedMs += now - openedAt
    return { billedMs, connections: this.#connections }
  }

  #handle(input: DialogueInput): void {
    const { clock } = this.#parts
    this.#answers.push(...this.#dialogue.handle(input, clock.now()))
    this.#cancelWake()
    const { wakeAt } = this.#dialogue
    this.#cancelWake =
      wakeAt === null
        ? () => {}
        : clock.after(Math.max(0, wakeAt - clock.now()), () => this.#handle({ kind: 'tick' }))
    this.#answer()
  }

  /** Answers in order, also when carrying one out calls back into the stream: the outer call goes on with both. */
  #answer(): void {
    if (this.#answering) return
    this.#answering = true
    try {
      for (let answer = this.#answers.shift(); answer !== undefined; answer = this.#answers.shift())
        this.#carryOut(answer)
    } finally {
      this.#answering = false
    }
    this.#freeWhenOver()
  }

  #carryOut(answer: Answer): void {
    switch (answer.kind) {
      case 'connect':
        this.#connect(answer.epoch)
        break
      case 'send':
        this.#socket?.send(answer.data)
        break
      case 'close':
        this.#socket?.close(answer.graceMs)
        this.#socket = null
        break
      case 'refused':
        this.#parts.admission.refused(answer.error)
        break
      case 'note':
        this.#parts.log.info(`assemblyai ${answer.event}`, answer.fields)
        break
      case 'emit':
        if (answer.event.kind === 'ended') this.#ended = true
        this.#parts.emit(answer.event)
    }
  }

  #connect(epoch: number): void {
    const { address, admission, clock } = this.#parts
    if (admission.refusal !== null) {
      this.#handle({ kind: 'lost', epoch, loss: { kind: 'barred', error: admission.refusal } })
      return
    }
    const socket: SpeechSocket = new SpeechSocket(address, clock, {
      opened: () => {
        this.#connections += 1
        this.#sockets.set(socket, clock.now())
        this.#handle({ kind: 'opened', epoch })
      },
      message: (message) => {
        if (message.kind === 'begin') admission.admitted()
        this.#handle({ kind: 'message', epoch, message })
      },
      pong: () => this.#handle({ kind: 'pong', epoch }),
      lost: (loss) => {
        if (this.#socket === socket) this.#socket = null
        this.#handle({ kind: 'lost', epoch, loss })
      },
      closed: () => {
        const openedAt = this.#sockets.get(socket) ?? null
        if (openedAt !== null) this.#billedMs += clock.now() - openedAt
        this.#sockets.delete(socket)
        this.#freeWhenOver()
      },
    })
    this.#sockets.set(socket, null)
    this.#socket = socket
  }

  #freeWhenOver(): void {
    if (!this.#ended || this.#sockets.size > 0) return
    this.#cancelWake()
    this.#resolveFreed()
    this.#parts.freed()
  }
}

const isNotSaid = (answer: Answer): boolean => answer.kind !== 'emit'
