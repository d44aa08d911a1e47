import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { systemClock } from '../../src/base/clock.ts'
import { sessionId } from '../../src/base/ids.ts'
import { createLog } from '../../src/base/log.ts'
import type { Store } from '../../src/session/store.ts'
import { SqliteDatabase } from '../../src/storage/sqlite-database.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { ANNA, BEN, OTHER_GUILD, record, turn } from '../storage/samples.ts'
import { parsedSubtitles } from '../support/parsed-subtitles.ts'
import { callTool } from '../support/tool-call.ts'

const BEGUN = Date.UTC(2026, 2, 14, 20, 14)
/** A day later the tools are called. */
const NOW = BEGUN + 86_400_000
const FIRST = '0a1b2c3d-0000-4000-8000-000000000001'
const SECOND = '0a1bffff-0000-4000-8000-000000000002'

let folder = ''
/** As of a bot that runs: it holds the folder until the test is over. */
let bot: Store

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'))
  bot = await openBot()
})
afterEach(async () => {
  await bot.close()
  await rm(folder, { recursive: true, force: true })
})

const openBot = (): Promise<Store> =>
  openSqliteStore({ folder, clock: systemClock, log: createLog('silent') })

const clock = { ...systemClock, wall: () => NOW }
const call = (...args: string[]) => callTool(args, { folder, environment: { DATA_DIR: folder }, clock })

/** A session of yesterday that ended, and one that goes on, of another server. */
async function keepTwo(): Promise<void> {
  const [first, second] = [sessionId(FIRST), sessionId(SECOND)]
  await bot.begin(record(FIRST, { startedAt: BEGUN, roomName: 'Tavern‮ of\nkings' }))
  await bot.addTurn(first, turn('901:1', 1_000, 'hello there'))
  await bot.addTurn(first, turn('902:1', 61_000, 'good evening to all', BEN))
  await bot.end(first, BEGUN + 65_000, 'Anna stopped it.')
  await bot.begin(record(SECOND, { guild: OTHER_GUILD, startedAt: NOW - 10_000, engine: 'sherpa' }))
  await bot.lived(second, NOW, [])
  await bot.addTurn(second, turn('901:2', 500, 'still going on', { ...ANNA, name: 'Anna\x1b[2J' }))
}

describe('sessions', () => {
  test('lists what is kept, newest first, while a bot runs with the folder', async () => {
    await keepTwo()
    const { code, out, errors } = await call('sessions')
    expect(errors).toBe('')
    expect(code).toBe(0)
    const [head, ...rows] = out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/))
    expect(head).toEqual(['id', 'when (UTC)', 'where', 'length', 'speakers', 'words', 'state'])
    expect(rows).toEqual([
      [SECOND, '2026-03-15 20:13', 'General', '10 s', '1', '3', 'goes on'],
      [FIRST, '2026-03-14 20:14', 'Tavern of kings', '1 min 5 s', '2', '6', 'ended'],
    ])
    expect((await call('sessions', '-n', '1')).out.trimEnd().split('\n')).toHaveLength(2)
  })

  test('with --json has the ids of servers and channels, and no name of a person', async () => {
    await keepTwo()
    const { out } = await call('sessions', '--json')
    expect(JSON.parse(out)).toMatchObject([
      { id: SECOND, guild: OTHER_GUILD, engine: 'sherpa', state: { kind: 'open' } },
      {
        ...{
          id: FIRST,
          guild: '500000000000000001',
          room: '600000000000000001',
          speakers: 2,
          turns: 2,
          words: 6,
        },
        ...{ startedAt: '2026-03-14T20:14:00.000Z', lastedMs: 65_000 },
        state: { kind: 'ended', at: '2026-03-14T20:15:05.000Z', reason: 'Anna stopped it.' },
      },
    ])
    expect(out.replace('Anna stopped it.', '')).not.toMatch(/Anna|Ben/)
  })

  test('tells a session that a process left from one that goes on', async () => {
    const lately = NOW - 60_000
    await bot.begin(record('crashed', { state: { kind: 'open', livedAt: lately } }))
    await bot.begin(record('suspended'))
    await bot.suspend(sessionId('suspended'), lately)
    const { out } = await call('sessions')
    expect(out).toMatch(/^crashed .* broken off$/m)
    expect(out).toMatch(/^suspended .* waits for the bot$/m)
  })

  test('of nothing says so', async () => {
    expect(await call('sessions')).toEqual({ code: 0, out: '', errors: 'No session is kept.\n' })
    const DATA_DIR = join(folder, 'nowhere')
    expect(await callTool(['sessions'], { environment: { DATA_DIR } })).toEqual({
      code: 1,
      out: '',
      errors: `Nothing is kept in DATA_DIR (${DATA_DIR}): no bot has run with it yet.\n`,
    })
  })
})

describe('export', () => {
  test('writes the newest session, or the one that an id begins with, to standard output', async () => {
    await keepTwo()
    const last = await call('export', '--last')
    expect(last).toMatchObject({ code: 0, errors: '' })
    expect(last.out).toMatch(/^Not ended yet: this is the record so far$/m)
    expect(last.out).toMatch(/^\[0:00:00\] Anna\S*: still going on$/m)
    expect(last.out).not.toContain('\x1b')
    const named = await call('export', '0a1b2', '--format', 'srt')
    expect(parsedSubtitles(named.out).map(({ text }) => text)).toEqual([
      'Anna: hello there',
      'Ben: good evening to all',
    ])
  })

  test('writes a whole file for each format with --out, and says where', async () => {
    await keepTwo()
    const { code, out, errors } = await call('export', FIRST, '-f', 'txt,md,srt,vtt,json,csv', '-o', 'out')
    expect({ code, out }).toEqual({ code: 0, out: '' })
    const names = ['csv', 'json', 'md', 'srt', 'txt', 'vtt'].map(
      (ending) => `2026-03-14-2014-tavern-of-kings.${ending}`,
    )
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(names)
    expect(errors.trimEnd().split('\n').sort()).toEqual(names.map((name) => join(folder, 'out', name)))
    const json = JSON.parse(await readFile(join(folder, 'out', names[1] ?? ''), 'utf8'))
    expect(json.turns.map(({ text }: { text: string }) => text)).toEqual([
      'hello there',
      'good evening to all',
    ])
  })

  test.each(process.platform === 'linux' ? ['/proc/nope', '/proc/nope/below'] : ['/dev/null/below'])(
    'to %s, where no folder can be made, says so at once',
    async (out) => {
      await keepTwo()
      expect(await call('export', FIRST, '--out', out)).toMatchObject({
        code: 1,
        out: '',
        errors: expect.stringMatching(/^(?:There is no such file or folder|This is a file.*): \/.*\n$/),
      })
    },
  )

  test.each([
    [
      'an id that nothing has',
      'ffff',
      /^No session that is kept has this id: npm run cli -- sessions lists them\.\n$/,
    ],
    ['the wild card of a database', '%', /^No session that is kept has this id/],
    ['what two ids begin with', '0a1b', /^Several sessions begin with this id: give more of it\.\n$/],
  ])('of %s says what to do', async (_, id, message) => {
    await keepTwo()
    const { code, out, errors } = await call('export', id)
    expect(errors).toMatch(message)
    expect({ code, out }).toEqual({ code: 1, out: '' })
  })
})

describe('reading what is kept', () => {
  test('changes nothing, waits for nobody and keeps no bot from its folder', async () => {
    await keepTwo()
    const before = (await readdir(folder)).sort()
    await bot.close()
    await call('sessions')
    await call('export', '--last')
    bot = await openBot()
    expect((await bot.unended()).map(({ id }) => id)).toEqual([SECOND])
    expect((await readdir(folder)).sort()).toEqual(before)
  })

  test('sees one moment of it, whatever the bot writes meanwhile', async () => {
    await keepTwo()
    const reader = await SqliteDatabase.openToRead({ folder, clock: systemClock, log: createLog('silent') })
    const lines = reader.prepare('SELECT count(*) AS n FROM lines')
    const before = await reader.work(() => {
      const first = lines.get()
      // The first piece of work of a store is done before the call returns.
      void bot.addTurn(sessionId(SECOND), turn('901:3', 9_000, 'and on'))
      return [first, lines.get()]
    })
    expect(before).toEqual([{ n: 3 }, { n: 3 }])
    expect(await reader.work(() => lines.get())).toEqual({ n: 4 })
    await reader.close()
  })

  test.each([
    [99, /^The database in DATA_DIR was made by a newer Hansard .*install that one again\.\n$/],
    [
      1,
      /^The database in DATA_DIR was made by an older Hansard: start the bot once, which brings it up to date\.\n$/,
    ],
  ])('of version %d is refused with what to do', async (version, message) => {
    await bot.close()
    const database = new DatabaseSync(join(folder, 'hansard.sqlite'))
    database.exec(`PRAGMA user_version = ${version}`)
    database.close()
    const { code, errors } = await call('sessions')
    expect(errors).toMatch(message)
    expect(code).toBe(1)
  })
})
