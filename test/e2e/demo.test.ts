import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { withAssets } from '../support/assets.ts'
import { isLong } from '../support/durations.ts'

interface Run {
  readonly code: number | null
  readonly output: string
}

/** The demo as `npm run demo` starts it; `onOutput` gets hold of it as it writes. */
async function demo(
  args: readonly string[],
  onOutput = (_: string, _stop: () => void): void => {},
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env
  const child = spawn(process.execPath, ['src/cli/main.ts', 'demo', ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { PATH, HOME, TMPDIR, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.on('data', (piece: Buffer) => onOutput(piece.toString(), () => child.kill('SIGINT')))
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { code: typeof code === 'number' ? code : null, output: output + errors }
}

describe('the demo', () => {
  test('in tones shows the channel as it fills, then the account, and ends with 0', async () => {
    const { code, output } = await demo(['--engine', 'assemblyai', '--seconds', '8', '--seed', '2'])
    const spoken = /^words spoken: (\d+); posted: \1; in their place and under the right name: \1$/m.exec(
      output,
    )
    expect(Number(spoken?.[1])).toBeGreaterThan(20)
    expect(output).toMatch(/^Hansard\n {2}\d\d:\d\d:\d\d {2}Ada started transcription of Tavern: /m)
    for (const speaker of ['Ada', 'Bert', 'Cleo'])
      expect(output).toMatch(
        // A line below one that began later has its time above it.
        new RegExp(
          `^(?:${speaker}\n +\\S+ +(?:-# \\S+\n +)?| +(?:\\S+  )?${speaker}: )[A-Z][a-z ]+\\.$`,
          'm',
        ),
      )
    expect(output).toMatch(/^lost: 0; doubled: 0; under another name: 0; moved: 0; never said: 0$/m)
    expect(output).toMatch(/^from the end of speech to the post: p50 \d\.\d\d s, p95 \d\.\d\d s$/m)
    expect(output).toMatch(/^speech sessions billed: \d+\.\d s; spoken: \d+\.\d s$/m)
    expect(output).toMatch(/\nEverything that was said arrived\.\n$/)
    expect(code).toBe(0)
  }, 120_000)

  test('speaks the language of tones where no model for English can be had, and says why', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hansard-demo-'))
    // Nobody listens on this port.
    const nowhere = { DATA_DIR: folder, SPEECH_MODEL_URL: 'http://127.0.0.1:9' }
    const { code, output } = await demo(['--seconds', '4'], undefined, nowhere)
    await rm(folder, { recursive: true })
    expect(output).toMatch(
      /^Nothing here can hear English: 127\.0\.0\.1:9 cannot be reached: .*\nSo they speak a language of tones\.$/m,
    )
    expect(output).toMatch(/\nEverything that was said arrived\.\n$/)
    expect(code).toBe(0)
  }, 120_000)

  const long: typeof withAssets = isLong ? withAssets : (name) => test.skip(name, () => {})
  long(
    'in English plays a meeting, heard by a model on this machine',
    async ({ models }) => {
      const { code, output } = await demo(['--model', join(models, 'zipformer-en-3.3m')])
      expect(output).toMatch(/^utterances spoken: 16; under the right name: 16$/m)
      expect(Number(/^word errors: (\S+) %/m.exec(output)?.[1])).toBeLessThan(10)
      expect(code).toBe(0)
    },
    120_000,
  )

  test('that is interrupted says so, ends the bot and ends with 130', async () => {
    let shown = ''
    let stopped = false
    const { code, output } = await demo(['--engine', 'assemblyai', '--seconds', '60'], (piece, stop) => {
      shown += piece
      if (stopped || !shown.includes('started transcription')) return
      stopped = true
      stop()
    })
    expect(output).toMatch(/\nStopped\.\n$/)
    expect(code).toBe(130)
  }, 120_000)
})
