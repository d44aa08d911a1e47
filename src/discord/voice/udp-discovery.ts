import { type Networking, NetworkingStatusCode, type VoiceConnection } from '@discordjs/voice'
import type { Clock } from '../../base/clock.ts'

/** How long an answer is waited for before the question is asked again. */
const PAUSE_MS = 1_000
/** After so many the connection is made anew as a whole. */
const REPEATS = 6
const REQUEST = 1
const ANSWER = 2
const HEAD_BYTES = 4
const BODY_BYTES = 70

/**
 * Repeats IP discovery until it is answered. The library asks once and then waits for ever: with the one datagram
 * lost, the join hangs. Its listener for the answer stays, so asking again is all that it takes.
 */
export function repeatDiscovery(networking: Networking, clock: Clock): void {
  const ask = (left: number): void => {
    clock.after(PAUSE_MS, () => {
      const { state } = networking
      if (state.code !== NetworkingStatusCode.UdpHandshaking) return
      state.udp.send(discoveryRequest(state.connectionData.ssrc))
      if (left > 1) ask(left - 1)
    })
  }
  networking.on('stateChange', (before, after) => {
    if (before.code !== after.code && after.code === NetworkingStatusCode.UdpHandshaking) ask(REPEATS)
  })
}

/** Asks the voice server for this client's address in the middle of a session; the library does not mind the answer. */
export function askDiscovery({ state }: VoiceConnection): void {
  if (state.status !== 'ready') return
  const networking = state.networking.state
  if ('udp' in networking) networking.udp.send(discoveryRequest(networking.connectionData.ssrc))
}

export function isDiscoveryAnswer(datagram: Buffer): boolean {
  return datagram.length === HEAD_BYTES + BODY_BYTES && datagram.readUInt16BE(0) === ANSWER
}

/** Type, length, SSRC; then 64 bytes for an address and 2 for a port, which the answer fills in (Discord's voice documentation, "IP Discovery"). */
function discoveryRequest(ssrc: number): Buffer {
  const request = Buffer.alloc(HEAD_BYTES + BODY_BYTES)
  request.writeUInt16BE(REQUEST, 0)
  request.writeUInt16BE(BODY_BYTES, 2)
  request.writeUInt32BE(ssrc, 4)
  return request
}
