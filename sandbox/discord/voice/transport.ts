import { createCipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'

/** The encryption between a client and the voice server, as Ready offers it (Discord's voice documentation, "Transport Encryption Modes"). */
export const TRANSPORT_MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const
export type TransportMode = (typeof TRANSPORT_MODES)[number]

const COUNTER_BYTES = 4

/** One client's transport: its secret key and the counter of what was sealed with it. */
export class Transport {
  readonly mode: TransportMode
  /** 32 bytes, as the session description carries it. */
  readonly secretKey: Buffer = randomBytes(32)
  readonly #seal: (header: Buffer, body: Buffer, counter: Buffer) => Buffer
  #sealed = 0

  constructor(mode: TransportMode) {
    this.mode = mode
    this.#seal = mode === 'aead_aes256_gcm_rtpsize' ? gcmSealer(this.secretKey) : chachaSealer(this.secretKey)
  }

  /** A packet as it goes over the wire: header in clear, body sealed, tag, counter in clear. The header is authenticated. */
  seal(header: Buffer, body: Buffer): Buffer {
    const counter = Buffer.allocUnsafe(COUNTER_BYTES)
    counter.writeUInt32BE(this.#sealed)
    this.#sealed = (this.#sealed + 1) >>> 0
    return this.#seal(header, body, counter)
  }
}

/** The key becomes a key object once: made anew for each packet, it would cost several times what the sealing costs. */
function gcmSealer(secretKey: Buffer) {
  const key: KeyObject = createSecretKey(secretKey)
  const nonce = Buffer.alloc(12)
  return (header: Buffer, body: Buffer, counter: Buffer): Buffer => {
    counter.copy(nonce)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    cipher.setAAD(header)
    const sealed = cipher.update(body)
    cipher.final()
    return Buffer.concat([header, sealed, cipher.getAuthTag(), counter])
  }
}

function chachaSealer(secretKey: Buffer) {
  const nonce = Buffer.alloc(24)
  return (header: Buffer, body: Buffer, counter: Buffer): Buffer => {
    counter.copy(nonce)
    return Buffer.concat([header, xchacha20poly1305(secretKey, nonce, header).encrypt(body), counter])
  }
}

/** The same packet with one bit of its tag wrong: it does not open. */
export function breakTag(packet: Buffer): Buffer {
  const broken = Buffer.from(packet)
  const lastOfTag = broken.length - COUNTER_BYTES - 1
  broken.writeUInt8(broken.readUInt8(lastOfTag) ^ 1, lastOfTag)
  return broken
}
