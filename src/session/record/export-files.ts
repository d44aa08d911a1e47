import { zip } from 'fflate'
import { othersFirst } from '../../base/clock.ts'
import type { ExportFormat } from '../../transcript/export/export-format.ts'
import { plainLine } from '../../transcript/plain-line.ts'
import { utcMinute } from '../../transcript/session-time.ts'
import type { SessionRecord, Transcript } from '../../transcript/transcript.ts'
import type { Words } from '../../wording/words.ts'
import type { ReplyFile } from '../ports.ts'

/** Zip knows no dates before 1980, and its dates have no time zone. */
const ZIP_EPOCH = Date.UTC(1980, 0, 2)

export interface FilesWanted {
  /** The largest, in bytes. */
  readonly fileLimit: number
  /** In the language of who reads them. */
  readonly words: Words
}

/**
 * A transcript as files, each no larger than the limit: one that would be is zipped, and what is too large even
 * so is cut into parts "….zip.001", "….zip.002", which 7-Zip opens as they are and `cat` joins. Before each, all
 * else that waits has its turn.
 */
export async function exportFiles(
  transcript: Transcript,
  formats: readonly ExportFormat[],
  { fileLimit: limit, words }: FilesWanted,
): Promise<readonly ReplyFile[]> {
  const name = fileName(transcript.session)
  const files: ReplyFile[] = []
  for (const format of formats) {
    // Of a call of hours, each takes a few tenths of a second: calls that go on now are heard in between.
    await othersFirst()
    const file = { name: `${name}.${format.name}`, bytes: Buffer.from(format.write(transcript, words)) }
    if (file.bytes.byteLength <= limit) files.push(file)
    else files.push(...parts(await zipped(file, transcript.session.startedAt), limit))
  }
  return files
}

/** "2026-11-22-1339-table": when, and what the room was called, as far as file systems take it. */
function fileName({ startedAt, roomName }: SessionRecord): string {
  const [day = '', time = ''] = utcMinute(startedAt).split(' ')
  return [day, time.replace(':', ''), fileStem(roomName.toLowerCase())]
    .filter((part) => part !== '')
    .join('-')
}

/** A name in any script as far as file systems take it; empty where nothing of it is left. */
export function fileStem(name: string): string {
  const stem = plainLine(name)
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
  return [...stem].slice(0, 40).join('').replace(/^-|-$/g, '')
}

/** On another thread: sound of other sessions is not to wait for it. */
function zipped({ name, bytes }: ReplyFile, at: number): Promise<ReplyFile> {
  return new Promise((resolve, reject) => {
    zip({ [name]: bytes }, { mtime: Math.max(at, ZIP_EPOCH) }, (error, archive) => {
      if (error) reject(error)
      else resolve({ name: `${name}.zip`, bytes: archive })
    })
  })
}

function parts({ name, bytes }: ReplyFile, limit: number): readonly ReplyFile[] {
  if (bytes.byteLength <= limit) return [{ name, bytes }]
  const count = Math.ceil(bytes.byteLength / limit)
  return Array.from({ length: count }, (_, at) => ({
    name: `${name}.${String(at + 1).padStart(3, '0')}`,
    bytes: bytes.subarray(at * limit, (at + 1) * limit),
  }))
}
