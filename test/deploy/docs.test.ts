import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { commands } from '../../commands/index.ts'
import { settings } from '../../src/config/settings.ts'

const PAGES = ['docs/operation.md', 'docs/privacy.md', 'CHANGELOG.md'] as const
const read = (page: string): string => readFileSync(page, 'utf8')
const found = (text: string, what: RegExp): string[] => [
  ...new Set([...text.matchAll(what)].map((match) => match[1] ?? '')),
]

/** In capitals, and no settings of the bot. */
const OTHERS = new Set(['SIGTERM', 'SIGINT', 'SIGKILL'])

describe.each(PAGES)('%s', (page) => {
  test('names settings and commands that there are', () => {
    const names = Object.values(settings).map(({ name }) => name)
    const named = found(read(page), /`([A-Z][A-Z_]{5,})(?:=[^`]*)?`/g).filter((name) => !OTHERS.has(name))
    expect(named.filter((name) => !names.includes(name))).toEqual([])
    const asked = found(read(page), /`\/transcribe (\w+)`/g)
    expect(asked.filter((name) => !commands.some((command) => command.name === name))).toEqual([])
  })

  test('leads to files that there are', () => {
    const links = found(read(page), /\]\((?!https?:)([^)#]+)\)/g)
    expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([])
  })
})

test('the page on operation says what to do for every alert, and names no other', () => {
  const { groups }: { groups: { rules: { alert: string }[] }[] } = parse(
    read('deploy/prometheus/alerts.yaml'),
  )
  const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert))
  expect(found(read('docs/operation.md'), /\b(Hansard[A-Z]\w+)/g).toSorted()).toEqual(alerts.toSorted())
})

test('the page on operation names figures that the dashboard shows', () => {
  const dashboard = read('deploy/grafana/hansard.json')
  const named = found(read('docs/operation.md'), /`(hansard_\w+)/g)
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((name) => !dashboard.includes(name))).toEqual([])
})
