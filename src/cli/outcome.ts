import { CommanderError } from 'commander'
import { ConfigError, EngineError, StoreError, UserError } from '../base/errors.ts'
import { safeError } from '../base/log.ts'
import { type Output, say } from './surroundings.ts'

/** How a tool's process ends. */
export const EXIT = {
  well: 0,
  failed: 1,
  /** It was not called as its help says. */
  wrongUse: 2,
  /** By Ctrl+C: 128 and the signal's number, as shells have it. */
  interrupted: 130,
} as const

/** The tool ends without having done all of what it was asked; it has said why. */
export class Failed extends Error {
  override name = 'Failed'
}

/** Tells what a tool was ended by, if it was not told yet, and answers its exit code. */
export function tellFailure(error: unknown, errors: Output, signal: AbortSignal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.well : EXIT.wrongUse
  if (error instanceof Failed) return EXIT.failed
  if (signal.aborted && error === signal.reason) {
    say(errors, 'Stopped.')
    return EXIT.interrupted
  }
  say(errors, failureSentence(error))
  return EXIT.failed
}

/**
 * For whoever sits before the terminal. What nobody expected is told without anything that it may quote. `path` is what
 * they called the file that all of this is about: it is not told again.
 */
export function failureSentence(error: unknown, path: string | null = null): string {
  if ([UserError, ConfigError, EngineError, StoreError].some((kind) => error instanceof kind))
    return error instanceof Error ? error.message : ''
  return (
    fileTrouble(error, path) ??
    `This is a mistake in Hansard itself, please report it: ${JSON.stringify(safeError(error))}`
  )
}

const FILE_TROUBLES: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file or folder',
  EISDIR: 'This is a folder, not a file',
  ENOTDIR: 'This is a file, and has to be a folder',
  EEXIST: 'This is a file, and has to be a folder',
  EACCES: 'You have no right to use it',
  EPERM: 'You have no right to use it',
  EROFS: 'It lies on a disk that can only be read',
  ENOSPC: 'The disk is full',
  EDQUOT: 'The quota of the disk is used up',
}

/** What the system said of a path that somebody named; null for anything else. */
function fileTrouble(error: unknown, known: string | null): string | null {
  if (typeof error !== 'object' || error === null) return null
  if (!('code' in error && typeof error.code === 'string')) return null
  const trouble = FILE_TROUBLES[error.code]
  if (trouble === undefined) return null
  const path = known === null && 'path' in error && typeof error.path === 'string' ? error.path : null
  return path === null ? `${trouble}.` : `${trouble}: ${path}`
}

/** The reader of the output has gone. */
export const isBrokenPipe = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPIPE'

/** Why standard output took no more, for whoever sits there. */
export function outputFailure(error: unknown): string {
  const trouble = fileTrouble(error, null)
  return trouble ?? 'The output could not be written.'
}
