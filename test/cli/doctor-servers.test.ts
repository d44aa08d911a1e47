import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Sandbox } from '../../sandbox/sandbox.ts'
import { type Clock, systemClock } from '../../src/base/clock.ts'
import { callTool } from '../support/tool-call.ts'
import { until } from '../support/until.ts'

/** Services are waited for ten times as long as by a host: a machine that runs all tests at once may be slow. */
const patient: Clock = {
  ...systemClock,
  after: (ms, fn) => systemClock.after(ms < 1_000 ? ms : ms * 10, fn),
}

let sandbox: Sandbox
let folder = ''

beforeEach(async () => {
  sandbox = await Sandbox.start()
  folder = await mkdtemp(join(tmpdir(), 'doctor-servers-'))
})
afterEach(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

async function examine(environment: Readonly<Record<string, string>> = {}) {
  const { code, out } = await callTool(['doctor'], {
    environment: { ...sandbox.environment, DATA_DIR: join(folder, 'data'), ...environment },
    clock: patient,
  })
  const lines = out.trimEnd().split('\n')
  return { code, last: lines.at(-1), about: (what: string) => lines.filter((line) => line.includes(what)) }
}

function addServer(name: string): void {
  const guild = sandbox.discord.addGuild(name)
  guild.addVoice('Tavern')
  guild.addText('transcript')
}

describe('without a server that is named, the doctor', () => {
  test('looks at each of the few that the bot is in', async () => {
    for (const name of ['One', 'Two']) addServer(name)
    const { code, last, about } = await examine()
    for (const name of ['One', 'Two'])
      expect(about(` ${name}: `)).toEqual([
        `ok       permissions in ${name}: the bot has all that it can use`,
        `ok       voice channels of ${name}: the bot can listen in 1 of 1`,
        `ok       text channels of ${name}: the bot can write in 1 of 1`,
      ])
    expect(last).toBe('All that the bot needs is there.')
    expect(code).toBe(0)
  })

  test('looks at none of many, and says so in its last sentence', async () => {
    for (const name of ['One', 'Two', 'Three', 'Four', 'Five', 'Six']) addServer(name)
    const { code, last, about } = await examine()
    expect(about('permissions')).toEqual([
      'skipped  permissions: name one of the 6 servers: give --guild ID, or set DISCORD_GUILD_ID',
    ])
    expect(last).toBe('All that the bot needs is there, of what was looked at; 1 check was skipped.')
    expect(code).toBe(0)
  })
})

test('a session that breaks off is told, and so is what AssemblyAI says when it is asked again', async () => {
  sandbox.speech.faults.next({ begin: 'never' })
  const examined = examine()
  await until('the session', () => sandbox.speech.open === 1)
  await sandbox.speech.down()
  const { code, about } = await examined
  expect(about(' AssemblyAI: ')).toEqual([expect.stringMatching(/^not ok {3}AssemblyAI: .{20}/)])
  expect(code).toBe(1)
  expect(about('AssemblyAI')).not.toEqual([expect.stringContaining('broke off')])
})
