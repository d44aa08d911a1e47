import { StoreError, type StoreTrouble } from '../base/errors.ts'
import type { Words } from '../wording/words.ts'

/** A sentence of the catalogue into which nothing is put. */
type Sentence = Exclude<keyof Words['store'], 'unreadable' | 'newer'>

/** What SQLite's primary result codes (sqlite.org/rescode.html) mean for whoever hosts the bot. */
const SQLITE_TROUBLES: Readonly<Record<number, readonly [StoreTrouble, Sentence]>> = {
  3: ['read-only', 'notAllowed'],
  5: ['locked', 'locked'],
  6: ['locked', 'locked'],
  8: ['read-only', 'cannotWrite'],
  10: ['broken', 'diskFailed'],
  11: ['broken', 'damaged'],
  13: ['full', 'diskFull'],
  14: ['read-only', 'cannotOpen'],
  23: ['read-only', 'notAllowed'],
  26: ['broken', 'noDatabase'],
}

/** The same for what the file system says before SQLite comes to it. */
const FILE_TROUBLES: Readonly<Record<string, readonly [StoreTrouble, Sentence]>> = {
  EACCES: ['read-only', 'mayNotWrite'],
  EPERM: ['read-only', 'mayNotWrite'],
  EROFS: ['read-only', 'readOnlyDisk'],
  ENOENT: ['read-only', 'cannotMake'],
  ENOTDIR: ['read-only', 'belowAFile'],
  EEXIST: ['read-only', 'isAFile'],
  ENOSPC: ['full', 'diskFull'],
  EDQUOT: ['full', 'quotaUsed'],
}

export const closedFailure = (): StoreError => new StoreError(({ store }) => store.closed, 'closed')

/** A StoreError for what a disk can do to a store; anything else is a bug and is given back as it is. */
export function storeFailure(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || error instanceof StoreError) return error
  // The low byte of an extended result code is the primary one.
  const found =
    'errcode' in error && typeof error.errcode === 'number'
      ? SQLITE_TROUBLES[error.errcode & 0xff]
      : 'code' in error && typeof error.code === 'string'
        ? FILE_TROUBLES[error.code]
        : undefined
  if (found === undefined) return error
  const [trouble, sentence] = found
  return new StoreError(({ store }) => store[sentence], trouble, { cause: error })
}

export const isLocked = (error: unknown): boolean => error instanceof StoreError && error.trouble === 'locked'
