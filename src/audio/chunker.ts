import { CHUNK_BYTES, CHUNK_SAMPLES, type PcmChunk, SAMPLES_PER_MS } from './pcm.ts'

/**
 * Cuts sound into chunks of 50 ms stamped with session time, and hands each over when it is full. Positions are in
 * samples since the session began, and only ever go up.
 */
export class Chunker {
  readonly #emit: (chunk: PcmChunk) => void
  /** The chunk being filled, over the memory of `#pcm`; null between chunks. Born as zeros, so that silence need not be written. */
  #samples: Int16Array | null = null
  #pcm = Buffer.alloc(0)
  #filled = 0
  #position = 0

  constructor(emit: (chunk: PcmChunk) => void) {
    this.#emit = emit
  }

  /** Where the next sample will lie. */
  get position(): number {
    return this.#position
  }

  /** Fills up the chunk at hand with silence, then goes on at `position`, or where it is if that has passed. */
  begin(position: number): void {
    this.flush()
    this.#position = Math.max(this.#position, position)
  }

  /** Appends the first `length` samples of a frame. */
  write(frame: Int16Array, length = frame.length): void {
    for (let from = 0; from < length; ) {
      const samples = this.#open()
      const run = Math.min(length - from, CHUNK_SAMPLES - this.#filled)
      samples.set(run === frame.length ? frame : frame.subarray(from, from + run), this.#filled)
      from += run
      this.#advance(samples, run)
    }
  }

  /** Appends `length` samples of silence. */
  silence(length: number): void {
    for (let left = length; left > 0; ) {
      const samples = this.#open()
      const run = Math.min(left, CHUNK_SAMPLES - this.#filled)
      left -= run
      this.#advance(samples, run)
    }
  }

  /** Fills up the chunk at hand with silence, if there is one, and hands it over. */
  flush(): void {
    if (this.#samples !== null) this.silence(CHUNK_SAMPLES - this.#filled)
  }

  /** Forgets the chunk at hand; its place stays empty. */
  drop(): void {
    this.#samples = null
    this.#filled = 0
  }

  #open(): Int16Array {
    if (this.#samples !== null) return this.#samples
    // Out of Node's own pool: memory of its own for each chunk costs three times what filling it does.
    this.#pcm = Buffer.allocUnsafe(CHUNK_BYTES).fill(0)
    this.#samples = new Int16Array(this.#pcm.buffer, this.#pcm.byteOffset, CHUNK_SAMPLES)
    return this.#samples
  }

  #advance(samples: Int16Array, run: number): void {
    this.#filled += run
    this.#position += run
    if (this.#filled < CHUNK_SAMPLES) return
    const chunk: PcmChunk = {
      atMs: (this.#position - CHUNK_SAMPLES) / SAMPLES_PER_MS,
      pcm: this.#pcm,
      level: rootMeanSquare(samples),
    }
    this.#samples = null
    this.#filled = 0
    this.#emit(chunk)
  }
}

function rootMeanSquare(samples: Int16Array): number {
  let squares = 0
  for (let i = 0; i < samples.length; i += 1) {
    const sample = samples[i] ?? 0
    squares += sample * sample
  }
  return Math.sqrt(squares / samples.length)
}
