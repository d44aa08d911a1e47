import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from '@jest/globals'

/** The rows of the house, top to bottom: a folder may import itself and what stands above it. */
const rows: readonly (readonly string[])[] = [
  ['src/wording'],
  ['src/base'],
  ['src/config'],
  ['src/audio'],
  ['src/speech'],
  ['src/transcript'],
  ['src/session'],
  ['src/discord', 'src/storage', 'src/web'],
  ['commands'],
  ['src'],
]

/** The only files through which the world outside is reached. A folder stands for all of its files. */
const doors: Readonly<Record<string, readonly string[]>> = {
  'discord.js': ['src/discord/', 'commands/'],
  'discord-api-types': ['src/discord/'],
  '@discordjs/voice': ['src/discord/'],
  '@discordjs/rest': ['src/discord/'],
  '@discordjs/opus': ['src/audio/opus.ts'],
  'prism-media': ['src/audio/media-file.ts'],
  ws: ['src/speech/assemblyai/socket.ts'],
  'sherpa-onnx-node': ['src/speech/sherpa/'],
  'node:sqlite': ['src/storage/'],
  'node:http': ['src/web/'],
  'prom-client': ['src/web/'],
  'node:timers': ['src/base/clock.ts'],
  'node:timers/promises': [],
  pino: ['src/base/log.ts'],
}

/** The one place where the product may reach the sandbox. */
const sandboxDoors = ['src/cli/demo.ts', 'src/cli/sandbox.ts']

interface Import {
  readonly from: string
  readonly to: string
}

const files = ['src', 'commands', 'sandbox'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name)),
)
const imports = files.flatMap(importsOf)
const house = imports.filter(({ from }) => !from.startsWith('sandbox/'))

function importsOf(file: string): Import[] {
  const source = readFileSync(file, 'utf8')
  return [
    ...source.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm),
  ].map((found) => {
    const name = found[1] ?? found[2] ?? found[3] ?? ''
    return { from: file, to: name.startsWith('.') ? normalize(join(dirname(file), name)) : name }
  })
}

function rowOf(file: string): number {
  const folder = rows.findIndex((row) => row.some((name) => name !== 'src' && file.startsWith(`${name}/`)))
  return folder === -1 ? rows.length - 1 : folder
}

const folderOf = (file: string): string | undefined =>
  rows[rowOf(file)]?.find((name) => file.startsWith(`${name}/`))

const packageOf = (name: string): string =>
  name.startsWith('node:')
    ? name
    : name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/')

const shown = ({ from, to }: Import): string => `${from} -> ${to}`
const isLocal = ({ to }: Import): boolean => to.includes('/') && to.endsWith('.ts')

describe('the house', () => {
  test('was read at all', () => {
    expect(files.length).toBeGreaterThan(20)
    expect(imports).toContainEqual({ from: 'src/main.ts', to: 'src/wiring.ts' })
  })

  test('imports downwards only, and adapters never one another', () => {
    const wrong = house.filter(isLocal).filter(({ from, to }) => {
      if (to.startsWith('sandbox/')) return false
      const above = rowOf(to) < rowOf(from)
      return !above && folderOf(from) !== folderOf(to)
    })
    expect(wrong.map(shown)).toEqual([])
  })

  test('reaches each library through its door only', () => {
    const wrong = house.filter(({ from, to }) => {
      const door = doors[packageOf(to)]
      return door !== undefined && !door.some((place) => from.startsWith(place))
    })
    expect(wrong.map(shown)).toEqual([])
  })

  test('has no cycle', () => {
    const graph = new Map(
      files.map((file) => [file, imports.filter(({ from }) => from === file).map(({ to }) => to)]),
    )
    const done = new Set<string>()
    const cycles: string[] = []
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
      if (done.has(file) || path.includes(file)) return
      for (const next of graph.get(file) ?? []) visit(next, [...path, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
    expect(cycles).toEqual([])
  })

  test('has a clock of its own: nothing else in src reads time or sets a timer', () => {
    const wrong = files
      .filter(
        (file) => file.startsWith('src/') && file !== 'src/base/clock.ts' && !file.startsWith('src/cli/'),
      )
      .filter((file) =>
        /\b(?:setTimeout|setInterval|setImmediate|Date\.now|performance\.now)\(|new Date\(\)/.test(
          readFileSync(file, 'utf8'),
        ),
      )
    expect(wrong).toEqual([])
  })

  test('keeps the sandbox apart', () => {
    const inwards = imports.filter(
      ({ from, to }) => from.startsWith('sandbox/') && /^(?:src|commands)\//.test(to),
    )
    const outwards = house.filter(({ from, to }) => to.startsWith('sandbox/') && !sandboxDoors.includes(from))
    expect([...inwards, ...outwards].map(shown)).toEqual([])
  })
})
