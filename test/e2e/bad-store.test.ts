import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { isLong } from '../support/durations.ts'

const LIMIT_MS = 120_000
const NOBODY = 65_534
const isRoot = process.geteuid?.() === 0

/** A bot that is to fail before it ever asks Discord for anything. */
async function start(folder: string, as: { uid?: number; gid?: number } = {}) {
  const { PATH = '', TMPDIR = '' } = process.env
  const bot = spawn(process.execPath, ['--no-warnings', resolve('src/main.ts')], {
    cwd: tmpdir(),
    env: {
      PATH,
      TMPDIR,
      DISCORD_TOKEN: 'a-token',
      DISCORD_API_URL: 'http://127.0.0.1:1',
      ASSEMBLYAI_API_KEY: 'a-key',
      DATA_DIR: folder,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...as,
  })
  const ended = new Promise((done) => bot.once('close', done))
  const [output, errors, code] = await Promise.all([text(bot.stdout), text(bot.stderr), ended])
  const events = output.split('\n').flatMap((line) => /"event":"([^"]+)"/.exec(line)?.[1] ?? [])
  return { code, errors, events }
}

const refused = (sentence: RegExp) => ({
  code: 1,
  errors: expect.stringMatching(sentence),
  events: ['start failed', 'stopping', 'stopped'],
})

const onlyLong = isLong ? test : test.skip
if (!isLong) process.stdout.write('SKIPPED: starts with a lock and a full disk (HANSARD_LONG=1 runs them)\n')

describe('a bot whose DATA_DIR cannot be used says what to do, in one sentence, and ends', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hansard-bad-store-'))
  })
  afterEach(() => {
    chmodSync(folder, 0o700)
    rmSync(folder, { recursive: true, force: true })
  })

  test(
    'where this user may only read it',
    async () => {
      chmodSync(folder, 0o555)
      // Rights do not bind root, so root starts it as somebody else.
      const started = await start(folder, isRoot ? { uid: NOBODY, gid: NOBODY } : {})
      expect(started).toEqual(
        refused(/^The database in DATA_DIR cannot be opened: check that the folder can be written\.\n$/),
      )
      expect(readdirSync(folder)).toEqual([])
    },
    LIMIT_MS,
  )

  onlyLong(
    'where another program has locked the database and does not let go',
    async () => {
      mkdirSync(folder, { recursive: true })
      const other = new DatabaseSync(join(folder, 'hansard.sqlite'))
      other.exec('BEGIN EXCLUSIVE')
      try {
        expect(await start(folder)).toEqual(
          refused(/^Another program has locked the database in DATA_DIR: close it there\.\n$/),
        )
      } finally {
        other.close()
      }
    },
    LIMIT_MS,
  )

  const canMount = isLong && isRoot && mounted()
  if (isLong && !canMount)
    process.stdout.write('SKIPPED: a start on a full disk, which only root can make here\n')
  const onFullDisk = canMount ? test : test.skip
  onFullDisk(
    'where the disk is full',
    async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', folder])
      try {
        fill(join(folder, 'of-somebody-else'))
        expect(await start(folder)).toEqual(
          refused(/^The disk that DATA_DIR lies on is full: free some space\.\n$/),
        )
      } finally {
        execFileSync('umount', [folder])
      }
    },
    LIMIT_MS,
  )
})

/** Leaves no room in the file system that this file is in. */
function fill(file: string): void {
  for (let bytes = 256 * 1024; bytes > 0; bytes -= 4096) {
    try {
      writeFileSync(file, Buffer.alloc(bytes))
      return
    } catch {
      // That was too much.
    }
  }
}

/** Whether a small disk can be made here: a container often may not. */
function mounted(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'hansard-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', place], { stdio: 'ignore' })
    execFileSync('umount', [place], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}
