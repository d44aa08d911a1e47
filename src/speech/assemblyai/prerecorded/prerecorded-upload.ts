import { Readable } from 'node:stream'
import { tooLarge } from './prerecorded-failure.ts'

/**
 * Sound as bytes, in whatever format of file the service knows. A function is called for each attempt and can so be
 * sent again after a failure, as bytes in memory can; what can be read only once is sent only once.
 */
export type Sound = Uint8Array | AsyncIterable<Uint8Array> | (() => AsyncIterable<Uint8Array>)

/** What the service takes in one upload: 2.2 GB, as its documentation has it. */
const MOST_BYTES = 2_200_000_000
const PIECE_BYTES = 65_536

export interface UploadOptions {
  /** More is not sent. Default: what the service takes. */
  readonly mostBytes?: number | undefined
  /** So many bytes were taken by the connection in this attempt. */
  readonly onBytes?: (bytes: number) => void
}

/** A sound on its way: opened for each attempt, counted, bounded, and freed whatever becomes of it. */
export class Upload {
  /** Whether it can be opened more than once. */
  readonly repeatable: boolean
  /** What reading it failed with: not the service's fault, so not to be told as such. */
  failure: { readonly error: unknown } | null = null
  readonly #sound: Sound
  readonly #options: UploadOptions
  #close: () => void = () => {}

  constructor(sound: Sound, options: UploadOptions = {}) {
    this.#sound = sound
    this.#options = options
    this.repeatable = sound instanceof Uint8Array || typeof sound === 'function'
  }

  /** The bytes from the beginning, as the body of a request; `onPiece` is called for each piece that it takes. */
  open(onPiece: () => void): ReadableStream<Uint8Array> {
    this.close()
    this.failure = null
    const opened = typeof this.#sound === 'function' ? this.#sound() : this.#sound
    const pieces = this.#pieces(opened, onPiece)
    this.#close = () => {
      // Where a read hangs, only this ends it.
      if (opened instanceof Readable) opened.destroy()
      pieces.return(undefined).catch(() => {})
    }
    return ReadableStream.from(pieces)
  }

  /** Frees what is open. Twice is fine. */
  close(): void {
    this.#close()
    this.#close = () => {}
  }

  async *#pieces(
    opened: Uint8Array | AsyncIterable<Uint8Array>,
    onPiece: () => void,
  ): AsyncGenerator<Uint8Array, void> {
    const { mostBytes = MOST_BYTES, onBytes } = this.#options
    let bytes = 0
    try {
      for await (const piece of opened instanceof Uint8Array ? cut(opened) : opened) {
        bytes += piece.length
        if (bytes > mostBytes) throw tooLarge()
        onPiece()
        onBytes?.(bytes)
        yield piece
      }
    } catch (error) {
      this.failure = { error }
      throw error
    }
  }
}

function* cut(bytes: Uint8Array): Generator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES)
}
