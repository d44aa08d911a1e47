import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { makeFolder } from '../../src/base/folder.ts'

let place = ''
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'hansard-folder-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

describe('a folder', () => {
  test('is made with all those above it, with the rights that were asked for', () => {
    const folder = join(place, 'a', 'b', 'c')
    makeFolder(folder, 0o700)
    for (const each of [folder, join(place, 'a')]) expect(statSync(each).mode & 0o777).toBe(0o700)
  })

  test('that is there already is left as it is', () => {
    const folder = join(place, 'a')
    mkdirSync(folder, { mode: 0o750 })
    makeFolder(folder, 0o700)
    expect(statSync(folder).mode & 0o777).toBe(0o750)
    makeFolder('/')
  })

  test('cannot be made where a file is, nor below one', () => {
    writeFileSync(join(place, 'file'), '')
    expect(() => makeFolder(join(place, 'file'))).toThrow(/EEXIST/)
    expect(() => makeFolder(join(place, 'file', 'below'))).toThrow(/ENOTDIR/)
  })

  // Node's own way would never return here.
  const there = process.platform === 'linux' ? test : test.skip
  there.each(['/proc/nope', '/proc/nope/and/below'])(
    'where the system makes none is refused: %s',
    (folder) => {
      expect(() => makeFolder(folder)).toThrow(/ENOENT/)
    },
  )
})
