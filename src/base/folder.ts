import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder, with those above it that are missing; one that is there is fine. Throws what the system says.
 * Node's own `mkdir` with `recursive` never returns where the system says that what is there is not, as within /proc.
 */
export function makeFolder(path: string, mode = 0o777): void {
  const folder = resolve(path)
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    if (isFolder(folder)) return
    const above = dirname(folder)
    if (!isMissing(error) || existsSync(above)) throw error
    makeFolder(above, mode)
    makeFolder(folder, mode)
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
