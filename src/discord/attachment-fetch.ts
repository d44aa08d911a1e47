import { randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { UserError } from '../base/errors.ts'
import type { FetchAttachment } from '../session/files/message-transcriber.ts'
import type { Saying } from '../wording/words.ts'

/** The next piece must come within so long, and all of the file within the other. */
const PIECE_MS = 30_000
const WHOLE_MS = 600_000

const GONE: Saying = ({ files }) => files.fetch.gone
const UNREACHED: Saying = ({ files }) => files.fetch.unreached

export interface AttachmentFetchOptions {
  /** Where files lie for as long as they are needed; nothing else is kept there. */
  readonly folder: string
  /** Discord's REST address: a stand-in serves files itself, without TLS. */
  readonly apiUrl: string
  readonly clock: Clock
}

/** Takes away what a process that ended in the middle left there. To be called before anything is fetched. */
export const clearFetched = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true })

/** Fetches attachments to files that nobody else can read. */
export function attachmentFetch({ folder, apiUrl, clock }: AttachmentFetchOptions): FetchAttachment {
  return async ({ url }, { mostBytes, signal }) => {
    checkAddress(url, apiUrl)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const path = join(folder, randomUUID())
    const remove = () => rm(path, { force: true })
    const watch = new Watch(clock, signal)
    try {
      await fetchTo(path, url, { mostBytes, watch })
      return { path, remove }
    } catch (error) {
      await remove()
      signal.throwIfAborted()
      throw error
    } finally {
      watch.end()
    }
  }
}

/** Discord tells where its files are; all the same nothing but the open internet, under TLS, is asked. */
function checkAddress(url: string, apiUrl: string): void {
  const [wanted, api] = [URL.parse(url), URL.parse(apiUrl)]
  const standIn = api?.protocol === 'http:' && wanted?.origin === api.origin
  if (wanted === null || !(standIn || (wanted.protocol === 'https:' && wanted.username === '')))
    throw new UserError(({ files }) => files.fetch.elsewhere)
}

interface FetchOptions {
  readonly mostBytes: number
  readonly watch: Watch
}

async function fetchTo(path: string, url: string, { mostBytes, watch }: FetchOptions): Promise<void> {
  const response = await reached(fetch(url, { redirect: 'manual', signal: watch.signal }))
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    throw new UserError(response.status >= 400 && response.status < 500 ? GONE : UNREACHED)
  }
  const file = await open(path, 'wx', 0o600)
  try {
    let bytes = 0
    const reader = response.body.getReader()
    for (let piece = await reached(reader.read()); !piece.done; piece = await reached(reader.read())) {
      watch.piece()
      bytes += piece.value.length
      if (bytes > mostBytes) {
        await reader.cancel()
        throw new UserError(({ files }) => files.fetch.larger)
      }
      await file.write(piece.value)
    }
  } finally {
    await file.close()
  }
}

/** What the network throws, as a sentence: its own words may hold the address. */
async function reached<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    throw new UserError(UNREACHED, { cause: error })
  }
}

/** Aborts what takes too long. */
class Watch {
  readonly signal: AbortSignal
  readonly #late = new AbortController()
  readonly #clock: Clock
  readonly #endWhole: () => void
  #endPiece: () => void

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock
    this.signal = AbortSignal.any([signal, this.#late.signal])
    this.#endWhole = clock.after(WHOLE_MS, () => this.#late.abort())
    this.#endPiece = clock.after(PIECE_MS, () => this.#late.abort())
  }

  piece(): void {
    this.#endPiece()
    this.#endPiece = this.#clock.after(PIECE_MS, () => this.#late.abort())
  }

  end(): void {
    this.#endPiece()
    this.#endWhole()
  }
}
