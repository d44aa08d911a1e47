import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { copyOf, execForm, type Stage, stagesOf } from '../support/dockerfile.ts'
import { programFiles, programPackages } from '../support/program-files.ts'

const stages = stagesOf(readFileSync('deploy/Dockerfile', 'utf8'))
const last: Stage = stages.at(-1) ?? { image: '', name: '', steps: [] }
const rest = (name: string): string[] =>
  last.steps.filter((step) => step.name === name).map((step) => step.rest)
const copies = stages.flatMap(({ steps }) => steps.filter(({ name }) => name === 'COPY').map(copyOf))
const sent = copies.filter(({ from }) => from === null).flatMap(({ sources }) => sources)

interface Locked {
  readonly dev?: boolean
}
const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
)

describe('the Dockerfile', () => {
  test('runs on glibc, without the tools that built it, and not as root', () => {
    expect(stages.map(({ image }) => image)).toEqual(['node:24-bookworm', 'node:24-bookworm-slim'])
    const commands = rest('RUN').join('\n')
    expect(commands).not.toMatch(/apt|npm|python|make|g\+\+/)
    expect(rest('USER')).toEqual(['node'])
    const names = last.steps.map(({ name }) => name)
    expect(names.lastIndexOf('RUN')).toBeLessThan(names.indexOf('USER'))
    expect(names.lastIndexOf('COPY')).toBeLessThan(names.indexOf('USER'))
  })

  test('gives signals to the bot itself, and starts it as npm start does', () => {
    const [command = ''] = rest('CMD')
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(['exec', ...execForm(command)].join(' ').replace('node_modules/.bin/', '')).toBe(scripts['start'])
    expect(rest('STOPSIGNAL')).toEqual(['SIGTERM'])
  })

  test('has a health check', () => {
    const [check = ''] = rest('HEALTHCHECK')
    expect(execForm(check).join(' ')).toMatch(/^node -e fetch\('http:\/\/127\.0\.0\.1:9464\/healthz'\)/)
  })

  test('takes what the bot is made of and nothing else, and .dockerignore lets all of it through', () => {
    const allowed = readFileSync('.dockerignore', 'utf8').split('\n')
    expect(allowed.find((line) => line !== '' && !line.startsWith('#'))).toBe('*')
    for (const source of sent) {
      expect(existsSync(source)).toBe(true)
      expect(allowed).toContain(`!${source}`)
    }
    const missing = programFiles('src/main.ts').filter(
      (file) => !sent.some((source) => file.startsWith(`${source}/`)),
    )
    expect(missing).toEqual([])
    expect(sent).not.toContain('.env')
  })

  test('installs every package that the bot loads, although it leaves out what only work on it needs', () => {
    const isThere = (name: string) => {
      const locked = lock.packages[`node_modules/${name}`]
      return locked !== undefined && locked.dev !== true
    }
    const packages = programPackages('src/main.ts')
    expect(packages).toEqual(expect.arrayContaining(['discord.js', '@discordjs/voice', 'ws']))
    // The library of DAVE is a dependency of @discordjs/voice, which is deaf without it; `node` is what runs it all.
    expect([...packages, '@snazzah/davey', 'node'].filter((name) => !isThere(name))).toEqual([])
    expect(isThere('jest')).toBe(false)
  })
})
