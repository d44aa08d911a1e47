import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { callTool } from '../support/tool-call.ts'

interface End {
  readonly code: number | null
  readonly errors: string
}

/** The tool as a process of its own, whose output goes where it is told: to a file, or to a reader who leaves. */
function run(args: readonly string[], out: number | 'a reader who leaves'): Promise<End> {
  const child = spawn(process.execPath, ['src/cli/main.ts', ...args], {
    stdio: ['ignore', typeof out === 'number' ? out : 'pipe', 'pipe'],
  })
  child.stdout?.destroy()
  let errors = ''
  child.stderr?.on('data', (piece: Buffer) => {
    errors += piece.toString()
  })
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, errors })))
}

async function runInto(file: string, flags: string): Promise<End> {
  const out = openSync(file, flags)
  try {
    return await run(['help'], out)
  } finally {
    closeSync(out)
  }
}

// A device that is always full (full(4)).
const whereFull = existsSync('/dev/full') ? test : test.skip
whereFull('output that a full disk takes no more of is told, and ends with 1', async () => {
  expect(await runInto('/dev/full', 'w')).toEqual({ code: 1, errors: 'The disk is full.\n' })
})

test('output that cannot be written for another reason is told in plain words', async () => {
  // A file that was opened for reading takes nothing.
  const end = await runInto('package.json', 'r')
  expect(end).toEqual({ code: 1, errors: 'The output could not be written.\n' })
})

test('whoever has read enough is told nothing', async () => {
  expect(await run(['help'], 'a reader who leaves')).toMatchObject({ errors: '' })
})

test('--version is that of the package', async () => {
  const { version }: { version: string } = JSON.parse(await readFile('package.json', 'utf8'))
  expect(await callTool(['--version'])).toEqual({ code: 0, out: `${version}\n`, errors: '' })
})

test('a path is told on one line, without what would act on a terminal', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'output-'))
  try {
    const { code, errors } = await callTool(['file', 'evil\x1b[2J\nname.wav', 'other\r.wav'], {
      folder,
      environment: { ASSEMBLYAI_API_KEY: 'a-key' },
    })
    expect(errors).toBe(
      'evil[2J name.wav: There is no such file or folder.\nother .wav: There is no such file or folder.\n',
    )
    expect(code).toBe(1)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
