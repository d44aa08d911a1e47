import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Clock, sleep } from '../../../base/clock.ts'
import type { EngineError } from '../../../base/errors.ts'
import { fileHash } from './file-hash.ts'
import { codeOf, diskTrouble, modelTrouble } from './model-trouble.ts'

/** A server that has not sent the first byte by then is given up. */
const ANSWER_MS = 5_000
/** A connection on which nothing comes for so long is dead. */
const STALL_MS = 10_000
/** Once something has come, so many connections in a row may fail or break off without bringing more. */
const MOST_EMPTY = 3
const RETRY_MS = 500
/** Statuses of a server, or of one on the way, that has too much to do or is just being started. */
const FOR_NOW: readonly number[] = [408, 429, 500, 502, 503, 504]

export interface Download {
  readonly address: string
  /** What has to arrive. */
  readonly bytes: number
  readonly sha256: string
  /** Where it lies in the end; until it is whole and proven the name has `.part` behind it. */
  readonly file: string
}

interface DownloadParts {
  readonly clock: Clock
  /** Its abort ends the download, which then rejects with the signal's reason. What has arrived stays. */
  readonly signal: AbortSignal
  readonly onBytes: (doneBytes: number) => unknown
}

/**
 * Fetches a file whose content is known. What an earlier attempt has left is gone on with (RFC 9110, 14.2 Range and
 * 13.1.5 If-Range) where the server can do that and has still the same, and else it begins again; so does a download
 * that was put together of several answers and came out wrong.
 *
 * Rejects with an EngineError of one sentence.
 */
export async function download(wanted: Download, parts: DownloadParts): Promise<void> {
  if ((await sizeOf(wanted.file)) === wanted.bytes && (await fileHash(wanted.file)) === wanted.sha256) return
  const transfer = new Transfer(wanted, parts)
  try {
    if (!(await transfer.run())) await transfer.again()
    await rename(transfer.part, wanted.file)
    await rm(transfer.mark, { force: true })
  } catch (error) {
    throw diskTrouble(error, dirname(wanted.file))
  }
}

class Transfer {
  readonly part: string
  /** Holds the entity tag of what the part is a part of. */
  readonly mark: string
  readonly #wanted: Download
  readonly #parts: DownloadParts
  readonly #host: string
  /** Whether the part may have been put together of several answers. */
  #isMixed = false
  /** Whether anything has come in this process. */
  #hasBegun = false
  /** Whether the server has refused to go on with a part, which was then thrown away. */
  #wasRefusedRest = false

  constructor(wanted: Download, parts: DownloadParts) {
    this.#wanted = wanted
    this.#parts = parts
    this.#host = new URL(wanted.address).host
    this.part = `${wanted.file}.part`
    this.mark = `${wanted.file}.part.etag`
  }

  /** Fetches what is missing; false when that was put together of pieces that do not fit. */
  async run(): Promise<boolean> {
    let have = await sizeOf(this.part)
    this.#isMixed = have > 0
    for (let empty = 0; have < this.#wanted.bytes; ) {
      const failure = await this.#receive(have).then(() => null, hiccup)
      if (failure !== null && !this.#hasBegun) throw failure
      const size = await sizeOf(this.part)
      empty = size > have ? 0 : empty + 1
      if (empty === MOST_EMPTY) throw failure ?? modelTrouble.cutOff(this.#host)
      have = size
      if (have < this.#wanted.bytes) await sleep(this.#parts.clock, RETRY_MS)
      this.#parts.signal.throwIfAborted()
    }
    if (have > this.#wanted.bytes) return false
    if ((await fileHash(this.part)) === this.#wanted.sha256) return true
    if (this.#isMixed) return false
    await this.#forget()
    throw modelTrouble.otherArchive(this.#host)
  }

  /** From the beginning; what does not fit now either is not what is wanted. */
  async again(): Promise<void> {
    await this.#forget()
    if (await this.run()) return
    await this.#forget()
    throw modelTrouble.otherArchive(this.#host)
  }

  async #forget(): Promise<void> {
    await rm(this.part, { force: true })
    await rm(this.mark, { force: true })
  }

  /** One answer of the server, added to the part as far as it comes. */
  async #receive(have: number): Promise<void> {
    const { clock, signal } = this.#parts
    const late = new AbortController()
    let hasCome = false
    let cancel = clock.after(ANSWER_MS, () => late.abort())
    /** What comes keeps the connection: the headers alone do not. */
    const onChunk = (): void => {
      hasCome = true
      this.#hasBegun = true
      cancel()
      cancel = clock.after(STALL_MS, () => late.abort())
    }
    try {
      const answer = await this.#ask(have, AbortSignal.any([signal, late.signal]))
      const from = await this.#place(answer, have)
      if (from !== null && answer.body !== null) await this.#keep(answer.body, { from, onChunk })
      if (late.signal.aborted && !hasCome) throw modelTrouble.noAnswer(this.#host)
    } finally {
      cancel()
      // Lets go of a connection whose answer is of no use.
      late.abort()
    }
  }

  async #ask(have: number, signal: AbortSignal): Promise<Response> {
    const tag = await readFile(this.mark, 'utf8').catch(() => '')
    const range = have === 0 ? {} : { range: `bytes=${have}-`, ...(tag === '' ? {} : { 'if-range': tag }) }
    try {
      return await fetch(this.#wanted.address, {
        headers: { 'accept-encoding': 'identity', ...range },
        signal,
      })
    } catch (error) {
      this.#parts.signal.throwIfAborted()
      if (signal.aborted) throw modelTrouble.noAnswer(this.#host)
      throw new Hiccup(modelTrouble.unreachable(this.#host, error))
    }
  }

  /**
   * Where the body of this answer begins in the file; null: nowhere, and the next question is for the whole. Throws
   * where it is not (a part of) what is wanted.
   */
  async #place(answer: Response, have: number): Promise<number | null> {
    const { bytes } = this.#wanted
    if (answer.status === 206) {
      const [, from, total] =
        /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(answer.headers.get('content-range') ?? '') ?? []
      if (total !== '*' && Number(total) !== bytes) throw modelTrouble.otherSize(this.#host)
      // A beginning that was not asked for leaves a hole, or lies upon what is there.
      if (Number(from) !== have) throw modelTrouble.otherSize(this.#host)
      this.#isMixed = true
      return have
    }
    // The server does not have what would come next: what is there belongs to something else.
    if (answer.status === 416 && have > 0 && !this.#wasRefusedRest) {
      this.#wasRefusedRest = true
      await this.#forget()
      return null
    }
    if (answer.status !== 200) {
      const refused = modelTrouble.refused(this.#host, answer.status)
      throw FOR_NOW.includes(answer.status) ? new Hiccup(refused) : refused
    }
    const length = answer.headers.get('content-length')
    if (length !== null && Number(length) !== bytes) throw modelTrouble.otherSize(this.#host)
    const tag = answer.headers.get('etag')
    // A weak one does not vouch for every byte (RFC 9110, 8.8.1).
    if (tag === null || tag.startsWith('W/')) await rm(this.mark, { force: true })
    else await writeFile(this.mark, tag)
    this.#isMixed = false
    return 0
  }

  async #keep(
    body: ReadableStream<Uint8Array>,
    { from, onChunk }: { readonly from: number; readonly onChunk: () => void },
  ): Promise<void> {
    const file = await open(this.part, 'a')
    try {
      if (from === 0) await file.truncate(0)
      await this.#write(file, body, { from, onChunk })
    } finally {
      await file.close()
    }
  }

  async #write(
    file: FileHandle,
    body: ReadableStream<Uint8Array>,
    { from, onChunk }: { readonly from: number; readonly onChunk: () => void },
  ): Promise<void> {
    const reader = body.getReader()
    let done = from
    this.#parts.onBytes(done)
    for (;;) {
      // What breaks off here is the connection; the rest is asked for again.
      const { value } = await reader.read().catch(() => ({ value: undefined }))
      if (value === undefined) return
      onChunk()
      done += value.byteLength
      if (done > this.#wanted.bytes) throw modelTrouble.otherSize(this.#host)
      await file.appendFile(value)
      this.#parts.onBytes(done)
    }
  }
}

/** What may be over at the next attempt. */
class Hiccup extends Error {
  readonly failure: EngineError

  constructor(failure: EngineError) {
    super(failure.message)
    this.failure = failure
  }
}

function hiccup(error: unknown): EngineError {
  if (error instanceof Hiccup) return error.failure
  throw error
}

/** 0 where there is no such file. */
export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return 0
    throw error
  }
}
