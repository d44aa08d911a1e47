import type { PcmChunk } from '../../audio/pcm.ts'
import type { EngineError } from '../../base/errors.ts'
import type { MonotonicMs } from '../../base/ids.ts'
import type { LogFields } from '../../base/log.ts'
import type { SpeechEvent } from '../engine.ts'
import type { ServerMessage } from './messages.ts'
import type { Loss } from './refusal.ts'

/** What happens to a dialogue. The epoch tells which socket speaks: what an earlier one says late is ignored. */
export type DialogueInput =
  | { readonly kind: 'audio'; readonly chunk: PcmChunk }
  | { readonly kind: 'end-turn' }
  | { readonly kind: 'finish'; readonly byMs: MonotonicMs }
  | { readonly kind: 'abort' }
  | { readonly kind: 'tick' }
  | SocketInput

export type SocketInput = { readonly epoch: number } & (
  | { readonly kind: 'opened' }
  | { readonly kind: 'message'; readonly message: ServerMessage }
  | { readonly kind: 'pong' }
  | { readonly kind: 'lost'; readonly loss: Loss }
)

/** What is to be done about it, in this order. */
export type Answer =
  | { readonly kind: 'connect'; readonly epoch: number }
  | { readonly kind: 'send'; readonly data: Buffer | string }
  /** Close the socket: wait for the server's own close for so long, then cut it. */
  | { readonly kind: 'close'; readonly graceMs: number }
  | { readonly kind: 'emit'; readonly event: SpeechEvent }
  /** Only a person can mend this: no stream need try again. */
  | { readonly kind: 'refused'; readonly error: EngineError }
  | { readonly kind: 'note'; readonly event: string; readonly fields: LogFields }

export interface DialogueOptions {
  /** Whether an unformatted end of a turn is followed by a formatted copy. */
  readonly awaitsCopy: boolean
  /** What must not stand in an error's message. */
  readonly secrets: readonly string[]
  /** How much sound that is not covered by a final is kept, in ms. */
  readonly keepMs: number
  /** In [0, 1), for the back-off. */
  readonly random: () => number
}
