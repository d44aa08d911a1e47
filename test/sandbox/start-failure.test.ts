import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'

const { TMPDIR } = process.env
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-failure-'))
  process.env['TMPDIR'] = folder
})
afterEach(async () => {
  if (TMPDIR === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = TMPDIR
  await rm(folder, { recursive: true, force: true })
})

test.each(['discord', 'speech'] as const)(
  'a sandbox whose port for %s is taken leaves no folder behind and no port open',
  async (what) => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    if (address === null || typeof address === 'string') throw new Error('there is a port')
    const { port } = address
    try {
      const options = what === 'discord' ? { port } : { speech: { port } }
      await expect(Sandbox.start(options)).rejects.toThrow(/EADDRINUSE/)
      expect(await readdir(folder)).toEqual([])
    } finally {
      await new Promise((resolve) => other.close(resolve))
    }
  },
)
