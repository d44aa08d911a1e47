import { describe, expect, test } from '@jest/globals'
import { StoreError } from '../../src/base/errors.ts'
import { storeFailure } from '../../src/storage/store-failure.ts'
import { verbatim } from '../../src/wording/words.ts'

/** As node:sqlite throws it. */
const sqliteError = (errcode: number) =>
  Object.assign(new Error('what SQLite says'), { code: 'ERR_SQLITE_ERROR', errcode })
const systemError = (code: string) => Object.assign(new Error('open "/home/anna/data"'), { code })

describe('what a store cannot do', () => {
  test.each([
    ['SQLITE_PERM', sqliteError(3), 'read-only'],
    ['SQLITE_BUSY', sqliteError(5), 'locked'],
    ['SQLITE_BUSY_SNAPSHOT', sqliteError(5 | (2 << 8)), 'locked'],
    ['SQLITE_LOCKED', sqliteError(6), 'locked'],
    ['SQLITE_READONLY', sqliteError(8), 'read-only'],
    ['SQLITE_READONLY_DIRECTORY', sqliteError(8 | (6 << 8)), 'read-only'],
    ['SQLITE_IOERR_FSYNC', sqliteError(10 | (4 << 8)), 'broken'],
    ['SQLITE_CORRUPT', sqliteError(11), 'broken'],
    ['SQLITE_CORRUPT_VTAB', sqliteError(11 | (1 << 8)), 'broken'],
    ['SQLITE_FULL', sqliteError(13), 'full'],
    ['SQLITE_CANTOPEN', sqliteError(14), 'read-only'],
    ['SQLITE_NOTADB', sqliteError(26), 'broken'],
    ['EACCES', systemError('EACCES'), 'read-only'],
    ['EROFS', systemError('EROFS'), 'read-only'],
    ['ENOSPC', systemError('ENOSPC'), 'full'],
    ['EDQUOT', systemError('EDQUOT'), 'full'],
  ])('%s is told in a sentence of our own that says what to do', (_, error, trouble) => {
    const failure = storeFailure(error)
    if (!(failure instanceof StoreError)) throw new Error('no StoreError')
    expect(failure.trouble).toBe(trouble)
    expect(failure.cause).toBe(error)
    expect(failure.message).toMatch(/DATA_DIR.*: .*\.$/)
    expect(failure.message).not.toMatch(/SQLite says|anna/)
  })

  test.each([
    ['a constraint', sqliteError(19)],
    ['SQL that is wrong', sqliteError(1)],
    ['an error of another kind', systemError('ECONNRESET')],
    ['no error at all', 'text'],
    ['nothing', null],
    ['a failure already told', new StoreError(verbatim('The store is closed.'), 'closed')],
  ])('%s stays what it is', (_, error) => {
    expect(storeFailure(error)).toBe(error)
  })
})
