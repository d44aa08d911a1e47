import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { settings } from '../../src/config/settings.ts'
import { programFiles } from '../support/program-files.ts'

test('every setting is asked for somewhere: none is only documented', () => {
  const program = ['src/main.ts', 'src/cli/main.ts']
    .flatMap(programFiles)
    .filter((file) => !file.startsWith('src/config/'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  const used = new Set(program.match(/\w+/g))
  expect(Object.keys(settings).filter((key) => !used.has(key))).toEqual([])
})
