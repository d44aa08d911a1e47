import type { EventEmitter } from 'node:events'
import type { Networking, VoiceConnection } from '@discordjs/voice'

/**
 * Catches what the library's own handlers of voice gateway messages throw. A DAVE proposal or external sender that
 * does not fit is thrown out of the WebSocket's message event, where it would end the process; here it reaches
 * `onFault` instead, and the connection lives on (perhaps without keys: it is to be made anew).
 */
export function guardVoiceSockets(connection: VoiceConnection, onFault: (error: unknown) => void): void {
  const guarded = new WeakSet<object>()

  const guardSocketOf = (networking: Networking): void => {
    const { state } = networking
    if (!('ws' in state) || guarded.has(state.ws)) return
    guarded.add(state.ws)
    guardEmit(state.ws, onFault)
  }

  connection.on('stateChange', (_, state) => {
    if (!('networking' in state)) return
    const { networking } = state
    guardSocketOf(networking)
    if (guarded.has(networking)) return
    guarded.add(networking)
    // A resume opens a second socket within the same networking.
    networking.on('stateChange', () => guardSocketOf(networking))
  })
}

function guardEmit(emitter: EventEmitter, onFault: (error: unknown) => void): void {
  const emit = emitter.emit.bind(emitter)
  emitter.emit = (event, ...values) => {
    try {
      return emit(event, ...values)
    } catch (error) {
      onFault(error)
      return true
    }
  }
}
