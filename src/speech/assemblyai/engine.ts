import type { Clock } from '../../base/clock.ts'
import { EngineError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { TurnPreset } from '../../config/turn-presets.ts'
import type { Saying } from '../../wording/words.ts'
import {
  type Billing,
  type EngineTraffic,
  PLAIN_TUNING,
  type SpeechEngine,
  type SpeechStream,
  type StreamOptions,
} from '../engine.ts'
import { Admission } from './admission.ts'
import { holdMs } from './hold.ts'
import { Openings } from './openings.ts'
import { probe } from './probe.ts'
import { type AssemblyAiSettings, figuresOf, keyTermsCostExtra, settingsWith } from './settings.ts'
import { type Connect, connectSocket } from './socket.ts'
import { AssemblyAiStream } from './stream.ts'
import { Traffic } from './traffic.ts'
import { streamingUrl } from './url.ts'

/** Silence beyond the longest that a turn waits for, so that the service is sure to have heard it. */
const TAIL_MARGIN_MS = 200
/** A final comes within half a second of its silence; after this long it will not come unasked. */
const GRACE_MS = 3000

export interface EngineParts {
  readonly clock: Clock
  readonly log: Log
  /** In [0, 1); spreads reconnects. Math.random unless a test wants to know. */
  readonly random?: () => number
  /** Opens connections: real sockets, unless a simulation has its own. */
  readonly connect?: Connect
}

/** AssemblyAI's Universal-Streaming v3: one session per speaker, billed for as long as it is open. */
export function createAssemblyAiEngine(settings: AssemblyAiSettings, parts: EngineParts): SpeechEngine {
  return new AssemblyAiEngine(settings, parts)
}

class AssemblyAiEngine implements SpeechEngine {
  readonly name = 'assemblyai'
  readonly description: Saying = ({ speech }) => speech.descriptions.assemblyai
  readonly place = 'cloud'
  readonly billing: Billing
  readonly keyTermsCostExtra: boolean
  readonly keyTermsCostExtraWith = keyTermsCostExtra
  readonly graceMs = GRACE_MS
  readonly #settings: AssemblyAiSettings
  readonly #parts: EngineParts
  readonly #openings: Openings
  readonly #admission: Admission
  readonly #traffic = new Traffic()
  readonly #connect: Connect
  /** Streams that still hold a socket or may open one, each with what to call once it does not. */
  readonly #streams = new Map<AssemblyAiStream, Promise<void>>()
  readonly #closing = new AbortController()
  #checking: Promise<void> | null = null
  #checkedMs = 0

  constructor(settings: AssemblyAiSettings, parts: EngineParts) {
    const { clock, log } = parts
    this.#settings = settings
    this.#parts = parts
    this.#connect = this.#traffic.counting(parts.connect ?? connectSocket)
    this.#openings = new Openings({
      clock,
      perMinute: settings.sessionsPerMinute,
      most: settings.sessionsMost,
    })
    this.#admission = new Admission({ openings: this.#openings, clock, log, refusal: unusable(settings) })
    this.billing = { by: 'socket', pricePerHour: settings.pricePerHour }
    this.keyTermsCostExtra = keyTermsCostExtra(settings.model)
  }

  get restAfterMs(): number {
    return holdMs(this.#settings.holdMs, this.#openings.free)
  }

  get trouble(): Saying | null {
    return this.#openings.trouble
  }

  get checkedMs(): number {
    return this.#checkedMs
  }

  get traffic(): EngineTraffic {
    return this.#traffic.counts({
      waiting: this.#openings.waiting,
      refused: this.#admission.refusal !== null,
    })
  }

  tailMs(preset: TurnPreset | null): number {
    return figuresOf(this.#settings, preset).maxTurnSilenceMs + TAIL_MARGIN_MS
  }

  check(): Promise<void> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null
    })
    return this.#checking
  }

  open({ label, session, emit, tuning }: StreamOptions): SpeechStream {
    const { clock, log, random = Math.random } = this.#parts
    const { promise, resolve } = Promise.withResolvers<void>()
    const stream = new AssemblyAiStream({
      settings: settingsWith(this.#settings, tuning),
      tuning,
      admission: this.#admission,
      crowded: () => this.#openings.tooMany(),
      emit: (event) => {
        if (event.kind === 'health' && event.state === 'waiting') this.#admission.doubt()
        emit(event)
      },
      freed: () => {
        this.#streams.delete(stream)
        resolve()
      },
      connect: this.#connect,
      clock,
      log: log.with({ session, stream: label }),
      random,
    })
    this.#streams.set(stream, promise)
    return stream
  }

  async close(): Promise<void> {
    this.#closing.abort()
    const freed = [...this.#streams.values()]
    for (const stream of this.#streams.keys()) stream.abort()
    await Promise.all([...freed, this.#checking?.catch(() => {})])
    this.#openings.close()
  }

  async #check(): Promise<void> {
    const { clock } = this.#parts
    if (this.#admission.refusal !== null) throw this.#admission.refusal
    if (this.#closing.signal.aborted)
      throw new EngineError(({ speech }) => speech.assemblyai.closed, { retryable: false })
    if (this.#admission.sure) return
    const address = { url: streamingUrl(this.#settings, PLAIN_TUNING), apiKey: this.#settings.apiKey }
    const admission = this.#admission
    const result = await probe({
      address,
      admission,
      connect: this.#connect,
      clock,
      signal: this.#closing.signal,
      billed: (ms) => {
        this.#checkedMs += ms
      },
      unseenMs: this.#settings.inactivityTimeoutSeconds * 1000,
    })
    if (result.kind === 'admitted') return
    if (result.kind === 'crowded') this.#openings.tooMany()
    if ('error' in result) throw result.error
    throw new EngineError(({ speech }) => speech.assemblyai.testEnded, { retryable: true })
  }
}

/** What no connection could be made with: it would be thrown by the socket at the first word spoken. */
function unusable({ apiKey, streamingUrl: url }: AssemblyAiSettings): EngineError | null {
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    return new EngineError(({ speech }) => speech.assemblyai.noKey, { retryable: false })
  if (!/^wss?:\/\/[^/]+\/*$/.test(url) || !URL.canParse(url))
    return new EngineError(({ speech }) => speech.assemblyai.address, {
      retryable: false,
    })
  return null
}
