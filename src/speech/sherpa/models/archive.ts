import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { type Entry, extract } from 'tar-stream'
import unbzip2 from 'unbzip2-stream'
import { EngineError } from '../../../base/errors.ts'
import { codeOf, modelTrouble } from './model-trouble.ts'

/** Models of numbers hardly shrink; what unpacks to more than this many times its size is something else. */
const MOST_GROWTH = 20

export interface WantedFile {
  readonly name: string
  /** Null where it is not known, as is the hash. */
  readonly bytes: number | null
  readonly sha256: string | null
}

export interface UnpackedFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

interface Unpacking {
  /** A `.tar.bz2`, of this size. */
  readonly archive: string
  readonly bytes: number
  /** Nothing else is written, and these only as files of these names in `folder`, whatever paths the archive has. */
  readonly wanted: readonly WantedFile[]
  readonly folder: string
  readonly signal: AbortSignal
  /** Bytes of the archive that are done. */
  readonly onBytes: (doneBytes: number) => void
}

/**
 * Unpacks the wanted files of an archive and proves them by their hashes. Rejects with an EngineError when one is
 * missing or differs, or the archive cannot be read; with what the system said when one cannot be written.
 */
export async function unpack(unpacking: Unpacking): Promise<readonly UnpackedFile[]> {
  const { wanted, signal } = unpacking
  const missing = new Map(wanted.map((file) => [file.name, file]))
  const unpacked: UnpackedFile[] = []
  try {
    for await (const entry of entriesOf(unpacking)) {
      const file = missing.get(nameIn(entry) ?? '')
      if (file === undefined) entry.resume()
      else {
        unpacked.push(await write(entry, file, unpacking))
        missing.delete(file.name)
      }
      if (missing.size === 0) break
    }
  } catch (error) {
    signal.throwIfAborted()
    // What the system says has a code; what tar-stream and unbzip2-stream say of the archive's content has none.
    throw error instanceof EngineError || codeOf(error) !== '' ? error : modelTrouble.unreadable(error)
  }
  signal.throwIfAborted()
  const [name] = missing.keys()
  if (name !== undefined) throw modelTrouble.lacks(name)
  return unpacked
}

/** Its name, if it is a plain file that lies at the top of the archive or in its one folder. */
function nameIn({ header: { type, name } }: Entry): string | null {
  if (type !== 'file' || name.startsWith('/')) return null
  const steps = name.split('/').filter((step) => step !== '.')
  return steps.length <= 2 && !steps.includes('..') ? (steps.at(-1) ?? null) : null
}

async function* entriesOf({ archive, bytes, signal, onBytes }: Unpacking): AsyncGenerator<Entry> {
  const source = createReadStream(archive)
  const bzip2 = unbzip2()
  const entries = extract()
  const fail = (error: Error): void => {
    entries.destroy(error)
  }
  let plainBytes = 0
  // By hand: wrapped as a Readable, this old kind of stream is cut off with what still waits to be taken.
  bzip2.on('data', (chunk: Buffer) => {
    plainBytes += chunk.byteLength
    onBytes(Math.min(source.bytesRead, bytes))
    if (signal.aborted) entries.destroy()
    else if (plainBytes > bytes * MOST_GROWTH) fail(new Error('it grows too large'))
    else if (!entries.write(chunk)) bzip2.pause()
  })
  entries.on('drain', () => bzip2.resume())
  bzip2.on('end', () => entries.end())
  source.on('error', fail)
  bzip2.on('error', fail)
  source.pipe(bzip2)
  try {
    yield* entries
  } finally {
    source.destroy()
    entries.destroy()
  }
}

async function write(entry: Entry, wanted: WantedFile, { folder, bytes }: Unpacking): Promise<UnpackedFile> {
  const { size } = entry.header
  const fits =
    size !== undefined && (wanted.bytes === null ? size <= bytes * MOST_GROWTH : size === wanted.bytes)
  if (!fits) throw modelTrouble.lacks(wanted.name)
  const hash = createHash('sha256')
  const file = await open(join(folder, wanted.name), 'wx')
  try {
    for await (const chunk of entry) {
      hash.update(chunk)
      await file.appendFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  const sha256 = hash.digest('hex')
  if (wanted.sha256 !== null && sha256 !== wanted.sha256) throw modelTrouble.otherFile(wanted.name)
  return { name: wanted.name, bytes: size, sha256 }
}
