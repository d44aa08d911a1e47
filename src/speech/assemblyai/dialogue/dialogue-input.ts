import type { PcmChunk } from '../../../audio/pcm.ts'
import type { EngineError } from '../../../base/errors.ts'
import type { MonotonicMs } from '../../../base/ids.ts'
import type { LogFields } from '../../../base/log.ts'
import type { SpeechEvent } from '../../engine.ts'
import type { ServerMessage } from '../messages.ts'
import type { Loss } from '../refusal.ts'
import type { Configuration } from './configuration.ts'

/** What happens to a dialogue. The epoch tells which socket speaks: what one says that is done with is ignored. */
export type DialogueInput =
  | { readonly kind: 'audio'; readonly chunk: PcmChunk }
  | { readonly kind: 'end-turn' }
  | { readonly kind: 'rest' }
  | { readonly kind: 'tune'; readonly configuration: Configuration }
  | { readonly kind: 'finish'; readonly byMs: MonotonicMs }
  | { readonly kind: 'abort' }
  | { readonly kind: 'surrender' }
  | { readonly kind: 'tick' }
  | SocketInput

export type SocketInput = {
  readonly epoch: number
} /** It had its turn, and its socket is made now, with an address that says the newest configuration. */ & (
  | { readonly kind: 'dialled' }
  | { readonly kind: 'opened' }
  /** `wallMs` is the date: a session's end is told as one. */
  | { readonly kind: 'message'; readonly message: ServerMessage; readonly wallMs: number }
  | { readonly kind: 'pong' }
  | { readonly kind: 'lost'; readonly loss: Loss }
)

/** What is to be done about it, in this order. */
export type Answer =
  /** Ask for a place among the sockets to be opened, and open one when it is granted. */
  | { readonly kind: 'connect'; readonly epoch: number }
  | { readonly kind: 'send'; readonly epoch: number; readonly data: Buffer | string }
  /** Close the socket: wait for the server's own close for so long, then cut it. Also one that is not open yet. */
  | { readonly kind: 'close'; readonly epoch: number; readonly graceMs: number }
  | { readonly kind: 'emit'; readonly event: SpeechEvent }
  /** Sound that another recogniser is to hear. */
  | { readonly kind: 'surrender'; readonly sound: readonly PcmChunk[] }
  /** Only a person can mend this: no stream need try again. */
  | { readonly kind: 'refused'; readonly error: EngineError }
  /** The account has too many sessions: all streams are to open fewer. */
  | { readonly kind: 'crowded' }
  | { readonly kind: 'note'; readonly event: string; readonly fields: LogFields }

export interface DialogueOptions {
  /** Whether an unformatted end of a turn is followed by a formatted copy. */
  readonly awaitsCopy: boolean
  /** What the first session is to be told. */
  readonly configuration: Configuration
  /** What must not stand in an error's message; key terms are kept out of it anyway. */
  readonly secrets: readonly string[]
  /** How much sound that is not covered by a final is kept, in ms. */
  readonly keepMs: number
  /** In [0, 1), for the back-off. */
  readonly random: () => number
}
