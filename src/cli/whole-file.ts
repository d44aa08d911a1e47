import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder } from '../base/folder.ts'

/**
 * Writes a file under its name only when all of it is there, in place of the one before; the folder is made. However
 * this ends, no piece of it is left. Rejects with what the system says.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  makeFolder(dirname(path))
  const part = `${path}.${randomUUID().slice(0, 8)}.part`
  try {
    await writeFile(part, content, { flag: 'wx' })
    await rename(part, path)
  } finally {
    await rm(part, { force: true })
  }
}
