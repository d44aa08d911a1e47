import type { Clock } from '../../base/clock.ts'
import { PATIENCE_MS, TERMINATION_MS } from './dialogue-state.ts'
import { TERMINATE } from './messages.ts'
import { judge, type Loss, type ServerError, type Verdict } from './refusal.ts'
import { type SocketAddress, SpeechSocket } from './socket.ts'

/** Whether the service takes this key and these settings. */
export type ProbeResult = { readonly kind: 'admitted' } | Verdict

/**
 * Opens one session and ends it at once. The upgrade proves nothing, since bad keys are upgraded too, so it waits
 * for the Begin. Resolves when the socket is gone: at the latest after 20 s for a server that says nothing, or soon
 * after `signal` aborts.
 */
export function probe(address: SocketAddress, clock: Clock, signal: AbortSignal): Promise<ProbeResult> {
  return new Promise((resolve) => {
    let said: ServerError | null = null
    let result: ProbeResult | null = null
    const settle = (loss: Loss): void => {
      result ??= judge({ loss, said, begun: false, secrets: [address.apiKey] })
    }
    const giveUp = (missing: 'handshake' | 'begin') => (): void => {
      settle({ kind: 'silent', missing })
      socket.close(0)
    }
    const abort = giveUp('begin')
    signal.addEventListener('abort', abort, { once: true })
    let cancel = clock.after(PATIENCE_MS, giveUp('handshake'))
    const socket: SpeechSocket = new SpeechSocket(address, clock, {
      opened: () => {
        cancel()
        cancel = clock.after(PATIENCE_MS, giveUp('begin'))
      },
      message: (message) => {
        if (message.kind === 'error') said = { code: message.code, text: message.text }
        if (message.kind !== 'begin') return
        cancel()
        result = { kind: 'admitted' }
        socket.send(TERMINATE)
        socket.close(TERMINATION_MS)
      },
      pong: () => {},
      lost: settle,
      closed: () => {
        cancel()
        signal.removeEventListener('abort', abort)
        resolve(result ?? { kind: 'admitted' })
      },
    })
  })
}
