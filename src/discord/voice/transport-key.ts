import { createDecipheriv, createSecretKey } from 'node:crypto'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'

const TAG_BYTES = 16
/** The part of the nonce that each packet carries, last of all and in clear; the rest is zeros. */
const COUNTER_BYTES = 4
/** What follows the sealed part. */
export const SEAL_BYTES = TAG_BYTES + COUNTER_BYTES

/** Opens what one voice server sealed for this client: the plain bytes, or null when the tag does not fit. */
export type TransportKey = (datagram: Buffer, headerBytes: number) => Buffer | null

/**
 * The key of one voice session (op 4). Throws for a mode that is neither of the two that Discord offers; the
 * library has agreed to one of them by then.
 */
export function transportKey(mode: string, secretKey: Uint8Array): TransportKey {
  switch (mode) {
    case 'aead_aes256_gcm_rtpsize':
      return gcm(secretKey)
    case 'aead_xchacha20_poly1305_rtpsize':
      return xchacha(secretKey)
    default:
      throw new RangeError(`unknown transport mode ${mode}`)
  }
}

/** The key object is made once: made from its bytes for each packet, it costs five times what the opening costs. */
function gcm(secretKey: Uint8Array): TransportKey {
  const key = createSecretKey(secretKey)
  const nonce = Buffer.alloc(12)
  return (datagram, headerBytes) => {
    const counter = datagram.length - COUNTER_BYTES
    const tag = counter - TAG_BYTES
    datagram.copy(nonce, 0, counter)
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce)
      decipher.setAAD(datagram.subarray(0, headerBytes))
      decipher.setAuthTag(datagram.subarray(tag, counter))
      const opened = decipher.update(datagram.subarray(headerBytes, tag))
      // GCM holds nothing back: this is only where the tag is checked.
      decipher.final()
      return opened
    } catch {
      // Node says no more than that the tag does not fit: it came from outside, and is the caller's to count.
      return null
    }
  }
}

function xchacha(secretKey: Uint8Array): TransportKey {
  const nonce = Buffer.alloc(24)
  return (datagram, headerBytes) => {
    const counter = datagram.length - COUNTER_BYTES
    datagram.copy(nonce, 0, counter)
    try {
      const opened = xchacha20poly1305(secretKey, nonce, datagram.subarray(0, headerBytes)).decrypt(
        datagram.subarray(headerBytes, counter),
      )
      return Buffer.from(opened.buffer, opened.byteOffset, opened.length)
    } catch {
      return null
    }
  }
}
