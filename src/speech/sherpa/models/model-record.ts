import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { ModelRole } from '../catalogue.ts'
import type { UnpackedFile } from './archive.ts'

/**
 * Beside a fetched model: what its files were when its archive was proven. So a file that is spoilt later is noticed
 * before it is loaded, also where nobody has published the hash of each.
 */
const RECORD = 'model.json'

const fileSchema = v.object({ name: v.string(), bytes: v.number(), sha256: v.string() })
const recordSchema = v.object({
  name: v.string(),
  files: v.object({ encoder: fileSchema, decoder: fileSchema, joiner: fileSchema, tokens: fileSchema }),
})

interface ModelRecord {
  readonly name: string
  readonly files: Readonly<Record<ModelRole, UnpackedFile>>
}

export const writeRecord = (folder: string, record: ModelRecord): Promise<void> =>
  writeFile(join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`)

/** Null where there is none that can be understood: then the folder is as one that somebody else has filled. */
export async function readRecord(folder: string): Promise<ModelRecord | null> {
  try {
    return v.parse(recordSchema, JSON.parse(await readFile(join(folder, RECORD), 'utf8')))
  } catch {
    return null
  }
}
