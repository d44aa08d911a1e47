import { CHUNK_BYTES, CHUNK_MS, type PcmChunk } from '../../src/audio/pcm.ts'
import type { SessionMs } from '../../src/base/ids.ts'

/** 16 kHz mono s16le sound as chunks from `atMs` on, filled up with silence and followed by `tailMs` of it. */
export function chunksOf(sound: Buffer, atMs: SessionMs, tailMs = 0): PcmChunk[] {
  const count = Math.ceil(sound.length / CHUNK_BYTES) + Math.ceil(tailMs / CHUNK_MS)
  const padded = Buffer.alloc(count * CHUNK_BYTES)
  sound.copy(padded)
  return Array.from({ length: count }, (_, place) => {
    const pcm = padded.subarray(place * CHUNK_BYTES, (place + 1) * CHUNK_BYTES)
    return { atMs: atMs + place * CHUNK_MS, pcm, level: levelOf(pcm) }
  })
}

function levelOf(pcm: Buffer): number {
  let sum = 0
  for (let at = 0; at < pcm.length; at += 2) sum += pcm.readInt16LE(at) ** 2
  return Math.sqrt(sum / (pcm.length / 2))
}
