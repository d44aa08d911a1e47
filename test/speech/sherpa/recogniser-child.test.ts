import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { expect, jest, test } from '@jest/globals'
import { systemClock } from '../../../src/base/clock.ts'
import { type ChildEnd, RecogniserChild } from '../../../src/speech/sherpa/recogniser-child.ts'

jest.setTimeout(60_000)

const MODEL = {
  name: null,
  paths: { encoder: '/none/e.onnx', decoder: '/none/d.onnx', joiner: '/none/j.onnx', tokens: '/none/t.txt' },
  proof: '',
}

test('a child that is killed while it loads the model says by what', async () => {
  const ends: ChildEnd[] = []
  const child = new RecogniserChild(MODEL, systemClock, {
    listens: () => {},
    answered: () => {},
    ended: (end) => ends.push(end),
  })
  if (child.pid === null) throw new Error('no child was started')
  process.kill(child.pid, 'SIGKILL')
  await child.gone
  expect(ends).toEqual([{ cause: 'died', exitCode: null, signal: 'SIGKILL' }])
})

/** Opens files until the system has no more to give, lets go of one more each time, and starts a child. */
const PROGRAM = `
  import { closeSync, openSync } from 'node:fs'
  import { systemClock } from './src/base/clock.ts'
  import { findModel } from './src/speech/sherpa/model.ts'
  import { RecogniserChild } from './src/speech/sherpa/recogniser-child.ts'

  const files = []
  try {
    for (;;) files.push(openSync('/dev/null'))
  } catch ({ code }) {
    if (code !== 'EMFILE') throw new Error(code)
  }
  const { retryable } = await findModel('.').catch((error) => error)
  const ends = []
  for (const free of [0, 1, 2, 3]) {
    const listener = { listens() {}, answered() {}, ended: ({ cause }) => ends.push(cause) }
    const child = new RecogniserChild(${JSON.stringify(MODEL)}, systemClock, listener)
    await child.gone
    // The event that tells of it comes later, and nobody may be missing who listens.
    await new Promise((resolve) => setImmediate(resolve))
    closeSync(files.pop())
  }
  for (const file of files) closeSync(file)
  process.stdout.write(JSON.stringify({ ends, retryable }))
`

test('a child for which there are no file descriptors is one that was not started, and harms nobody', async () => {
  const limited = 'ulimit -n 64 && exec "$0" --no-warnings --input-type=module -e "$1"'
  const program = spawn('sh', ['-c', limited, process.execPath, PROGRAM], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const code = new Promise((resolve) => program.once('exit', resolve))
  const [out, errors] = await Promise.all([text(program.stdout), text(program.stderr)])
  expect(errors).toBe('')
  // Nor is a model refused for good that cannot be looked up just then.
  expect(JSON.parse(out)).toEqual({ ends: Array(4).fill('not-started'), retryable: true })
  expect(await code).toBe(0)
})
