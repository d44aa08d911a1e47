import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { promisify } from 'node:util'

const HOST = '127.0.0.1'
const DISCOVERY_BYTES = 74
const REQUEST = 1
const RESPONSE = 2

/** The voice server's UDP port: answers IP discovery, sends media. What clients say into it is not heard. */
export class UdpPort {
  readonly address = HOST
  readonly port: number
  readonly #socket: Socket
  #discoveriesToDrop = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    this.port = socket.address().port
    socket.on('message', (message, from) => this.#answer(message, from))
  }

  static async open(): Promise<UdpPort> {
    // Addresses are numbers here: without a lookup of its own, each send would wait for one.
    const socket = createSocket({ type: 'udp4', lookup: (host, _options, found) => found(null, host, 4) })
    const listening = once(socket, 'listening')
    socket.bind(0, HOST)
    await listening
    return new UdpPort(socket)
  }

  send(packet: Buffer, to: { readonly address: string; readonly port: number }): void {
    this.#socket.send(packet, to.port, to.address)
  }

  /** Loses the next requests for IP discovery. */
  dropDiscoveries(count: number): void {
    this.#discoveriesToDrop = count
  }

  async close(): Promise<void> {
    await promisify(this.#socket.close.bind(this.#socket))()
  }

  /** IP discovery (Discord's voice documentation): the sender's own address, as seen from here, and its SSRC. */
  #answer(message: Buffer, from: { readonly address: string; readonly port: number }): void {
    if (message.length !== DISCOVERY_BYTES || message.readUInt16BE(0) !== REQUEST) return
    if (this.#discoveriesToDrop > 0) {
      this.#discoveriesToDrop -= 1
      return
    }
    const answer = Buffer.alloc(DISCOVERY_BYTES)
    message.copy(answer, 0, 0, 8)
    answer.writeUInt16BE(RESPONSE, 0)
    answer.write(from.address, 8)
    answer.writeUInt16BE(from.port, DISCOVERY_BYTES - 2)
    this.send(answer, from)
  }
}
