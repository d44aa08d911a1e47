import { StoreError, type StoreTrouble } from '../base/errors.ts'

/** What SQLite's primary result codes (sqlite.org/rescode.html) mean for whoever hosts the bot. */
const SQLITE_TROUBLES: Readonly<Record<number, readonly [StoreTrouble, string]>> = {
  3: ['read-only', 'This user may not use the files in DATA_DIR: give it the right to read and write them.'],
  5: ['locked', 'Another program has locked the database in DATA_DIR: close it there.'],
  6: ['locked', 'Another program has locked the database in DATA_DIR: close it there.'],
  8: [
    'read-only',
    'The database in DATA_DIR cannot be written: check the rights of the folder and its files.',
  ],
  10: ['broken', 'The disk that DATA_DIR lies on failed to read or write: check it, and its free space.'],
  11: [
    'broken',
    'The database in DATA_DIR is damaged: put a backup in its place, or move it away to begin anew.',
  ],
  13: ['full', 'The disk that DATA_DIR lies on is full: free some space.'],
  14: ['read-only', 'The database in DATA_DIR cannot be opened: check that the folder can be written.'],
  23: ['read-only', 'This user may not use the files in DATA_DIR: give it the right to read and write them.'],
  26: ['broken', 'hansard.sqlite in DATA_DIR is not a database: put a backup in its place, or move it away.'],
}

/** The same for what the file system says before SQLite comes to it. */
const FILE_TROUBLES: Readonly<Record<string, readonly [StoreTrouble, string]>> = {
  EACCES: [
    'read-only',
    'This user may not write in DATA_DIR: give it the right to, or choose another folder.',
  ],
  EPERM: [
    'read-only',
    'This user may not write in DATA_DIR: give it the right to, or choose another folder.',
  ],
  EROFS: ['read-only', 'DATA_DIR lies on a disk that can only be read: choose another folder.'],
  ENOENT: ['read-only', 'DATA_DIR cannot be made: choose another folder.'],
  ENOTDIR: ['read-only', 'DATA_DIR is not a folder, or lies below a file: choose another folder.'],
  EEXIST: ['read-only', 'DATA_DIR is a file, and has to be a folder.'],
  ENOSPC: ['full', 'The disk that DATA_DIR lies on is full: free some space.'],
  EDQUOT: ['full', 'The quota of the disk that DATA_DIR lies on is used up: free some space.'],
}

export const closedFailure = (): StoreError => new StoreError('The store is closed.', 'closed')

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
  const [trouble, message] = found
  return new StoreError(message, trouble, { cause: error })
}

export const isLocked = (error: unknown): boolean => error instanceof StoreError && error.trouble === 'locked'
