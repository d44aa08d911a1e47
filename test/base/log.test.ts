import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { EngineError } from '../../src/base/errors.ts'
import { createLog } from '../../src/base/log.ts'
import { verbatim } from '../../src/wording/words.ts'

function logged(error: unknown): string {
  const lines: string[] = []
  createLog('info', { write: (line: string) => void lines.push(line) }).error('it failed', error, {
    session: 's1',
  })
  return lines.join('')
}

test('a line is written before the call returns, so that none is overtaken or lost when the process exits', () => {
  const module = new URL('../../src/base/log.ts', import.meta.url)
  const script = `
    const { writeSync } = await import('node:fs')
    const { createLog } = await import('${module}')
    const log = createLog('info')
    for (let line = 0; line < 20; line += 1) {
      log.info('line')
      writeSync(1, 'after it\\n')
    }
    process.exit(0)`
  const { stdout } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script])
  const events = String(stdout)
    .trim()
    .replaceAll(/^\{.*"event":"line"\}$/gm, 'line')
  expect(events.split('\n')).toEqual(Array(20).fill(['line', 'after it']).flat())
})

test('lines that cannot be written, for the disk is full, are lost, and who logs goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hansard-log-'))
  const file = join(folder, 'log')
  const module = new URL('../../src/base/log.ts', import.meta.url)
  const script = `
    const { closeSync, openSync, writeSync } = await import('node:fs')
    const { createLog } = await import('${module}')
    const log = createLog('info')
    // The lowest number that is free: standard output.
    const becomes = (path) => { closeSync(1); if (openSync(path, 'a') !== 1) throw new Error('not 1') }
    log.info('before')
    becomes('/dev/full')
    for (let line = 0; line < 1_000; line += 1) log.info('lost')
    becomes('${file}')
    log.info('after')
    log.info('later')`
  const { status, stdout } = spawnSync(process.execPath, [
    '--no-warnings',
    '--input-type=module',
    '-e',
    script,
  ])
  const lines = `${stdout}${await readFile(file, 'utf8')}`
  await rm(folder, { recursive: true })
  expect([status, lines.match(/(?<="event":")\w+/g)]).toEqual([0, ['before', 'after', 'later']])
})

describe('an error in the log', () => {
  test('keeps the sentence of our own errors and their code', () => {
    const line = JSON.parse(
      logged(new EngineError(verbatim('The key was refused.'), { retryable: false, code: 1008 })),
    )
    expect(line).toMatchObject({
      event: 'it failed',
      session: 's1',
      error: { message: 'The key was refused.', code: 1008 },
    })
  })

  test('quotes nothing of what others put into theirs', () => {
    const secrets = 'spoken words and https://host/webhooks/1/token'
    const api = Object.assign(new Error(secrets), {
      status: 400,
      code: 50_035,
      url: secrets,
      requestBody: { json: { content: secrets } },
      rawError: { message: secrets },
    })
    const line = logged(new Error(secrets, { cause: api }))
    expect(line).not.toMatch(/spoken|token/)
    expect(JSON.parse(line)).toMatchObject({ error: { name: 'Error', cause: { status: 400, code: 50_035 } } })
  })

  test('drops the input that a parse error quotes, and keeps the place', () => {
    let caught: unknown
    try {
      JSON.parse('spoken words')
    } catch (error) {
      caught = error
    }
    const line = logged(caught)
    expect(line).not.toContain('spoken')
    expect(line).toContain('log.test.ts')
  })

  test('drops the message also where it has several lines, some of them like a place', () => {
    const crafted = 'spoken\n    at home, said\n    at spoken (home:1:2)'
    expect(logged(new Error(crafted))).not.toMatch(/spoken|home/)
    const renamed = new Error(crafted)
    renamed.message = 'another'
    expect(logged(new Error(`${crafted}\nand more`))).not.toMatch(/spoken|home/)
    expect(logged(Object.assign(new Error('spoken'), { name: 'said at home' }))).not.toMatch(/spoken|home/)
  })

  test('keeps the places before a step that has none', async () => {
    const line = logged(await Promise.all([Promise.reject(new Error('spoken'))]).catch((error) => error))
    expect(line).toContain('log.test.ts')
  })

  test.each<[string, () => unknown]>([
    ['whose stack is nothing', () => Object.assign(new Error('spoken'), { stack: null })],
    ['whose stack is a number', () => Object.assign(new Error('spoken'), { stack: 7 })],
    ['whose message is nothing', () => Object.assign(new Error('spoken'), { message: null })],
    ['whose name is a symbol', () => Object.assign(new Error('spoken'), { name: Symbol('spoken') })],
    [
      'that throws when it is asked for its cause',
      () =>
        Object.defineProperty(new Error('spoken'), 'cause', {
          get() {
            throw new Error('spoken')
          },
        }),
    ],
    [
      'that is a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable(new Error('spoken'), {})
        revoke()
        return proxy
      },
    ],
    ['that is no error', () => 'spoken'],
  ])('%s is told of all the same', (_, make) => {
    const line = logged(make())
    expect(line).not.toContain('spoken')
    expect(JSON.parse(line)).toMatchObject({ event: 'it failed', error: { name: expect.any(String) } })
  })

  test('ends where causes lead in a circle', () => {
    const first = new Error('spoken')
    const second = new Error('spoken', { cause: first })
    first.cause = second
    const line = logged(first)
    expect(line).not.toContain('spoken')
    expect(line.length).toBeLessThan(20_000)
  })
})
