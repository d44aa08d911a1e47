import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-failure-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A process that starts a sandbox, fails, and ends when nothing of it is open any more. */
function failure(options: object): Promise<string> {
  const program = `
    import { Sandbox } from './sandbox/sandbox.ts'
    await Sandbox.start(${JSON.stringify(options)}).catch(({ code }) => console.log(code))`
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', program], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (piece: Buffer) => {
    said += piece.toString()
  })
  return new Promise((resolve) => child.once('close', () => resolve(said)))
}

test.each(['discord', 'speech'] as const)(
  'a sandbox whose port for %s is taken leaves no folder behind and nothing open',
  async (what) => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    if (address === null || typeof address === 'string') throw new Error('there is a port')
    const { port } = address
    try {
      const options = what === 'discord' ? { port } : { speech: { port } }
      expect(await failure(options)).toBe('EADDRINUSE\n')
      expect(await readdir(folder)).toEqual([])
    } finally {
      await new Promise((resolve) => other.close(resolve))
    }
  },
)
