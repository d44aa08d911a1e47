import { CHUNK_BYTES, CHUNK_MS, CHUNK_SAMPLES, type PcmChunk, SAMPLE_RATE } from '../../src/audio/pcm.ts'

/** Keeps chunks, and refuses those that break the format: wrong size, out of order, overlapping. */
export class Recording {
  readonly chunks: PcmChunk[] = []

  readonly emit = (chunk: PcmChunk): void => {
    if (chunk.pcm.length !== CHUNK_BYTES) throw new Error(`a chunk of ${chunk.pcm.length} bytes`)
    const last = this.chunks.at(-1)
    if (last !== undefined && chunk.atMs < last.atMs + CHUNK_MS)
      throw new Error(`a chunk at ${chunk.atMs} ms after one at ${last.atMs} ms`)
    this.chunks.push(chunk)
  }

  get endMs(): number {
    const last = this.chunks.at(-1)
    return last === undefined ? 0 : last.atMs + CHUNK_MS
  }

  /** Where sound was recorded without a break, as [from, to] in ms. */
  get stretches(): [number, number][] {
    const stretches: [number, number][] = []
    for (const { atMs } of this.chunks) {
      const last = stretches.at(-1)
      if (last !== undefined && last[1] === atMs) last[1] = atMs + CHUNK_MS
      else stretches.push([atMs, atMs + CHUNK_MS])
    }
    return stretches
  }

  /** The samples from `fromMs` to `toMs`; zeros where nothing was recorded. */
  between(fromMs: number, toMs: number): Int16Array {
    const start = Math.round((fromMs * SAMPLE_RATE) / 1000)
    const samples = new Int16Array(Math.round((toMs * SAMPLE_RATE) / 1000) - start)
    for (let i = this.#chunkAt(fromMs); i < this.chunks.length; i += 1) {
      const chunk = this.chunks[i]
      if (chunk === undefined || chunk.atMs >= toMs) break
      const offset = Math.round((chunk.atMs * SAMPLE_RATE) / 1000) - start
      const from = Math.max(0, -offset)
      const to = Math.min(CHUNK_SAMPLES, samples.length - offset)
      if (from < to) samples.set(samplesOf(chunk.pcm).subarray(from, to), offset + from)
    }
    return samples
  }

  /** The first chunk that ends after `atMs`. */
  #chunkAt(atMs: number): number {
    let low = 0
    let high = this.chunks.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.chunks[middle]?.atMs ?? 0) + CHUNK_MS <= atMs) low = middle + 1
      else high = middle
    }
    return low
  }
}

export const samplesOf = (pcm: Buffer): Int16Array =>
  new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / Int16Array.BYTES_PER_ELEMENT)

export const rms = (samples: Int16Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

/** Amplitude of one frequency in 16 kHz samples (a Hann window keeps others out). */
export function amplitudeAt(samples: Int16Array, hertz: number): number {
  let real = 0
  let imaginary = 0
  let weights = 0
  samples.forEach((sample, i) => {
    const weight = 1 - Math.cos((2 * Math.PI * (i + 0.5)) / samples.length)
    const angle = (2 * Math.PI * hertz * i) / SAMPLE_RATE
    real += weight * sample * Math.cos(angle)
    imaginary += weight * sample * Math.sin(angle)
    weights += weight
  })
  return (2 * Math.hypot(real, imaginary)) / weights
}

/** The mean frequency of 16 kHz samples that hold one tone, by its upward zero crossings, and their mid-point. */
export function pitch(samples: Int16Array): { readonly hertz: number; readonly centre: number } | null {
  let first = -1
  let last = -1
  let periods = -1
  for (let i = 1; i < samples.length; i += 1) {
    const before = samples[i - 1] ?? 0
    const after = samples[i] ?? 0
    if (before >= 0 || after < 0) continue
    last = i - 1 + before / (before - after)
    if (first < 0) first = last
    periods += 1
  }
  if (periods < 1) return null
  return { hertz: (periods * SAMPLE_RATE) / (last - first), centre: (first + last) / 2 }
}
