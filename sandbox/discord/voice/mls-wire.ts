import { createHash } from 'node:crypto'

/** MLS's `opaque<V>`: the bytes behind their variable-size length (RFC 9420, 2.1.2). */
export function vector(...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([vectorLength(length), ...parts])
}

function vectorLength(length: number): Buffer {
  if (length < 1 << 6) return Buffer.from([length])
  const wide = length >= 1 << 14
  const bytes = Buffer.alloc(wide ? 4 : 2)
  if (wide) bytes.writeUInt32BE(length + 0x8000_0000)
  else bytes.writeUInt16BE(length | 0x4000)
  return bytes
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

export function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(value)
  return bytes
}

/** The hash by which MLS names proposals and key packages (RFC 9420, 5.2), as hex; SHA-256 for ciphersuite 2. */
export function referenceHash(label: string, value: Buffer): string {
  return createHash('sha256')
    .update(vector(Buffer.from(label)))
    .update(vector(value))
    .digest('hex')
}

/** Reads MLS structures front to back; throws a RangeError when the bytes run out. */
export class MlsReader {
  readonly #bytes: Buffer
  #offset = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get offset(): number {
    return this.#offset
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.length
  }

  uint8(): number {
    return this.take(1).readUInt8()
  }

  uint16(): number {
    return this.take(2).readUInt16BE()
  }

  uint32(): number {
    return this.take(4).readUInt32BE()
  }

  uint64(): bigint {
    return this.take(8).readBigUInt64BE()
  }

  /** The content of an `opaque<V>`. */
  vector(): Buffer {
    const first = this.uint8()
    const length = first & 0x3f
    switch (first >> 6) {
      case 0:
        return this.take(length)
      case 1:
        return this.take(length * 0x100 + this.uint8())
      case 2:
        return this.take(length * 0x100_0000 + this.take(3).readUIntBE(0, 3))
      default:
        throw new RangeError('a vector length with the reserved prefix')
    }
  }

  skipVectors(count: number): void {
    for (let i = 0; i < count; i++) this.vector()
  }

  take(length: number): Buffer {
    const end = this.#offset + length
    if (end > this.#bytes.length) throw new RangeError('an MLS structure ends too early')
    const taken = this.#bytes.subarray(this.#offset, end)
    this.#offset = end
    return taken
  }
}
