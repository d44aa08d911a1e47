import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { AudioMeter } from './audio-meter.ts'
import { type ClientMessage, readClientMessage } from './client-message.ts'
import { type Deed, hasCome, type Moment } from './faults.ts'
import { checkUpdate, type Parameters } from './parameters.ts'
import type { Recogniser } from './recogniser.ts'
import {
  beginMessage,
  errorMessage,
  heartbeatMessage,
  type ServerMessage,
  speechStartedMessage,
  terminationMessage,
  turnMessage,
} from './server-message.ts'
import type { SessionRecord } from './session-record.ts'
import type { SessionSetting } from './session-setting.ts'
import { Timers } from './timers.ts'
import { type EndedTurn, type Said, Turns } from './turns.ts'

/** What listens, from Begin to the end. */
interface Ear {
  readonly meter: AudioMeter
  readonly recogniser: Recogniser
  readonly script: Turns
  parameters: Parameters
}

type State =
  /** Before Begin: what comes is kept. */
  | { readonly kind: 'waiting'; readonly backlog: ClientMessage[] }
  | { readonly kind: 'live'; readonly ear: Ear }
  /** Reads on and answers nothing: a dead peer, or one that hangs on Terminate. */
  | { readonly kind: 'stalled' }
  | { readonly kind: 'closed' }

const HEARTBEAT_SECONDS = 5
/** Every error closes with this one reason; the text is in the Error message. */
const CLOSE_REASON = 'See Error message for details'

/** One WebSocket of a client, from upgrade to close, as Universal-Streaming v3 treats it. */
export class SpeechSession implements SessionRecord {
  readonly id = randomUUID()
  readonly openedAt = Date.now()
  readonly turns: EndedTurn[] = []
  readonly received = new Map<string, number>()
  readonly updates: Readonly<Record<string, unknown>>[] = []
  beganAt: number | null = null
  closedAt: number | null = null
  closeCode: number | null = null
  error: SessionRecord['error'] = null

  /** Resolves when the connection is gone. */
  readonly ended: Promise<void>
  readonly #socket: WebSocket
  readonly #setting: SessionSetting
  readonly #timers = new Timers()
  readonly #stepsDone = new Set<number>()
  #beats = 0
  readonly #sent = { partial: 0, final: 0, formatted: 0, empty: 0 }
  #state: State = { kind: 'waiting', backlog: [] }
  #meter: AudioMeter | null = null

  constructor(socket: WebSocket, setting: SessionSetting) {
    this.#socket = socket
    this.#setting = setting
    socket.on('message', (data, isBinary) => this.#receive(readClientMessage(data, isBinary)))
    socket.on('ping', (data) => {
      if (this.#state.kind !== 'stalled' && setting.plan.pongs !== 'never') socket.pong(data)
    })
    // A cut connection shows as `close`, which follows.
    socket.on('error', () => undefined)
    this.ended = new Promise((resolve) => {
      socket.on('close', (code) => {
        this.#closed(code)
        resolve()
      })
    })
    this.#open()
  }

  get params(): Readonly<Record<string, string>> {
    return this.#setting.params
  }

  get key(): string | null {
    return this.#setting.key
  }

  get audioMs(): number {
    return this.#meter?.audioMs ?? 0
  }

  get peakAheadMs(): number {
    return this.#meter?.peakAheadMs ?? 0
  }

  get billedMs(): number {
    const { admission, plan } = this.#setting
    const refused = !admission.admitted || plan.refusal !== undefined
    return refused ? 0 : (this.closedAt ?? Date.now()) - this.openedAt
  }

  /** Sends an Error, then closes with its code. */
  fail(code: number, text: string): void {
    if (this.#state.kind === 'closed') return
    this.error = { code, text }
    this.#send(errorMessage(code, text))
    this.#close(code, CLOSE_REASON)
  }

  /** Destroys the connection. */
  cut(): void {
    this.#state = { kind: 'closed' }
    this.#timers.stopAll()
    this.#socket.terminate()
  }

  /** Goes wrong in this way, now. */
  suffer(deed: Deed): void {
    if (this.#state.kind === 'closed') return
    if (deed.do === 'cut') this.cut()
    else if (deed.do === 'reset') this.#setting.reset()
    else if (deed.do === 'stop-reading') this.#stopReading(deed.forMs)
    else if (deed.do === 'send') this.#socket.send(deed.data)
    else if (deed.do === 'stall') {
      this.#state = { kind: 'stalled' }
      this.#timers.stopAll()
    } else if (deed.error !== undefined && deed.code !== undefined) this.fail(deed.code, deed.error)
    else this.#close(deed.code, '')
  }

  get #isLive(): boolean {
    return this.#state.kind === 'live'
  }

  #open(): void {
    const { admission, plan, beginDelayMs } = this.#setting
    this.#reach({ at: 'open' })
    if (plan.refusal !== undefined) this.fail(plan.refusal.code, plan.refusal.text)
    else if (!admission.admitted) this.fail(admission.code, admission.text)
    else if (plan.begin !== 'never') {
      const delayMs = plan.begin ?? beginDelayMs
      if (delayMs === 0) this.#begin(admission.parameters)
      else this.#timers.set('begin', delayMs, () => this.#begin(admission.parameters))
    }
  }

  #begin(parameters: Parameters): void {
    if (this.#state.kind !== 'waiting') return
    const { plan, recogniser, style, sessionSeconds, secondMs } = this.#setting
    const { backlog } = this.#state
    this.beganAt = Date.now()
    this.#meter = new AudioMeter(parameters.sampleRate, this.beganAt)
    const ear = { meter: this.#meter, recogniser: recogniser(parameters.sampleRate), parameters }
    this.#state = { kind: 'live', ear: { ...ear, script: new Turns(parameters, style) } }
    const lifeMs = (plan.lifeSeconds ?? sessionSeconds) * secondMs
    this.#send(beginMessage(this.id, this.openedAt + lifeMs, parameters))
    this.#timers.set('life', this.openedAt + lifeMs - this.beganAt, () =>
      this.fail(3008, 'Session Expired: Maximum session duration exceeded'),
    )
    this.#stir(parameters)
    this.#beat()
    this.#reach({ at: 'begin' })
    for (const message of backlog) this.#receive(message)
  }

  #receive(message: ClientMessage): void {
    if (this.#state.kind === 'waiting') this.#state.backlog.push(message)
    if (this.#state.kind !== 'live') return
    const { ear } = this.#state
    this.#stir(ear.parameters)
    if (message.kind === 'audio') this.#hear(ear, message.bytes)
    else if (message.kind === 'order') this.#obey(ear, message)
    else this.fail(3006, 'Invalid JSON')
  }

  #hear({ meter, recogniser, script }: Ear, data: Buffer): void {
    this.#count('Audio')
    const measured = meter.take(data, Date.now())
    if (!measured.ok) {
      this.fail(3007, measured.problem)
      return
    }
    for (const heard of recogniser.push(measured.pcm)) {
      this.#say(script.advance(heard.atMs))
      this.#say(script.hear(heard))
    }
    this.#say(script.advance(meter.audioMs))
    this.#reach({ at: 'audio', ms: meter.audioMs })
  }

  #obey(ear: Ear, { type, fields }: Extract<ClientMessage, { kind: 'order' }>): void {
    this.#count(type)
    if (type === 'UpdateConfiguration') this.#configure(ear, fields)
    else if (type === 'ForceEndpoint') this.#say(ear.script.force(ear.meter.audioMs))
    else if (type === 'Terminate') this.#terminate(ear)
    else if (type !== 'KeepAlive') this.fail(3006, `Invalid Message Type: ${type}`)
  }

  #configure(ear: Ear, fields: Readonly<Record<string, unknown>>): void {
    const checked = checkUpdate(fields, ear.parameters)
    if (!checked.ok) {
      this.fail(3006, checked.problem)
      return
    }
    this.updates.push(fields)
    const beatBefore = ear.parameters.heartbeat
    ear.parameters = checked.parameters
    ear.script.configure(checked.parameters)
    if (!beatBefore) this.#beat()
  }

  #terminate({ recogniser, script, meter }: Ear): void {
    this.#reach({ at: 'terminate' })
    const { termination } = this.#setting.plan
    if (termination === 'hang' && this.#isLive) this.#state = { kind: 'stalled' }
    if (!this.#isLive) return
    for (const heard of recogniser.flush()) this.#say(script.hear(heard))
    this.#say(script.terminate(meter.audioMs))
    if (!this.#isLive) return
    if (termination !== 'omit') this.#send(terminationMessage(meter.audioMs, Date.now() - this.openedAt))
    this.#close(1000, 'Session Ended')
  }

  #say(said: readonly Said[]): void {
    for (const { turn, part, ended, startedMs } of said) {
      if (!this.#isLive) return
      if (ended !== null) this.turns.push(ended)
      if (part === 'formatted' && this.#setting.plan.formattedCopy === 'never') continue
      this.#sent[part] += 1
      if (startedMs !== null) this.#send(speechStartedMessage(startedMs))
      this.#send(turnMessage(turn))
      if (part !== 'empty') this.#reach({ at: part, nth: this.#sent[part] })
    }
  }

  #beat(): void {
    this.#timers.set('heartbeat', HEARTBEAT_SECONDS * this.#setting.secondMs, () => {
      if (this.#state.kind !== 'live' || !this.#state.ear.parameters.heartbeat) return
      const { heartbeats = Number.POSITIVE_INFINITY } = this.#setting.plan
      if (heartbeats === 'never' || this.#beats >= heartbeats) return
      this.#beats += 1
      const { script } = this.#state.ear
      this.#send(heartbeatMessage(this.audioMs, Date.now() - this.openedAt, script.isOpen))
      this.#beat()
    })
  }

  /** Something came: the time until inactivity ends the session starts anew. */
  #stir({ inactivityTimeoutSeconds: seconds }: Parameters): void {
    if (seconds === null) return
    this.#timers.set('inactivity', seconds * this.#setting.secondMs, () =>
      this.fail(3006, `Session terminated due to inactivity: No messages received for ${seconds} seconds`),
    )
  }

  /** Carries out the plan's steps for a moment that has come. */
  #reach(now: Moment): void {
    for (const [place, { when, deed }] of (this.#setting.plan.steps ?? []).entries()) {
      if (this.#stepsDone.has(place) || !hasCome(when, now)) continue
      this.#stepsDone.add(place)
      this.suffer(deed)
    }
  }

  #stopReading(forMs: number | undefined): void {
    this.#socket.pause()
    if (forMs !== undefined) this.#timers.set('reading', forMs, () => this.#socket.resume())
  }

  #send(message: ServerMessage): void {
    if (this.#state.kind === 'waiting' || this.#state.kind === 'live')
      this.#socket.send(JSON.stringify(message))
  }

  #close(code: number | undefined, reason: string): void {
    this.#state = { kind: 'closed' }
    this.#timers.stopAll()
    this.#socket.close(code, reason)
  }

  #closed(code: number): void {
    this.#state = { kind: 'closed' }
    this.#timers.stopAll()
    this.closedAt = Date.now()
    this.closeCode = code
  }

  #count(type: string): void {
    this.received.set(type, (this.received.get(type) ?? 0) + 1)
  }
}
