import { Socket } from 'node:dgram'
import type { Networking } from '@discordjs/voice'
import type { Log } from '../../base/log.ts'

/**
 * Room for what comes while the process stands still: some seconds of a full room. Linux gives no more than
 * net.core.rmem_max, and its own default of 208 KiB holds one second of five people, as a datagram of 200 bytes takes
 * up 768 there (socket(7), SO_RCVBUF).
 */
const BUFFER_BYTES = 4 * 1024 * 1024

/** Makes the receive buffer of each UDP socket of this connection as large as the system lets it be. */
export function widenReceiveBuffer(networking: Networking, log: Log): void {
  networking.on('stateChange', (before, after) => {
    if (!('udp' in after) || ('udp' in before && before.udp === after.udp)) return
    // Not public. If it ever is not there, the buffer stays as the system makes it.
    const socket: unknown = Reflect.get(after.udp, 'socket')
    // Within the tick in which it was made: a socket that is not bound yet has no buffer.
    if (socket instanceof Socket) socket.once('listening', () => widen(socket, log))
  })
}

function widen(socket: Socket, log: Log): void {
  try {
    socket.setRecvBufferSize(BUFFER_BYTES)
    log.debug('voice receive buffer', { bytes: socket.getRecvBufferSize() })
  } catch {
    // Some systems refuse what is above their limit, where Linux gives what it can. The buffer stays as it was.
    log.warn('voice receive buffer cannot be widened')
  }
}
