import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { toneLine } from '../../sandbox/cast/script.ts'
import { utter } from '../../sandbox/cast/tone-language.ts'
import { SpeechServer } from '../../sandbox/speech/speech-server.ts'
import { setTable } from '../../sandbox/table.ts'
import { startRig } from '../support/rig.ts'
import { toneSound } from '../support/tone-sample.ts'
import { until } from '../support/until.ts'
import { wavFile } from '../support/wav-file.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const KEY = 'the-key-of-the-tests'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tools-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface Run {
  readonly code: number | NodeJS.Signals | null
  readonly out: string
  readonly errors: string
}

/** Ctrl+C, which reaches the whole group. */
function interrupt({ pid }: ChildProcess): void {
  if (pid === undefined) throw new Error('the tool did not start')
  process.kill(-pid, 'SIGINT')
}

interface Caller {
  /** Where npm calls it: the project's folder unless given. */
  readonly cwd?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly onStart?: (child: ChildProcess) => void
}

/** A tool as a process of its own, called as npm calls it for somebody who stands in `folder`. */
async function tool(
  args: readonly string[],
  { environment = {}, cwd = PROJECT, onStart }: Caller = {},
): Promise<Run> {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env
  const child = spawn(process.execPath, ['--no-warnings', join(PROJECT, 'src/cli/main.ts'), ...args], {
    cwd,
    env: { PATH, HOME, TMPDIR, npm_lifecycle_event: 'cli', INIT_CWD: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a terminal gives it.
    detached: true,
  })
  const ended = new Promise<Run['code']>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code))
  })
  onStart?.(child)
  const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, out, errors }
}

describe('beside a bot that runs', () => {
  test('doctor, sessions and export do their work, and the bot hears on', async () => {
    const rig = await startRig()
    const { sandbox, bot } = rig
    try {
      await bot.ready
      const table = setTable(sandbox, ['Ada'])
      const [ada] = table.people
      if (ada === undefined) throw new Error('nobody is at the table')
      const mouth = await sandbox.enter(ada, table.room)
      const say = async (...words: string[]) => {
        await mouth.talk(toneLine({ speaker: 'Ada', atMs: 0 }, words).packets)
        await until(words.join(' '), () =>
          table.text.messages.some(({ content }) => content.toLowerCase().includes(words.join(' '))),
        )
      }
      const start = await ada.command(table.text, ['transcribe', 'start'])
      await start.next(({ content }) => content.includes('listening'), 30_000)
      await say('apple', 'river')

      const environment: Readonly<Record<string, string>> = {
        ...sandbox.environment,
        DISCORD_GUILD_ID: table.guild.id,
      }
      const doctor = await tool(['doctor'], { environment })
      expect(doctor).toMatchObject({ code: 0, errors: '' })
      expect(doctor.out).toMatch(/^ok {7}permissions in The Table: the bot has all that it can use$/m)
      expect(doctor.out).toMatch(/^warning {2}DATA_DIR: .* A Hansard runs with it now/m)
      expect(doctor.out).toMatch(/^All that the bot needs is there\.\n$/m)

      await writeFile(join(folder, '.env'), `DATA_DIR=${environment['DATA_DIR']}\n`)
      const sessions = await tool(['sessions'], { cwd: folder })
      expect(sessions).toMatchObject({ code: 0, errors: '' })
      const [, row = ''] = sessions.out.split('\n')
      expect(row).toMatch(
        /^\S+ {2}20\d\d-\d\d-\d\d \d\d:\d\d {2}Tavern +(?:\d+ min)? ?(?:[\d.]+ s)? +1 +2 +goes on$/,
      )

      const [id = ''] = row.split(' ')
      const exported = await tool(['export', id.slice(0, 8), '-f', 'txt,json', '-o', 'out'], { environment })
      expect(exported).toMatchObject({ code: 0, out: '' })
      const names = (await readdir(join(folder, 'out'))).sort()
      expect(names.map((name) => name.replace(/^.*-tavern/, ''))).toEqual(['.json', '.txt'])

      await say('soon', 'castle')
      expect(sandbox.discord.sessions).toEqual({ identifies: 2, resumes: 0 })
      expect(bot.output.filter((line) => /reconnecting|"level":[45]0/.test(line))).toEqual([])
    } finally {
      await rig.close()
    }
  }, 120_000)
})

describe('Ctrl+C', () => {
  test('ends the microphone with its last words and the sum, and a file with 130 and nothing half-written', async () => {
    const server = await SpeechServer.start({ keys: [KEY] })
    const environment = {
      PATH: `${folder}:${process.env['PATH']}`,
      ASSEMBLYAI_API_KEY: KEY,
      ASSEMBLYAI_STREAMING_URL: server.url,
    }
    try {
      await writeFile(join(folder, 'sound.raw'), toneSound(['apple', 'river', 'soon']))
      await writeFile(join(folder, 'arecord'), `#!/bin/sh\ncat '${folder}/sound.raw'\nexec sleep 100\n`)
      await chmod(join(folder, 'arecord'), 0o755)
      await writeFile(join(folder, 'talk.wav'), wavFile([utter(Array(60).fill('apple'), { rate: 16_000 })]))
      const heard = (child: ChildProcess, session: number) =>
        until('speech to be heard', () => (server.sessions[session]?.audioMs ?? 0) > 0).then(() =>
          interrupt(child),
        )
      const microphone = await tool(['microphone'], { environment, onStart: (child) => void heard(child, 0) })
      expect(microphone.out).toBe('[0:00:00] Apple river soon.\n')
      expect(microphone.errors).toMatch(
        /^Listening through arecord\..*\nListened for .*: 1 turn, 3 words\. .*\n$/,
      )
      expect(microphone.code).toBe(0)

      const file = await tool(['file', 'talk.wav', '--out', 'texts'], {
        environment,
        onStart: (child) => void heard(child, 1),
      })
      expect(file).toEqual({ code: 130, out: '', errors: 'Stopped.\n' })
      expect(await readdir(join(folder, 'texts'))).toEqual([])
      await until('the sessions to end', () => server.open === 0)
    } finally {
      await server.close()
    }
  }, 120_000)
})
