import type { SessionMs } from '../base/ids.ts'

/** The one sound format inside the house: 16 kHz, mono, signed 16-bit little-endian. */
export const SAMPLE_RATE = 16_000
export const BYTES_PER_SAMPLE = 2
export const SAMPLES_PER_MS = SAMPLE_RATE / 1000
/** A chunk's length: the shortest message that AssemblyAI takes (facts on its wire, 5.1). */
export const CHUNK_MS = 50
export const CHUNK_SAMPLES = CHUNK_MS * SAMPLES_PER_MS
export const CHUNK_BYTES = CHUNK_SAMPLES * BYTES_PER_SAMPLE

/**
 * 50 ms of sound with its place in the session: `CHUNK_BYTES` bytes, never more or fewer.
 * `pcm` belongs to the receiver: the sender does not touch it again.
 */
export interface PcmChunk {
  /** Session time of the first sample. */
  readonly atMs: SessionMs
  readonly pcm: Buffer
  /** Root mean square of the samples, 0 to 32768: how loud it is. 0 for silence that was filled in. */
  readonly level: number
}
