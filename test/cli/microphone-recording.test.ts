import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { systemClock } from '../../src/base/clock.ts'
import { Recording } from '../../src/cli/microphone/recording.ts'
import { alive } from '../support/processes.ts'
import { until } from '../support/until.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A recorder that is these lines of shell; `heard` counts the samples that came of it. */
async function record(lines: string) {
  const program = join(folder, 'arecord')
  await writeFile(program, `#!/bin/sh\n${lines}\n`)
  await chmod(program, 0o755)
  const heard = { samples: 0 }
  const recording = new Recording({
    call: { program, arguments: [], environment: {} },
    environment: { PATH: process.env['PATH'] ?? '' },
    clock: systemClock,
    onSound: ({ length }) => {
      heard.samples += length
    },
  })
  return { recording, heard }
}

const pidIn = async (name: string) => Number(await readFile(join(folder, name), 'utf8'))

describe('a recorder that is a script around the real one', () => {
  test.each([
    ['and ends when it is asked to', ''],
    ['and does not', "trap '' TERM\n"],
  ])('%s is stopped with all that it started', async (_, trap) => {
    const { recording, heard } = await record(
      `${trap}sh -c 'echo $$ > ${folder}/child; head -c 3200 /dev/zero; exec sleep 300'\necho over`,
    )
    await until('sound', () => heard.samples === 1_600)
    const child = await pidIn('child')
    expect(alive(child)).toBe(true)
    await recording.stop()
    expect(await recording.ended).toEqual({ kind: 'over' })
    await until('the child to end', () => !alive(child))
    await recording.stop()
  })

  test('is not waited for where what it started has gone its own way', async () => {
    const { recording, heard } = await record(
      `head -c 3200 /dev/zero\nsetsid sh -c 'echo $$ > ${folder}/child; exec sleep 300' &\nwait`,
    )
    await until('sound', () => heard.samples === 1_600)
    const child = await untilPid('child')
    await recording.stop()
    expect(await recording.ended).toEqual({ kind: 'over' })
    process.kill(child, 'SIGKILL')
  })
})

async function untilPid(name: string): Promise<number> {
  let pid = 0
  await until('the process', async () => {
    pid = await pidIn(name).catch(() => 0)
    return pid > 0
  })
  return pid
}

test.each([
  ['exit 0', { kind: 'broke', how: 'without any sound', said: '' }],
  ['echo "no card" >&2', { kind: 'broke', how: 'without any sound', said: 'no card' }],
  ['head -c 3200 /dev/zero', { kind: 'over' }],
  ['head -c 3200 /dev/zero; exit 3', { kind: 'broke', how: 'code 3', said: '' }],
])('of one that ends by itself (%s) it is told whether it broke', async (lines, end) => {
  const { recording } = await record(lines)
  expect(await recording.ended).toEqual(end)
})
