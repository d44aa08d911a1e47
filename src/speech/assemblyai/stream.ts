import type { PcmChunk } from '../../audio/pcm.ts'
import { type Cancel, type Clock, within } from '../../base/clock.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import type { SpeechEvent, SpeechStream, StreamUsage, Tuning } from '../engine.ts'
import type { Admission } from './admission.ts'
import { configurationOf } from './dialogue/configuration.ts'
import { Dialogue } from './dialogue/dialogue.ts'
import type { Answer, DialogueInput } from './dialogue/dialogue-input.ts'
import { Meter } from './meter.ts'
import type { OpeningTicket } from './openings.ts'
import { type AssemblyAiSettings, formatsInASecondCopy } from './settings.ts'
import type { Connect, Line } from './socket.ts'
import { streamingUrl } from './url.ts'

/** Of the time to finish, what closing the last socket may take. */
const FREEING_MS = 50

export interface StreamParts {
  readonly settings: AssemblyAiSettings
  readonly tuning: Tuning
  readonly admission: Admission
  /** The service refused a session for there being too many. */
  readonly crowded: () => void
  readonly emit: (event: SpeechEvent) => void
  /** The stream has ended and its last socket is gone. */
  readonly freed: () => void
  readonly connect: Connect
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
}

/** A socket from its request to its end; without a line it waits for its place. */
interface Call {
  readonly ticket: OpeningTicket
  line: Line | null
}

/** Carries out a dialogue's answers on sockets and a clock. */
export class AssemblyAiStream implements SpeechStream {
  readonly #parts: StreamParts
  readonly #dialogue: Dialogue
  readonly #meter: Meter
  readonly #freed: Promise<void>
  readonly #answers: Answer[] = []
  /** By epoch, also those that are only being closed. */
  readonly #calls = new Map<number, Call>()
  #tuning: Tuning
  #resolveFreed: () => void = () => {}
  #answering = false
  #ended = false
  /** When the dialogue is asked again if nothing else happens, or a little before. */
  #wake: { readonly atMs: MonotonicMs; readonly cancel: Cancel } | null = null

  constructor(parts: StreamParts) {
    const { settings, tuning, random } = parts
    this.#parts = parts
    this.#tuning = tuning
    this.#meter = new Meter(settings.inactivityTimeoutSeconds * 1000)
    this.#dialogue = new Dialogue({
      awaitsCopy: formatsInASecondCopy(settings),
      configuration: configurationOf(settings, tuning),
      secrets: [settings.apiKey],
      keepMs: settings.keepMs,
      random,
    })
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

  rest(): void {
    this.#handle({ kind: 'rest' })
  }

  tune(tuning: Tuning): void {
    this.#tuning = tuning
    this.#handle({ kind: 'tune', configuration: configurationOf(this.#parts.settings, tuning) })
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

  surrender(): readonly PcmChunk[] {
    // Taken from the answers themselves: when called from within an event, they are carried out later.
    const answers = this.#handle({ kind: 'surrender' })
    return answers.flatMap((answer) => (answer.kind === 'surrender' ? answer.sound : []))
  }

  usage(): StreamUsage {
    const billedMs = this.#meter.billedMs(this.#parts.clock.now())
    return { billedMs, connections: this.#meter.connections, billing: this.#meter.running }
  }

  #handle(input: DialogueInput): readonly Answer[] {
    const { clock } = this.#parts
    const answers = this.#dialogue.handle(input, clock.now())
    this.#answers.push(...answers)
    this.#wakeBy(this.#dialogue.wakeAt)
    this.#answer()
    return answers
  }

  /** A timer that is early stays: most inputs move the time on, and to be asked once too often does no harm. */
  #wakeBy(atMs: MonotonicMs | null): void {
    const { clock } = this.#parts
    if (atMs !== null && this.#wake !== null && this.#wake.atMs <= atMs) return
    this.#wake?.cancel()
    this.#wake = null
    if (atMs === null) return
    const cancel = clock.after(Math.max(0, atMs - clock.now()), () => {
      this.#wake = null
      this.#handle({ kind: 'tick' })
    })
    this.#wake = { atMs, cancel }
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
        this.#request(answer.epoch)
        break
      case 'send':
        this.#calls.get(answer.epoch)?.line?.send(answer.data)
        break
      case 'close':
        this.#close(answer.epoch, answer.graceMs)
        break
      case 'refused':
        this.#parts.admission.refused(answer.error)
        break
      case 'crowded':
        this.#parts.crowded()
        break
      case 'note':
        this.#parts.log.info(`assemblyai ${answer.event}`, answer.fields)
        break
      case 'emit':
        if (answer.event.kind === 'ended') this.#ended = true
        this.#parts.emit(answer.event)
        break
      case 'surrender':
        break
    }
  }

  #request(epoch: number): void {
    const ticket = this.#parts.admission.request({
      granted: () => this.#dial(epoch),
      barred: (error) => {
        this.#forget(epoch)
        this.#handle({ kind: 'lost', epoch, loss: { kind: 'barred', error } })
      },
    })
    this.#calls.set(epoch, { ticket, line: null })
  }

  #dial(epoch: number): void {
    const { settings, connect, clock, admission } = this.#parts
    const call = this.#calls.get(epoch)
    if (call === undefined) return
    const address = { url: streamingUrl(settings, this.#tuning), apiKey: settings.apiKey }
    call.line = connect(address, clock, {
      opened: () => {
        this.#meter.opened(epoch, clock.now())
        this.#handle({ kind: 'opened', epoch })
      },
      message: (message) => {
        if (message.kind === 'begin') admission.admitted()
        if (message.kind === 'termination' && message.sessionSeconds !== null)
          this.#meter.told(epoch, message.sessionSeconds)
        this.#handle({ kind: 'message', epoch, message, wallMs: clock.wall() })
      },
      pong: () => this.#handle({ kind: 'pong', epoch }),
      lost: (loss) => this.#handle({ kind: 'lost', epoch, loss }),
      closed: (end) => {
        this.#meter.closed(epoch, end, clock.now())
        this.#forget(epoch)
        this.#freeWhenOver()
      },
    })
    this.#handle({ kind: 'dialled', epoch })
  }

  #close(epoch: number, graceMs: number): void {
    const line = this.#calls.get(epoch)?.line ?? null
    if (line === null) this.#forget(epoch)
    else line.close(graceMs)
  }

  #forget(epoch: number): void {
    this.#calls.get(epoch)?.ticket.release()
    this.#calls.delete(epoch)
  }

  #freeWhenOver(): void {
    if (!this.#ended || this.#calls.size > 0 || this.#answering) return
    this.#wakeBy(null)
    this.#resolveFreed()
    this.#parts.freed()
  }
}

const isNotSaid = (answer: Answer): boolean => answer.kind !== 'emit'
