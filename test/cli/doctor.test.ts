import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { SandboxGuild } from '../../sandbox/discord/guild.ts'
import { Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts'
import { type Clock, systemClock } from '../../src/base/clock.ts'
import { createLog } from '../../src/base/log.ts'
import { examineNode } from '../../src/cli/doctor/native-parts.ts'
import { clockFinding, leastAhead } from '../../src/cli/doctor/wall-clock.ts'
import { openSqliteStore } from '../../src/storage/sqlite-store.ts'
import { withAssets } from '../support/assets.ts'
import { hurriedClock } from '../support/hurried-clock.ts'
import { callTool } from '../support/tool-call.ts'
import { until } from '../support/until.ts'

const MESSAGE_CONTENT = 1 << 15

/** For all tests that want nothing special of one. */
let shared: Sandbox
/** This test's. */
let sandbox: Sandbox
let folder = ''

beforeAll(async () => {
  shared = await Sandbox.start()
})
afterAll(() => shared.close())
beforeEach(async () => {
  sandbox = shared
  folder = await mkdtemp(join(tmpdir(), 'doctor-'))
})
afterEach(async () => {
  if (sandbox !== shared) await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

async function open(options?: SandboxOptions): Promise<SandboxGuild> {
  if (options !== undefined) sandbox = await Sandbox.start(options)
  const guild = sandbox.discord.addGuild('The Table')
  guild.addVoice('Tavern')
  guild.addText('transcript')
  return guild
}

/** Ten times as long as a host waits for a service: a machine that runs all tests at once may be slow. */
const patient: Clock = {
  ...systemClock,
  after: (ms, fn) => systemClock.after(ms < 1_000 ? ms : ms * 10, fn),
}

interface Examined {
  readonly code: number
  /** By what was looked at; a second one of the same name is appended with a line break. */
  readonly lines: ReadonlyMap<string, string>
  readonly last: string
}

/** Calls the doctor in the sandbox, with these changes to its environment, and checks that no secret is told. */
async function examine(
  environment: Readonly<Record<string, string>> = {},
  { args = [], clock = patient }: { readonly args?: readonly string[]; readonly clock?: Clock } = {},
): Promise<Examined> {
  const given: Readonly<Record<string, string>> = {
    ...sandbox.environment,
    DATA_DIR: join(folder, 'data'),
    ...environment,
  }
  const { code, out, errors } = await callTool(['doctor', ...args], { environment: given, clock })
  expect(errors).toBe('')
  for (const name of ['DISCORD_TOKEN', 'ASSEMBLYAI_API_KEY'])
    if (given[name]) expect(out).not.toContain(given[name])
  const rows = out.trimEnd().split('\n')
  const last = rows.pop() ?? ''
  const lines = new Map<string, string>()
  for (const row of rows) {
    const [, verdict = '', what = '', text = ''] = /^(ok|warning|not ok|skipped|unused) +(.*?): (.*)$/.exec(
      row,
    ) ?? [row]
    expect(verdict).not.toBe('')
    const before = lines.get(what)
    lines.set(what, `${before === undefined ? '' : `${before}\n`}${verdict}  ${text}`)
  }
  return { code, lines, last }
}

describe('the doctor', () => {
  test('finds all well where it is, in a line each, and leaves nothing open and nothing behind', async () => {
    const guild = await open({})
    const { code, lines, last } = await examine({ DISCORD_GUILD_ID: guild.id })
    expect(Object.fromEntries(lines)).toEqual({
      configuration: expect.stringMatching(/^ok {2}\d+ of \d+ settings are set, and none is wrong$/),
      Node: `ok  ${process.versions.node}`,
      '@discordjs/opus (opens sound)': 'ok  it decodes',
      '@discordjs/voice and davey (hear, end-to-end encrypted)': 'ok  they load',
      'sherpa-onnx (recognises here)': 'ok  it loads',
      'SQLite (keeps)': expect.stringMatching(/^ok {2}3\.\d+/),
      Discord: 'ok  the bot is let in, and is in 1 server',
      intents: 'ok  Guilds and Guild Voice States, for which nothing need be switched on',
      'permissions in The Table': 'ok  the bot has all that it can use',
      'voice channels of The Table': 'ok  the bot can listen in 1 of 1',
      'text channels of The Table': 'ok  the bot can write in 1 of 1',
      AssemblyAI: expect.stringMatching(
        /^ok {2}it took the key and half a second of silence \(billed [\d.]+ s\)$/,
      ),
      'local model': 'unused  speech is not recognised on this machine (SPEECH_ENGINE, SPEECH_MODEL_DIR)',
      DATA_DIR: `ok  ${join(folder, 'data')} is not there yet, and can be made`,
      disk: expect.stringMatching(/^(ok|warning) {2}\d+ [MG]B are free where DATA_DIR lies/),
      clock: "ok  within a second of Discord's, within a second of AssemblyAI's",
    })
    expect(last).toBe('All that the bot needs is there.')
    expect(code).toBe(0)
    await until('all sockets to close', () => sandbox.discord.sockets + sandbox.speech.open === 0)
    expect(sandbox.speech.connections).toBe(1)
    const [session] = sandbox.speech.sessions
    expect(session).toMatchObject({ audioMs: 500, closeCode: 1000 })
    expect(session?.received.get('Terminate')).toBe(1)
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })

  test('tells all that is wrong at once, with what to do, and ends with 1', async () => {
    await open()
    const { code, lines, last } = await examine({
      DISCORD_TOKEN: 'MTIz.wrong.token',
      ASSEMBLYAI_API_KEY: 'a-wrong-key',
      SPEECH_ENGINE: 'assemblyai,sherpa',
      // Somebody took one line of .env for another.
      DATA_DIR: '/dev/null/a-wrong-key',
      HTTP_PORT: 'x',
      VAD_THRESHOLD: '7',
    })
    expect(lines.get('configuration')?.split('\n')).toEqual([
      'not ok  VAD_THRESHOLD must be a number from 0 to 1. .env.example tells what it is for.',
      'not ok  HTTP_PORT must be a whole number from 0 to 65535. .env.example tells what it is for.',
    ])
    expect(lines.get('Discord')).toBe('not ok  Discord refused the token: check DISCORD_TOKEN.')
    expect(lines.get('permissions')).toBe('skipped  not before Discord lets the bot in')
    expect(lines.get('AssemblyAI')).toBe(
      'not ok  AssemblyAI refused the key: Invalid API key. Check ASSEMBLYAI_API_KEY.',
    )
    expect(lines.get('local model')).toMatch(
      /^not ok {2}There is no local speech model: fetch one with "npm run model", or set SPEECH_MODEL_DIR/,
    )
    expect(lines.get('DATA_DIR')).toMatch(
      /^not ok {2}\/dev\/null\/…: DATA_DIR is not a folder, or lies below a file: choose another folder\.$/,
    )
    expect(last).toBe(`6 of ${[...lines.values()].join('\n').split('\n').length} are not ok.`)
    expect(code).toBe(1)
  })

  test('does what it can when settings are missing, and says what it cannot', async () => {
    await open()
    const { connections } = sandbox.speech
    const { code, lines } = await examine({ DISCORD_TOKEN: '', SPEECH_ENGINE: 'ears' })
    expect(lines.get('configuration')?.split('\n')).toEqual([
      'not ok  DISCORD_TOKEN is missing. .env.example tells what it is for.',
      'not ok  SPEECH_ENGINE must be a list out of assemblyai, sherpa, each at most once. .env.example tells what it is for.',
    ])
    for (const what of ['Discord', 'permissions', 'AssemblyAI'])
      expect(lines.get(what)).toBe('skipped  not before its settings are right')
    expect(lines.get('DATA_DIR')).toMatch(/^ok/)
    expect(code).toBe(1)
    expect(sandbox.speech.connections).toBe(connections)
  })

  test('says where nothing is heard of a service, within ten seconds, or is stopped before', async () => {
    await open()
    const sockets = new Set<Socket>()
    const silent = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1')
    await until('a port', () => silent.listening)
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : null
    try {
      const { code, lines } = await examine(
        {
          DISCORD_API_URL: `http://127.0.0.1:${port}/api`,
          ASSEMBLYAI_STREAMING_URL: `ws://127.0.0.1:${port}`,
          ASSEMBLYAI_API_URL: `http://127.0.0.1:${port}`,
        },
        { clock: hurriedClock(10) },
      )
      const nothing =
        'not ok  nothing came within 9 s: check the network, and the address in the settings if one is set.'
      expect(lines.get('Discord')).toBe(nothing)
      expect(lines.get('AssemblyAI')).toBe(nothing)
      expect(lines.get('clock')).toBe('skipped  neither Discord nor AssemblyAI told the time')
      expect(code).toBe(1)

      const stop = new AbortController()
      const stopped = await callTool(['doctor'], {
        environment: { ...sandbox.environment, DISCORD_API_URL: `http://127.0.0.1:${port}/api` },
        signal: stop.signal,
        onOutput: (piece) => piece.includes('SQLite') && stop.abort(),
      })
      expect(stopped).toMatchObject({ code: 130, errors: 'Stopped.\n' })
      expect(stopped.out).not.toContain('not ok')
    } finally {
      for (const socket of sockets) socket.destroy()
      silent.close()
    }
  })
})

test('the doctor blames no network for what is slow on this machine', async () => {
  await open()
  const { lines } = await examine({}, { clock: hurriedClock(10_000) })
  expect(lines.get('native parts')).toBe(
    'not ok  it took longer than 9 s: this machine is busy with something else, or slow. Try again when it is not.',
  )
})

describe('of Discord it tells', () => {
  test.each([
    [0, 'not ok', /Message Content intent: switch it on .* \(Bot, Privileged Gateway Intents\)/],
    [MESSAGE_CONTENT, 'ok', /the bot is let in/],
  ])('whether an intent is granted (%d)', async (grantedIntents, verdict, text) => {
    await open({ grantedIntents })
    const { lines } = await examine({ AUTO_TRANSCRIBE_VOICE_MESSAGES: 'true' })
    expect(lines.get('Discord')).toMatch(text)
    expect(lines.get('Discord')).toMatch(new RegExp(`^${verdict} `))
  })

  test('each permission that is missing in the server, and where to grant it', async () => {
    const guild = await open()
    guild.setRolePermissions(guild.everyone, [
      'ViewChannel',
      'AttachFiles',
      'EmbedLinks',
      'ReadMessageHistory',
    ])
    guild.setBotPermissions([])
    const { code, lines } = await examine({}, { args: ['--guild', guild.id] })
    const where = 'Grant it under Server Settings, Roles, Hansard, Permissions.'
    expect(lines.get('permissions in The Table')?.split('\n')).toEqual([
      `not ok  the bot cannot work without Connect and Send Messages. ${where}`,
      `warning  without Manage Webhooks lines come under the bot's name, not under their speakers'. ${where}`,
      `warning  without Create Public Threads a session has no thread of its own. ${where}`,
      `warning  without Send Messages in Threads the bot cannot write in threads. ${where}`,
    ])
    expect(lines.get('voice channels of The Table')).toBe(
      'not ok  there is no voice channel in which the bot can listen.',
    )
    expect(code).toBe(1)
  })

  test('the channels that are closed to the bot, which is no failure while others are open', async () => {
    const guild = await open()
    guild.deny(guild.addVoice('Staff room'), 'ViewChannel', 'Connect')
    guild.deny(guild.addText('rules'), 'SendMessages')
    const { code, lines } = await examine({}, { args: ['-g', guild.id] })
    const where = "where it should, grant that in the channel's settings, under Permissions."
    expect(lines.get('voice channels of The Table')).toBe(
      `warning  the bot can listen in 1 of 2; not in Staff room (View Channel, Connect): ${where}`,
    )
    expect(lines.get('text channels of The Table')).toBe(
      `warning  the bot can write in 1 of 2; not in rules (Send Messages): ${where}`,
    )
    expect(code).toBe(0)
  })

  test('that the bot is not in the server, or in none, with the address that invites it', async () => {
    sandbox = await Sandbox.start()
    const invitation = `https://discord.com/oauth2/authorize?client_id=${sandbox.discord.applicationId}&scope=bot+applications.commands&permissions=309775682560`
    const { code, lines } = await examine({}, { args: ['-g', '123456789012345678'] })
    expect(lines.get('Discord')).toBe(
      `warning  the bot is let in, but is in no server: ${invitation} invites it.`,
    )
    expect(lines.get('permissions')).toBe(
      `not ok  the bot is not in the server 123456789012345678: invite it with ${invitation}, or correct the id.`,
    )
    expect(code).toBe(1)
  })
})

describe('of DATA_DIR it tells', () => {
  const data = () => join(folder, 'data')

  test('that a bot runs with it, which is as it should be', async () => {
    await open()
    const store = await openSqliteStore({ folder: data(), clock: systemClock, log: createLog('silent') })
    const before = await readdir(data())
    const running = await examine()
    expect(running.lines.get('DATA_DIR')).toMatch(
      /can be written, and its database is whole\. A Hansard runs with it now: if that is your bot, all is well/,
    )
    expect(running.code).toBe(0)
    expect(await readdir(data())).toEqual(before)
    await store.close()
    expect((await examine()).lines.get('DATA_DIR')).toBe(
      `ok  ${data()} can be written, and its database is whole`,
    )
  })

  test('that its database is damaged', async () => {
    await open()
    await mkdir(data())
    await writeFile(
      join(data(), 'hansard.sqlite'),
      'nothing that SQLite made, and long enough to be looked at',
    )
    const { code, lines } = await examine()
    expect(lines.get('DATA_DIR')).toMatch(
      /hansard\.sqlite in DATA_DIR is not a database: put a backup in its place/,
    )
    expect(code).toBe(1)
  })
})

describe('of the clock it tells', () => {
  test('how far it is off, as a warning from two seconds on', async () => {
    await open()
    const clock = { ...patient, wall: () => systemClock.wall() - 60_000 }
    const { code, lines } = await examine({}, { clock })
    // Less the time that the answers took, which nobody can tell from a clock that is off.
    expect(lines.get('clock')).toMatch(
      /^warning {2}(?:4\d|5\d|60)\.\d s behind Discord's, (?:4\d|5\d|60)\.\d s behind AssemblyAI's: times in transcripts are wrong by that\./,
    )
    expect(code).toBe(0)
  })

  test.each([
    ['in the second of the answer', 0, 0],
    ['in the same second, answered late', 3_000, 0],
    ['ahead of the whole second', { sentAt: 13_500, cameAt: 13_600 }, 2_500],
    ['behind, however late the answer', { sentAt: 4_000, cameAt: 7_000 }, -3_000],
  ])('what is certain: %s', (_, exchange, ahead) => {
    const times = typeof exchange === 'number' ? { sentAt: 10_500, cameAt: 10_500 + exchange } : exchange
    expect(leastAhead({ ...times, theirs: 10_000 })).toBe(ahead)
  })

  test.each([
    [[], 'skipped', 'neither Discord nor AssemblyAI told the time'],
    [[999], 'ok', "within a second of A's"],
    [[1_500], 'ok', "1.5 s ahead of A's"],
    [[-1_500, 0], 'ok', "1.5 s behind A's, within a second of B's"],
    [[0, 3_600_000], 'warning', "within a second of A's, 60 min ahead of B's: times in transcripts"],
  ] as const)('%j ms: %s', (ahead, verdict, text) => {
    const found = clockFinding(ahead.map((aheadMs, at) => ({ name: 'AB'[at] ?? '', aheadMs })))
    expect(found).toMatchObject({ verdict, what: 'clock', text: expect.stringContaining(text) })
  })
})

test.each([
  ['24.21.0', 'ok'],
  ['22.12.0', 'not ok'],
])('of Node %s it says %s', (version, verdict) => {
  expect(examineNode(version)).toMatchObject([{ verdict }])
})

withAssets(
  'of the local model it tells its name, that its files are whole, and that it loads',
  async ({ models }) => {
    await open()
    const SPEECH_MODEL_DIR = join(models, 'zipformer-en-3.3m')
    const { lines } = await examine({ SPEECH_ENGINE: 'sherpa', SPEECH_MODEL_DIR })
    expect(lines.get('local model')).toMatch(
      /^ok {2}zipformer-en-3\.3m\S*: its files are as they were published, and it loads$/,
    )
    expect(lines.get('AssemblyAI')).toBe('unused  SPEECH_ENGINE does not ask for it')
  },
)
