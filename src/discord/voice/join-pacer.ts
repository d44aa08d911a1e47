import type { DiscordGatewayAdapterCreator, DiscordGatewayAdapterImplementerMethods } from '@discordjs/voice'
import type { Cancel, Clock } from '../../base/clock.ts'

/** Pauses before each request to join; after the last one there is no more. */
const PAUSES_MS = [0, 1_000, 2_000, 4_000, 8_000, 15_000] as const
/** A connection that held this long was a success: pauses begin from the first again. */
const STEADY_MS = 30_000

export interface JoinPacerOptions {
  readonly clock: Clock
  /** A request to join is wanted, and waits for its pause: nothing can come of the one before. */
  readonly onWait: () => void
  /** A request to join has gone out. */
  readonly onSent: () => void
  /** One more request was wanted than there are. */
  readonly onExhausted: () => void
}

/**
 * Stands between a voice connection and the main gateway and spaces out the requests to join. The library itself
 * asks again the moment a voice server closes, as fast as that answers: a server that refuses would be asked dozens
 * of times a second. Requests to leave pass at once.
 */
export class JoinPacer {
  readonly #options: JoinPacerOptions
  #attempts = 0
  #cancelSend: Cancel = () => {}
  #cancelSteady: Cancel = () => {}

  constructor(options: JoinPacerOptions) {
    this.#options = options
  }

  /** The guild's own adapter, paced. */
  adapter(creator: DiscordGatewayAdapterCreator): DiscordGatewayAdapterCreator {
    return (methods) => {
      const inner = creator(methods)
      return { sendPayload: (payload) => this.#send(inner, payload), destroy: () => inner.destroy() }
    }
  }

  /** The voice server does not want to be asked again: one more request at the most, after the longest pause. */
  slowDown(): void {
    this.#attempts = Math.max(this.#attempts, PAUSES_MS.length - 1)
  }

  /** The connection works. */
  ready(): void {
    this.#cancelSteady()
    this.#cancelSteady = this.#options.clock.after(STEADY_MS, () => {
      this.#attempts = 0
    })
  }

  /** The connection works no more. */
  unready(): void {
    this.#cancelSteady()
  }

  close(): void {
    this.#cancelSend()
    this.#cancelSteady()
  }

  /** False only if the very first request cannot leave: then there is no main gateway, and no use in waiting. */
  #send(inner: DiscordGatewayAdapterImplementerMethods, payload: unknown): boolean {
    this.#cancelSend()
    if (isLeave(payload)) return inner.sendPayload(payload)
    this.#options.onWait()
    const pause = PAUSES_MS[this.#attempts]
    this.#attempts += 1
    if (pause === undefined) {
      // Not at once: the library is in the middle of a change of state.
      this.#cancelSend = this.#options.clock.after(0, this.#options.onExhausted)
      return true
    }
    if (pause === 0) {
      const sent = inner.sendPayload(payload)
      if (sent) this.#options.onSent()
      return sent
    }
    this.#cancelSend = this.#options.clock.after(pause, () => {
      if (inner.sendPayload(payload)) this.#options.onSent()
      else this.#send(inner, payload)
    })
    return true
  }
}

/** A voice state update (op 4) for no channel. */
function isLeave(payload: unknown): boolean {
  if (typeof payload !== 'object' || payload === null || !('d' in payload)) return false
  const { d } = payload
  return typeof d === 'object' && d !== null && 'channel_id' in d && d.channel_id === null
}
