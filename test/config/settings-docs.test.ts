import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { settings } from '../../src/config/settings.ts'
import { settingsDocs } from '../../src/config/settings-docs.ts'

test('the page on settings is what the settings say (node src/cli/settings-docs.ts > docs/settings.md)', () => {
  expect(readFileSync('docs/settings.md', 'utf8')).toBe(settingsDocs())
})

test('names every setting once, with what has to be set and what is secret', () => {
  const rows = settingsDocs()
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  expect(rows.map((row) => /`(\w+)`/.exec(row)?.[1])).toEqual(Object.values(settings).map(({ name }) => name))
  for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(4)
  expect(
    rows.filter((row) => row.includes('**must be set**')).map((row) => /`(\w+)`/.exec(row)?.[1]),
  ).toEqual(['DISCORD_TOKEN'])
  expect(rows.filter((row) => row.includes('; secret'))).toHaveLength(2)
})
